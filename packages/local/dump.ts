/** All boards of a table as plain JSON files: `boards/leaderboards/medals.json`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { decompress } from "@podium/core/board/encoding.ts";
import { LATEST } from "@podium/core/board/key.ts";
import type { Table } from "@podium/core/table/client.ts";

/** Name and JSON text of every board's latest version. */
export async function* boards(table: Table): AsyncGenerator<{ board: string; text: string }> {
  const pages = paginateScan(
    { client: table.documents },
    {
      TableName: table.name,
      ConsistentRead: true,
      FilterExpression: "#entity = :board and slot = :latest",
      ExpressionAttributeNames: { "#entity": "__edb_e__" },
      ExpressionAttributeValues: { ":board": "board", ":latest": LATEST },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { board, body } of Items as { board: string; body: Uint8Array }[])
      yield { board, text: decompress(body) };
  }
}

/** Writes them below `dir/boards`. Answers with how many boards there are and the sum of their versions. */
export async function dump(table: Table, dir: string): Promise<{ boards: number; versions: number }> {
  let count = 0;
  let versions = 0;
  for await (const { board, text } of boards(table)) {
    const file = join(dir, "boards", `${board}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    count += 1;
    versions += (JSON.parse(text) as { version: number }).version;
  }
  return { boards: count, versions };
}
