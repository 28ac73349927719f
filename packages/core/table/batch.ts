/** Reads and writes of several items in one request, on keys and puts that the entities made. */
import {
  BatchGetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { PodiumError } from "../errors.ts";
import type { Table } from "./client.ts";

export interface Key {
  pk: string;
  sk: string;
}

export type Item = Record<string, unknown> & Key;
type TransactItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;
type Put = ConstructorParameters<typeof PutCommand>[0];

/** DynamoDB's own limits. */
const KEYS_PER_BATCH = 100;
export const WRITES_PER_TRANSACTION = 100;
const ATTEMPTS = 6;

export const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Strongly consistent; what does not exist is absent from the map (by `keyText`). */
export async function getAll(table: Table, keys: readonly Key[]): Promise<Map<string, Item>> {
  const distinct = [...new Map(keys.map(({ pk, sk }) => [keyText({ pk, sk }), { pk, sk }])).values()];
  const found = new Map<string, Item>();
  for (let from = 0; from < distinct.length; from += KEYS_PER_BATCH) {
    let wanted: Key[] = distinct.slice(from, from + KEYS_PER_BATCH);
    for (let attempt = 1; wanted.length > 0; attempt++) {
      if (attempt > ATTEMPTS)
        throw new PodiumError({ code: "TABLE_BUSY", detail: "the table kept keys back" }, { retry: true });
      if (attempt > 1) await backOff(attempt);
      const answer = await table.documents.send(
        new BatchGetCommand({ RequestItems: { [table.name]: { Keys: wanted, ConsistentRead: true } } }),
      );
      for (const item of (answer.Responses?.[table.name] ?? []) as Item[]) found.set(keyText(item), item);
      wanted = (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
    }
  }
  return found;
}

/** What became of a transaction: written, or the positions whose condition failed; `busy` may be tried again as it is. */
export type TransactionOutcome =
  | { kind: "written" }
  | { kind: "refused"; positions: number[] }
  | { kind: "busy" };

/** All or nothing. `puts` and `deletes` are parameters that ElectroDB made, condition included; puts come first. */
export async function writeAll(
  table: Table,
  puts: readonly object[],
  deletes: readonly object[] = [],
): Promise<TransactionOutcome> {
  // A transaction consumes twice the units, so one put goes alone.
  if (puts.length === 1 && deletes.length === 0) return writeOne(table, puts[0] as Put);
  const TransactItems = [
    ...puts.map((Put) => ({ Put })),
    ...deletes.map((Delete) => ({ Delete })),
  ] as TransactItems;
  try {
    await table.documents.send(new TransactWriteCommand({ TransactItems }));
    return { kind: "written" };
  } catch (error) {
    const { name, CancellationReasons } = error as {
      name?: string;
      CancellationReasons?: { Code?: string }[];
    };
    if (name === "TransactionInProgressException") return { kind: "busy" };
    if (name !== "TransactionCanceledException") throw error;
    const codes = (CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
    const positions = codes.flatMap((code, position) =>
      code === "ConditionalCheckFailed" ? [position] : [],
    );
    if (positions.length > 0) return { kind: "refused", positions };
    if (codes.some((code) => code === "TransactionConflict" || code.includes("Throttl")))
      return { kind: "busy" };
    throw error;
  }
}

/**
 * Transactions that have nothing to do with each other, in one request; each by itself, in order, where one of them is
 * refused or two write the same item. Together they may hold 100 puts and 4 MB.
 */
export async function writeTogether(
  table: Table,
  transactions: readonly (readonly object[])[],
): Promise<PromiseSettledResult<TransactionOutcome>[]> {
  const keys = transactions.flat().map((put) => keyText((put as { Item: Key }).Item));
  if (transactions.length > 1 && new Set(keys).size === keys.length) {
    const [together] = await Promise.allSettled([writeAll(table, transactions.flat())]);
    if (together.status === "fulfilled" && together.value.kind === "written")
      return transactions.map(() => together);
  }
  const outcomes: PromiseSettledResult<TransactionOutcome>[] = [];
  for (const puts of transactions) outcomes.push(...(await Promise.allSettled([writeAll(table, puts)])));
  return outcomes;
}

async function writeOne(table: Table, put: Put): Promise<TransactionOutcome> {
  try {
    await table.documents.send(new PutCommand(put));
    return { kind: "written" };
  } catch (error) {
    const { name } = error as { name?: string };
    if (name === "ConditionalCheckFailedException") return { kind: "refused", positions: [0] };
    if (name === "TransactionConflictException") return { kind: "busy" };
    throw error;
  }
}

/** Full jitter, 25 ms doubling to at most a second. */
export async function backOff(attempt: number): Promise<void> {
  const ceilingMs = Math.min(1000, 25 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
}
