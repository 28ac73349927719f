/** Bodies of NDJSON, kept as they came: what everything can be rebuilt from. */
import { eventIdOf } from "../../results/rsc.ts";
import type { MessageRecord } from "../message.ts";
import { bodyDigest } from "../reader.ts";
import type { Filing } from "../record.ts";

const NAME = "body.";
/** Of which the health of the feed looks at the boards. */
const EVENTS = 8;

/** Whether it is the record of a body, and not that of a line. */
export const isBody = ({ format, message }: MessageRecord): boolean =>
  format === "ndjson" && message.startsWith(NAME);

/** Those that hold anything, with their place from 0. */
export function linesOf(text: string): [number, string][] {
  return [...text.split("\n").entries()].filter(([, raw]) => raw.trim() !== "");
}

/** Durable when it resolves. One that comes again is there already. */
export async function keepBody(filing: Filing, source: string, text: string, now: Date): Promise<void> {
  const body = Buffer.from(text);
  const digest = bodyDigest(body);
  const record: MessageRecord = {
    source,
    message: NAME + digest,
    format: "ndjson",
    state: "applied",
    receivedAt: now.toISOString(),
    bytes: body.length,
    digest,
    lane: `ndjson/${source}`,
    lines: linesOf(text).length,
    events: eventsOf(text),
  };
  await filing.file(record, body);
}

/** That its lines name by their units: a few, for whoever looks at how the feed is. */
function eventsOf(text: string): string[] {
  const events = new Set<string>();
  for (const [, unit = ""] of text.matchAll(/"unit":"([A-Z0-9.-]{34})"/g)) {
    events.add(eventIdOf(unit));
    if (events.size === EVENTS) break;
  }
  return [...events];
}
