import type { Table } from "../table/client.ts";
import { type Receipt, ReceiptEntity } from "./receipt.ts";

/** Messages that broke a rule on this day (UTC), by time. What people are refused they see at once, so it isn't among them. */
export async function rejectedReceipts(table: Table, day: string): Promise<Receipt[]> {
  const { data } = await ReceiptEntity.query
    .rejectedByDay({ day })
    .go({ table: table.name, client: table.documents, pages: "all" });
  return data.filter(({ source }) => !source.startsWith("console:"));
}
