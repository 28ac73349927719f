/** A backup of the table in the object store, and back: whole items, as the table has them. */
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  paginateScan,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { ObjectStore } from "@podium/core/feed/objects.ts";
import type { Table } from "@podium/core/table/client.ts";

type Item = Record<string, AttributeValue>;

/** What follows from the facts, and is made from them again. */
const DERIVED: ReadonlySet<string> = new Set(["board", "outcome"]);
const AT_ONCE = 25;

/** @returns how many items it holds */
export async function backUp({ client, name }: Table, objects: ObjectStore, key: string): Promise<number> {
  const items: string[] = [];
  const pages = paginateScan({ client }, { TableName: name, ConsistentRead: true });
  for await (const { Items = [] } of pages)
    for (const item of Items) items.push(JSON.stringify(item, bytesAsText));
  await objects.put(key, gzipSync(items.join("\n")));
  return items.length;
}

/**
 * All but what follows from the rest. The table is empty.
 * @returns how many items were written
 * @throws Error where there is no such backup
 */
export async function restoreFacts(table: Table, objects: ObjectStore, key: string): Promise<number> {
  const backup = await objects.get(key);
  if (backup === undefined) throw new Error(`there is no backup ${key}`);
  const lines = gunzipSync(backup).toString("utf8").split("\n");
  const items = lines
    .map((line) => JSON.parse(line, textAsBytes) as Item)
    .filter(({ __edb_e__ }) => !DERIVED.has(__edb_e__?.S ?? ""));
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const puts = items.slice(from, from + AT_ONCE).map((Item): WriteRequest => ({ PutRequest: { Item } }));
    await writeAll(table, puts);
  }
  return items.length;
}

async function writeAll({ client, name }: Table, puts: WriteRequest[]): Promise<void> {
  for (let open = puts; open.length > 0; ) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [name]: open } }),
    );
    open = UnprocessedItems?.[name] ?? [];
  }
}

const BYTES = "$bytes";

function bytesAsText(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Record<string, unknown>)[key];
  return raw instanceof Uint8Array ? { [BYTES]: Buffer.from(raw).toString("base64") } : value;
}

function textAsBytes(_: string, value: unknown): unknown {
  const text = typeof value === "object" && value !== null && BYTES in value ? value[BYTES] : undefined;
  return typeof text === "string" ? new Uint8Array(Buffer.from(text, "base64")) : value;
}
