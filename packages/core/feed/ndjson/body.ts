/** Bodies of NDJSON, kept as they came: what everything can be rebuilt from. */
import type { MessageRecord } from "../message.ts";
import { type RawStore, storeRaw } from "../raw.ts";
import { bodyDigest } from "../reader.ts";
import { file, find } from "../record.ts";

/** Durable when it resolves. One that comes again lies where it lay the first time. */
export async function keepBody(store: RawStore, source: string, text: string, now: Date): Promise<void> {
  const body = Buffer.from(text);
  const digest = bodyDigest(body);
  const receivedAt = now.toISOString();
  const record: MessageRecord = {
    source,
    message: `body.${digest}`,
    format: "ndjson",
    state: "applied",
    receivedAt,
    bytes: body.length,
    digest,
    lane: `ndjson/${source}`,
  };
  const first = (await file(store.table, record)) ? record : await find(store.table, source, record.message);
  await storeRaw(store, first ?? record, "ndjson", body);
}
