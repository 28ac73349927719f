/**
 * Invalidations cost money by the path or tag, so a month has a budget. What must not be wrong for long comes first: a
 * correction may use all of it, a new official result only a part. Without a budget a board waits for its TTL.
 */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Push } from "../board/publish.ts";
import type { Key } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { InvalidationSpendEntity } from "./entity.ts";

/** In order of urgency, with the hundredths of the budget up to which each may go. */
export const SHARE_PERCENT: Readonly<Record<Push, number>> = {
  correction: 100,
  withdrawal: 95,
  official: 80,
};

export interface Budget {
  month: string;
  used: number;
  limit: number;
}

/** The edge bills by calendar month. */
export const monthOf = (now: Date): string => now.toISOString().slice(0, 7);

/**
 * Takes `count` tags or paths from the budget of the month, all or none. A batch that comes again pays again: the sum is
 * never less than what the edge was asked for.
 */
export async function spend(
  table: Table,
  now: Date,
  push: Push,
  count: number,
  limit: number,
): Promise<boolean> {
  const month = monthOf(now);
  const ceiling = Math.floor((limit * SHARE_PERCENT[push]) / 100);
  if (count > ceiling) return false;
  const { Key } = InvalidationSpendEntity.get({ month }).params<{ Key: Key }>({ table: table.name });
  try {
    await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key,
        UpdateExpression: "ADD used :count SET #month = :month, #entity = :entity, #model = :model",
        ConditionExpression: "attribute_not_exists(used) OR used <= :room",
        ExpressionAttributeNames: { "#month": "month", "#entity": "__edb_e__", "#model": "__edb_v__" },
        ExpressionAttributeValues: {
          ":count": count,
          ":room": ceiling - count,
          ":month": month,
          ":entity": "invalidationSpend",
          ":model": "1",
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export async function budgetOf(table: Table, now: Date, limit: number): Promise<Budget> {
  const month = monthOf(now);
  const { data } = await InvalidationSpendEntity.get({ month }).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return { month, used: data?.used ?? 0, limit };
}
