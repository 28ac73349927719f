/** Wishes that change something outside the table: each is told in the audit trail before it is done, and told once. */
import { writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { TTL_ATTRIBUTE } from "../table/definition.ts";
import { RECEIPT_DAYS, ReceiptEntity } from "./receipt.ts";
import { type Line, linePut } from "./write.ts";

/** @returns false where the same wish came before */
export async function first(table: Table, source: string, line: Line, now: Date): Promise<boolean> {
  const recordedAt = now.toISOString();
  const receipt = ReceiptEntity.put({
    source,
    message: line.message,
    outcome: "taken",
    recordedAt,
    day: recordedAt.slice(0, 10),
    [TTL_ATTRIBUTE]: Math.floor(now.getTime() / 1000) + RECEIPT_DAYS * 24 * 60 * 60,
  })
    .where(({ message }, { notExists }) => notExists(message))
    .params({ table: table.name });
  return (await writeAll(table, [receipt, linePut(table, line, now)])).kind === "written";
}
