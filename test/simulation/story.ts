/**
 * What the simulated days tell: the carried Games with their estimated clocks made unsteady, and on each day three things
 * that no schedule could tell.
 */
import type { Message } from "@podium/core/results/commands.ts";
import { eventIdOf as event } from "@podium/core/results/rsc.ts";
import { load } from "@podium/local/games/dataset.ts";
import { dayIn, type Timeline, timeline } from "@podium/local/games/timeline.ts";
import type { Day } from "./crowd.ts";
import type { Surprise, Told } from "./history.ts";
import { type Random, seeded } from "./random.ts";

export interface Story {
  master: Message[];
  live: Told[];
  units: UnitSpan[];
  timeZone: string;
}

/** When a unit was on. */
export interface UnitSpan {
  unit: string;
  event: string;
  fromMs: number;
  toMs: number;
  /** It decides medals. */
  final: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Earlier than a page that waits for the start looks again by itself: five minutes before. */
const EARLY_MS = 12 * MINUTE_MS;
const MOVED_MS = 40 * MINUTE_MS;
const MOVED_SAID_BEFORE_MS = 90 * MINUTE_MS;
const CORRECTED_AFTER_MS = 40 * MINUTE_MS;
/**
 * Where the source had no clock, the carried instants are spaced evenly, which a guess at the next change would find too
 * easy. Each is moved by up to this much, so that such gaps vary as those that were measured do.
 */
const UNSTEADY_MS = 20_000;

export function tell(games: string, seed: number): Story {
  const dataset = load(games);
  const random = seeded(seed);
  const estimated = new Set(
    dataset.entries.flatMap((row) => (row.estimated ? [`${row.unit} ${row.competitor}`] : [])),
  );
  const matches = new Set(dataset.matches.map(({ unit }) => unit));
  const told: Timeline = timeline(dataset);
  const steady = (message: Message): boolean =>
    !(message.type === "mark" && estimated.has(`${message.unit} ${message.competitor}`)) &&
    !(message.type === "match" && matches.has(message.unit));
  const ends = new Map(told.live.flatMap((message) => unitEnds(message)));
  const live = told.live.map((message): Told => {
    if (steady(message)) return { message };
    const latest = ends.get("unit" in message ? message.unit : "") ?? Number.POSITIVE_INFINITY;
    const byMs = Math.round((2 * random.next() - 1) * UNSTEADY_MS);
    const atMs = Date.parse(message.at) + byMs;
    return { message: atMs < latest ? shifted(message, byMs) : message };
  });
  live.sort(byTime);
  const decides = new Set(dataset.units.flatMap(({ id, decides: medals }) => (medals ? [id] : [])));
  const surprised = surprise(told.master, live, dayIn(dataset.games.timeZone), random);
  return {
    master: told.master,
    live: surprised,
    units: spans(surprised, decides),
    timeZone: dataset.games.timeZone,
  };
}

/** The days on which something is contested, in order. */
export function daysOf({ units, timeZone }: Story): Day[] {
  const dayOf = dayIn(timeZone);
  const dates = [...new Set(units.map(({ fromMs }) => dayOf(new Date(fromMs).toISOString())))].sort();
  return dates.map((date) => {
    const fromMs = midnight(date, timeZone);
    const toMs = fromMs + DAY_MS;
    return { date, next: dayOf(new Date(toMs).toISOString()), fromMs, toMs };
  });
}

/** No venue's clock changes in February: at noon UTC it is as far from UTC as at midnight. */
function midnight(date: string, timeZone: string): number {
  const noonMs = Date.parse(`${date}T12:00:00Z`);
  const format = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const aheadMs = Date.parse(`${format.format(noonMs).replace(" ", "T")}Z`) - noonMs;
  return Date.parse(`${date}T00:00:00Z`) - aheadMs;
}

function unitEnds(message: Message): [string, number][] {
  return message.type === "status" && message.status === "UNOFFICIAL"
    ? [[message.unit, Date.parse(message.at)]]
    : [];
}

/** One unit a day begins early, one is put off, one that was official is corrected. */
function surprise(
  master: readonly Message[],
  live: readonly Told[],
  dayOf: (instant: string) => string,
  random: Random,
): Told[] {
  const starts = live.filter(({ message }) => message.type === "status" && message.status === "LIVE");
  const days = Map.groupBy(starts, ({ message }) => dayOf(message.at));
  const shifts = new Map<string, { byMs: number; why: Surprise }>();
  const said: Told[] = [];
  for (const ofDay of days.values()) {
    const units = ofDay.map(({ message }) => ("unit" in message ? (message.unit ?? "") : ""));
    // Alone in its event on that day: nothing else hangs on it.
    const alone = units.filter((unit) => units.filter((other) => event(other) === event(unit)).length === 1);
    const early = random.pick(alone);
    if (early !== undefined) shifts.set(early, { byMs: -EARLY_MS, why: "early start" });
    const late = random.pick(alone.filter((unit) => unit !== early));
    if (late !== undefined) {
      shifts.set(late, { byMs: MOVED_MS, why: "moved" });
      said.push(...putOff(master, late));
    }
    const corrected = random.pick(alone.filter((unit) => unit !== early && unit !== late));
    if (corrected !== undefined) said.push(...correction(live, corrected));
  }
  const moved = live.map(({ message }): Told => {
    const shift = "unit" in message ? shifts.get(message.unit ?? "") : undefined;
    if (shift === undefined || message.type === "entries") return { message };
    if (message.type === "status" && message.status === "START_LIST") return { message };
    const begins = message.type === "status" && message.status === "LIVE" && shift.why === "early start";
    return { message: shifted(message, shift.byMs), ...(begins && { surprise: shift.why }) };
  });
  return [...moved, ...said].sort(byTime);
}

function putOff(master: readonly Message[], unit: string): Told[] {
  const known = master.flatMap((message) => (message.type === "units" ? message.units : []));
  const row = known.find(({ id }) => id === unit);
  if (row === undefined) return [];
  const [start, end] = [later(row.start, MOVED_MS), later(row.end, MOVED_MS)];
  const message: Message = {
    id: `moved:${unit}`,
    at: later(row.start, -MOVED_SAID_BEFORE_MS),
    type: "units",
    units: [{ ...row, start, end, status: "RESCHEDULED" }],
  };
  return [{ message, surprise: "moved" }];
}

/** The last who came in is disqualified after all. */
function correction(live: readonly Told[], unit: string): Told[] {
  const ofUnit = live.filter(({ message }) => "unit" in message && message.unit === unit);
  const official = ofUnit.find(({ message }) => message.type === "status" && message.status === "OFFICIAL");
  const mark = ofUnit.findLast(({ message }) => message.type === "mark" && message.id.startsWith("mark:"));
  if (official === undefined || mark?.message.type !== "mark") return [];
  const { competitor } = mark.message;
  const message: Message = {
    id: `correction:${unit}`,
    at: later(official.message.at, CORRECTED_AFTER_MS),
    type: "correction",
    unit,
    competitor,
    mark: { irm: "DSQ" },
    reason: "Equipment inspection",
  };
  return [{ message, surprise: "correction" }];
}

function spans(live: readonly Told[], decides: ReadonlySet<string>): UnitSpan[] {
  const begun = new Map<string, number>();
  const found: UnitSpan[] = [];
  for (const { message } of live) {
    if (message.type !== "status") continue;
    const { unit, status } = message;
    if (status === "LIVE") begun.set(unit, Date.parse(message.at));
    const fromMs = begun.get(unit);
    if (status !== "UNOFFICIAL" || fromMs === undefined) continue;
    found.push({ unit, event: event(unit), fromMs, toMs: Date.parse(message.at), final: decides.has(unit) });
  }
  return found;
}

/** The same, with the clocks in it, by so much later. */
function shifted(message: Message, byMs: number): Message {
  const at = later(message.at, byMs);
  if (message.type !== "mark" || message.mark.startAt === undefined) return { ...message, at };
  return { ...message, at, mark: { ...message.mark, startAt: later(message.mark.startAt, byMs) } };
}

const later = (instant: string, byMs: number): string => new Date(Date.parse(instant) + byMs).toISOString();
const byTime = (left: Told, right: Told): number =>
  left.message.at < right.message.at ? -1 : left.message.at > right.message.at ? 1 : 0;
