/** When each source spoke last, so that one that has long been silent is still known. */

import { writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { HeardEntity } from "./message.entity.ts";
import type { Format } from "./message.ts";

/** A process writes it down no more often than this: every message would be a write more. */
const NOTED_EVERY_MS = 10_000;

export interface LastHeard {
  source: string;
  format: Format;
  /** Wall clock, ISO 8601 UTC; at most ten seconds before its last message. */
  lastAt: string;
}

/** One per warm process. */
export class Heard {
  private readonly table: Table;
  private readonly notedMs = new Map<string, number>();

  constructor(table: Table) {
    this.table = table;
  }

  async note(source: string, format: Format, now: Date): Promise<void> {
    const name = `${source} ${format}`;
    const atMs = now.getTime();
    if (atMs - (this.notedMs.get(name) ?? 0) < NOTED_EVERY_MS) return;
    this.notedMs.set(name, atMs);
    const { name: tableName } = this.table;
    const put = HeardEntity.put({ source, format, lastAt: now.toISOString() }).params({ table: tableName });
    await writeAll(this.table, [put]);
  }
}

/** All that ever spoke. */
export async function lastHeard(table: Table): Promise<LastHeard[]> {
  const { data } = await HeardEntity.query
    .all({})
    .go({ table: table.name, client: table.documents, pages: "all" });
  return data;
}
