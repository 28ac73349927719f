/**
 * Carries out what a document states: its assertions replace those that it made before, in one transaction with the
 * audit entry and whatever the caller has to write along. A command like any other, for feeds whose messages are whole
 * documents.
 */
import { writeAll } from "../table/batch.ts";
import { isCharged } from "./charge.ts";
import { auditPut, type Context, type FactChange, factPuts, ROSTER } from "./execute.ts";
import { type FactKey, factName } from "./facts.ts";
import { restate, type Stated } from "./register.ts";
import type { FeedKind } from "./sources.ts";
import type { View } from "./view.ts";

/** A transaction holds so many facts, beside the roster, the audit entry and two dozen of the caller's own. */
export const FACTS_AT_ONCE = 74;

export interface Restatement {
  /** Ids of the document's assertions begin so. */
  slot: string;
  /** Of the message that says so, for the audit trail. */
  message: string;
  at: string;
  reason?: string;
  /** Whole: empty takes back what the document stated. At most FACTS_AT_ONCE. */
  facts: readonly { key: FactKey; stated: readonly Stated<unknown>[] }[];
  /** The kind of feed. */
  by: FeedKind;
  /** Another source is in charge. */
  isHeld: boolean;
}

/** What `carryOut` reads. */
export function factsRestated(facts: readonly { key: FactKey }[]): FactKey[] {
  const keys = facts.map(({ key }) => key);
  return keys.some(({ fact }) => fact === "competitor") ? [...keys, ROSTER] : keys;
}

/**
 * `view` has seen the facts. `along` is written with them or not at all.
 * @returns false where something of it was changed meanwhile, or the table is busy: look again, from the start
 */
export async function carryOut(
  context: Context,
  { slot, message, at, reason, facts, by, isHeld }: Restatement,
  view: View,
  along: readonly object[],
): Promise<boolean> {
  const recordedAt = context.now().getTime();
  const changes: FactChange[] = [];
  for (const { key, stated } of facts) {
    const before = view.register(key);
    const said = isCharged(key) ? stated.map((assertion) => ({ ...assertion, by })) : stated;
    const after = restate(before, slot, said);
    if (after !== undefined && after !== before) changes.push({ key, before, after });
  }
  const puts = factPuts(context.table, changes, view, recordedAt, isHeld);
  if (changes.length > 0) {
    const audited = { type: "document", id: message, at, ...(reason !== undefined && { reason }) };
    puts.push(auditPut(context, audited, changes, recordedAt));
  }
  const written = await writeAll(context.table, [...along, ...puts]);
  if (written.kind !== "written") return false;
  view.forget([ROSTER, ...changes.map(({ key }) => key)]);
  for (const { key } of changes) {
    if (key.fact === "event" || key.fact === "competitor") context.known.add(factName(key));
  }
  return true;
}
