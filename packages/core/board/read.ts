/** Reading a board: one GetItem, eventually consistent, bytes as stored. */
import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Freshness } from "./freshness.ts";
import { boardKey } from "./key.ts";

export interface StoredBoard {
  /** Brotli. */
  body: Uint8Array;
  etag: string;
  freshness: Freshness;
  tags: string;
  version: number;
  factAt: string;
}

/** The latest version, or one that was kept. Undefined where there is no such board or version. */
export async function readBoard(
  client: DynamoDBClient,
  table: string,
  name: string,
  version?: number,
): Promise<StoredBoard | undefined> {
  const { pk, sk } = boardKey(name, version);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  if (Item === undefined) return undefined;
  return {
    body: Item.body?.B ?? new Uint8Array(),
    etag: Item.etag?.S ?? "",
    freshness: (Item.freshness?.S ?? "leaderboard") as Freshness,
    tags: (Item.tags?.L ?? []).map((tag) => tag.S ?? "").join(","),
    version: Number(Item.version?.N ?? 0),
    factAt: Item.factAt?.S ?? "",
  };
}
