/** How the feeds are: who speaks, how fast it gets through, what is missing, who is silent while a unit is on. */
import { loadUnit, loadWorld, type OutcomeBodies, type World } from "../results/load.ts";
import { eventIdOf } from "../results/rsc.ts";
import type { Table } from "../table/client.ts";
import { MessageEntity } from "./message.entity.ts";
import type { Format, MessageRecord, State } from "./message.ts";
import { since } from "./messages.ts";

/** What is said of a source: about the last minutes. */
const WINDOW_MS = 5 * 60_000;
/** A unit that is on tells something more often than that. */
export const SILENCE_MS = 15_000;

export interface SourceHealth {
  source: string;
  format: Format;
  /** Wall clock of its last message, ISO 8601 UTC. */
  lastAt: string;
  messagesPerMinute: number;
  /** How many came to what. */
  states: Partial<Record<State, number>>;
  /** Medians. Absent where there is nothing to measure; a sender whose clock runs ahead is below 0. */
  sentToTakenMs?: number;
  takenToSettledMs?: number;
  /** Version numbers that are missing between those that came. */
  gaps: number;
}

/** Of the last five minutes, by source. */
export async function feedHealth(table: Table, now: Date): Promise<SourceHealth[]> {
  const records = await since(table, new Date(now.getTime() - WINDOW_MS), now);
  const sources = Map.groupBy(records, ({ source, format }) => `${source} ${format}`);
  return [...sources.values()].map(healthOf).sort((left, right) => (left.source < right.source ? -1 : 1));
}

/** Pure. `records` are of one source and not empty. */
export function healthOf(records: readonly MessageRecord[]): SourceHealth {
  const [{ source, format } = { source: "", format: "odf" as const }] = records;
  const states: SourceHealth["states"] = {};
  for (const { state } of records) states[state] = (states[state] ?? 0) + 1;
  const sentToTakenMs = median(records.flatMap(({ sentAt, receivedAt }) => span(sentAt, receivedAt)));
  const takenToSettledMs = median(
    records.flatMap(({ receivedAt, settledAt }) => span(receivedAt, settledAt)),
  );
  return {
    source,
    format,
    lastAt: records.reduce((last, { receivedAt }) => (receivedAt > last ? receivedAt : last), ""),
    messagesPerMinute: Math.round((records.length * 60_000) / WINDOW_MS),
    states,
    ...(sentToTakenMs !== undefined && { sentToTakenMs }),
    ...(takenToSettledMs !== undefined && { takenToSettledMs }),
    gaps: gapsOf(records),
  };
}

function span(from: string | undefined, to: string | undefined): number[] {
  return from === undefined || to === undefined ? [] : [Date.parse(to) - Date.parse(from)];
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

function gapsOf(records: readonly MessageRecord[]): number {
  const documents = Map.groupBy(
    records.filter(({ version }) => version !== undefined),
    ({ document }) => document,
  );
  let gaps = 0;
  for (const versions of documents.values()) {
    const numbers = new Set(versions.map(({ version = 0 }) => version));
    gaps += Math.max(...numbers) - Math.min(...numbers) + 1 - numbers.size;
  }
  return gaps;
}

export interface Silence {
  /** RSC. */
  unit: string;
  /** Of the last that was heard of it, wall clock. */
  lastAt: string;
}

/** Units that are on, and of which nothing has been heard for longer than that. */
export async function silentUnits(table: Table, now: Date, bodies: OutcomeBodies): Promise<Silence[]> {
  const world = await loadWorld(table, bodies);
  const silences: Silence[] = [];
  for (const unit of unitsOn(world)) {
    const lastMs = await lastHeardMs(table, world.games?.id ?? "", unit);
    if (now.getTime() - lastMs > SILENCE_MS) silences.push({ unit, lastAt: new Date(lastMs).toISOString() });
  }
  return silences;
}

function unitsOn(world: World): string[] {
  return [...world.outcomes.values()].flatMap(({ units }) =>
    units.filter(({ status }) => status === "LIVE").map(({ rsc }) => rsc),
  );
}

/** A message that changed nothing is a sign of life, too. */
async function lastHeardMs(table: Table, competition: string, unit: string): Promise<number> {
  const facts = await loadUnit(table, eventIdOf(unit), unit);
  const written = facts.map(({ recordedAt }) => recordedAt);
  const { data } = await MessageEntity.query
    .byLane({ lane: `${competition}/${unit}` })
    .go({ table: table.name, client: table.documents, limit: 1, order: "desc" });
  return Math.max(0, ...written, ...data.map(({ receivedAt }) => Date.parse(receivedAt)));
}
