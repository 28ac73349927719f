/** Bodies of NDJSON, kept as they came: what everything can be rebuilt from. */
import type { MessageRecord } from "../message.ts";
import type { RawStore } from "../raw.ts";
import { bodyDigest } from "../reader.ts";
import { file } from "../record.ts";

/** Durable when it resolves. One that comes again is there already. */
export async function keepBody(store: RawStore, source: string, text: string, now: Date): Promise<void> {
  const body = Buffer.from(text);
  const digest = bodyDigest(body);
  const record: MessageRecord = {
    source,
    message: `body.${digest}`,
    format: "ndjson",
    state: "applied",
    receivedAt: now.toISOString(),
    bytes: body.length,
    digest,
    lane: `ndjson/${source}`,
  };
  await file(store, record, body);
}
