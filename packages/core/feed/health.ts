/** How the feeds are: who speaks, how fast it gets to the boards, what became of it, what is missing. */
import { rejectedReceipts } from "../audit/rejected.ts";
import { BoardEntity } from "../board/entity.ts";
import { LATEST } from "../board/key.ts";
import { OutcomeEntity } from "../results/outcome/entity.ts";
import { eventIdOf } from "../results/rsc.ts";
import type { Table } from "../table/client.ts";
import { type LastHeard, lastHeard } from "./heard.ts";
import { dayOf, type Format, type MessageRecord, type State, unitOfLane } from "./message.ts";
import { since } from "./messages.ts";
import { isBody } from "./ndjson/body.ts";

/** What is said of a source: about the last minutes. */
const WINDOW_MS = 5 * 60_000;
/** Who has said nothing for so long isn't waited for. */
const FORGOTTEN_MS = 2 * 24 * 60 * 60_000;
/** Of a source, the newest: their boards are looked at. */
const EVENTS = 8;

export interface SourceHealth {
  source: string;
  format: Format;
  /** Wall clock of its last message, ISO 8601 UTC. */
  lastAt: string;
  messagesPerMinute: number;
  /** How many came to what. */
  states: Partial<Record<State, number>>;
  /**
   * Medians. Absent where there is nothing to measure; a sender whose clock runs ahead is below 0. Lines of facts don't
   * say when they were sent, and are applied when they are answered.
   */
  sentToTakenMs?: number;
  takenToSettledMs?: number;
  /** Of the events that it speaks of: from the write of the newest fact to that of the board. */
  settledToBoardMs?: number;
  /** Version numbers that are missing between those that came. */
  gaps: number;
}

export interface FeedHealth {
  /** By name. */
  sources: SourceHealth[];
  /** What is said of them is about the time since then, ISO 8601 UTC: five minutes, less where much comes. */
  from: string;
}

/** Of those that said nothing lately it says when they last did, in two days. */
export async function feedHealth(table: Table, now: Date): Promise<FeedHealth> {
  const [{ records, from }, heard] = await Promise.all([
    since(table, new Date(now.getTime() - WINDOW_MS), now),
    lastHeard(table),
  ]);
  const rejected = await rejectedSince(table, from, now);
  const windowMs = now.getTime() - Date.parse(from);
  const sources = Map.groupBy(records, nameOf);
  const speaking = await Promise.all(
    [...sources.values()].map(async (own) => {
      const [{ source }] = own as [MessageRecord];
      const settledToBoardMs = median(await boardLags(table, own));
      return {
        ...healthOf(own, windowMs, rejected.get(source)),
        ...(settledToBoardMs !== undefined && { settledToBoardMs }),
      };
    }),
  );
  const recent = new Date(now.getTime() - FORGOTTEN_MS).toISOString();
  const quiet = heard.filter((one) => one.lastAt > recent && !sources.has(nameOf(one))).map(silentSince);
  const all = [...speaking, ...quiet].sort((left, right) => (left.source < right.source ? -1 : 1));
  return { sources: all, from };
}

const nameOf = ({ source, format }: Pick<MessageRecord, "source" | "format">): string =>
  `${source} ${format}`;

/** Pure. `records` are of one source and not empty; `rejected`: lines that broke a rule. */
export function healthOf(records: readonly MessageRecord[], windowMs: number, rejected = 0): SourceHealth {
  const [{ source, format } = { source: "", format: "odf" as const }] = records;
  const sentToTakenMs = median(records.flatMap(({ sentAt, receivedAt }) => span(sentAt, receivedAt)));
  const takenToSettledMs = median(
    records.flatMap(({ receivedAt, settledAt }) => span(receivedAt, settledAt)),
  );
  const messages = format === "odf" ? records.length : linesIn(records);
  return {
    source,
    format,
    lastAt: records.reduce((last, { receivedAt }) => (receivedAt > last ? receivedAt : last), ""),
    messagesPerMinute: Math.round((messages * 60_000) / windowMs),
    states: format === "odf" ? statesOf(records) : statesOfLines(records, rejected),
    ...(sentToTakenMs !== undefined && { sentToTakenMs }),
    ...(takenToSettledMs !== undefined && format === "odf" && { takenToSettledMs }),
    gaps: gapsOf(records),
  };
}

function silentSince(last: LastHeard): SourceHealth {
  return { ...last, messagesPerMinute: 0, states: {}, gaps: 0 };
}

const linesIn = (records: readonly MessageRecord[]): number =>
  records.filter(isBody).reduce((sum, { lines = 1 }) => sum + lines, 0);

function statesOf(records: readonly MessageRecord[]): SourceHealth["states"] {
  const states: SourceHealth["states"] = {};
  for (const { state } of records) states[state] = (states[state] ?? 0) + 1;
  return states;
}

/** Of its lines only those have a record of their own that were held. */
function statesOfLines(records: readonly MessageRecord[], rejected: number): SourceHealth["states"] {
  const noted = records.filter((record) => !isBody(record));
  const states = statesOf(noted);
  const applied = linesIn(records) - noted.length - rejected + (states.applied ?? 0);
  return {
    ...states,
    ...(applied > 0 && { applied }),
    ...(rejected > 0 && { rejected }),
  };
}

async function rejectedSince(table: Table, from: string, now: Date): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const day of new Set([from, now.toISOString()].map(dayOf))) {
    for (const { source, recordedAt } of await rejectedReceipts(table, day)) {
      if (recordedAt > from) counts.set(source, (counts.get(source) ?? 0) + 1);
    }
  }
  return counts;
}

/** Of each event that these messages speak of: how long its board was behind its newest fact. */
async function boardLags(table: Table, records: readonly MessageRecord[]): Promise<number[]> {
  const events = new Set(
    records
      .toSorted((left, right) => (left.receivedAt < right.receivedAt ? 1 : -1))
      .flatMap(({ lane, events = [] }) => [...events, eventIdOf(unitOfLane(lane) ?? "")])
      .filter((event) => event !== ""),
  );
  const options = { table: table.name, client: table.documents };
  const lags = await Promise.all(
    [...events].slice(0, EVENTS).map(async (event) => {
      const [outcome, board] = await Promise.all([
        OutcomeEntity.get({ event }).go({ ...options, attributes: ["recordedAt"] }),
        BoardEntity.get({ board: `events/${event}`, slot: LATEST }).go({
          ...options,
          attributes: ["updatedAt"],
        }),
      ]);
      if (outcome.data === null || board.data === null) return [];
      return Math.max(0, Date.parse(board.data.updatedAt) - outcome.data.recordedAt);
    }),
  );
  return lags.flat();
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
