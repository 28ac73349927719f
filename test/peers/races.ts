/**
 * Four races of Beijing 2022 that are on at once: downhill and super-G, one run against the clock, which is what a sorted set
 * can rank. 170 starters, 27 of them without a rank in the end, 4 times a time that somebody had already.
 */
import type { Message } from "@podium/core/results/commands.ts";
import type { EventBoardEntry } from "@podium/core/results/projections/event.ts";
import { ruleOf } from "@podium/core/results/ranking/rules.ts";
import { eventIdOf } from "@podium/core/results/rsc.ts";
import { type Dataset, load, type OfficialRow } from "@podium/local/games/dataset.ts";
import { timeline } from "@podium/local/games/timeline.ts";
import type { MarkOf } from "./results.ts";

export const RACES = ["ALPMDH", "ALPMSG", "ALPWDH", "ALPWSG"] as const;

export type MarkMessage = Extract<Message, { type: "mark" }>;

export interface Races {
  dataset: Dataset;
  /** Schedule, athletes, start lists; all four are LIVE. */
  beforehand: Message[];
  /** The first of each race, the second of each, and so on. */
  marks: MarkMessage[];
}

export function loadRaces(): Races {
  const games = load("beijing-2022");
  const units = games.units.filter(({ event }) => RACES.some((race) => race === event));
  const entries = games.entries.filter(({ unit }) => units.some(({ id }) => id === unit));
  const starters = new Set(entries.map(({ competitor }) => competitor));
  const dataset: Dataset = {
    ...games,
    events: games.events.filter(({ id }) => units.some(({ event }) => event === id)),
    units,
    entries,
    competitors: games.competitors.filter(({ id }) => starters.has(id)),
    matches: [],
    official: games.official.filter(({ event }) => units.some((unit) => unit.event === event)),
  };
  const { master, live } = timeline(dataset);
  const isBefore = (message: Message) =>
    message.type === "entries" || (message.type === "status" && /LIVE|START_LIST/.test(message.status));
  return {
    dataset,
    beforehand: [...master, ...live.filter(isBefore)],
    marks: inTurns(units.map(({ id }) => live.filter((message) => isFinal(message, id)) as MarkMessage[])),
  };
}

/** Not the start clock alone. */
const isFinal = (message: Message, unit: string): boolean =>
  message.type === "mark" && message.unit === unit && message.id.startsWith("mark:");

function inTurns<T>(lists: readonly T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => lists.flatMap((list) => list.slice(n, n + 1))).flat();
}

/** The same mark, `times` hundredths slower and as many seconds later. */
export function restated(mark: MarkMessage, times: number): MarkMessage {
  const { timeMs } = mark.mark;
  return {
    ...mark,
    id: `${mark.id}:${times}`,
    at: new Date(Date.parse(mark.at) + times * 1000).toISOString(),
    mark: { ...mark.mark, ...(timeMs !== undefined && { timeMs: timeMs + times * 10 }) },
  };
}

/** As the peer takes it. */
export function forPeer({ unit, competitor, at, mark }: MarkMessage): { event: string; mark: MarkOf } {
  const { startAt, timeMs, irm } = mark;
  return {
    event: eventIdOf(unit),
    mark: {
      unit,
      athlete: competitor,
      at,
      ...(startAt !== undefined && { startedAt: startAt }),
      ...(timeMs !== undefined && { timeMs }),
      ...(irm !== undefined && { irm }),
    },
  };
}

/** Names the mark of an athlete in a race: some start in two. */
export const seenKey = (event: string, athlete: string): string => `${event} ${athlete}`;

type Entry = Pick<EventBoardEntry, "competitor" | "mark" | "irm" | "rank" | "rankEqual">;

/** What both answer, as far as it is compared. */
export interface Standing {
  phases: { units: { entries: Entry[] }[] }[];
}

export const entriesOf = ({ phases }: Standing): Entry[] =>
  phases.flatMap(({ units }) => units.flatMap(({ entries }) => entries));

/** Entries whose rank isn't what the marks in the same answer give: equal times share a rank, an IRM has none. */
export function wrongRanks(standing: Standing): number {
  const entries = entriesOf(standing);
  const timeOf = ({ mark, irm }: Entry) => (irm === null ? mark?.timeMs : undefined);
  const times = entries.flatMap((entry) => timeOf(entry) ?? []);
  return entries.filter((entry) => {
    const own = timeOf(entry);
    const rank = own === undefined ? null : 1 + times.filter((time) => time < own).length;
    const isEqual = times.filter((time) => time === own).length > 1;
    return entry.rank !== rank || entry.rankEqual !== isEqual;
  }).length;
}

/** Entries whose rank isn't the official one. */
export function unofficialRanks(standing: Standing, official: readonly OfficialRow[]): number {
  const ranks = new Map(official.map(({ competitor, rank }) => [competitor, rank]));
  return entriesOf(standing).filter(({ competitor, rank }) => ranks.get(competitor.id) !== rank).length;
}

/** Entries that share their time with one before them: the position in a sorted set alone is a wrong rank for them. */
export function sharedTimes({ entries }: Dataset): number {
  const times = entries.filter(({ irm }) => irm === undefined).map(({ unit, timeMs }) => `${unit} ${timeMs}`);
  return times.length - new Set(times).size;
}

/** How many events of the Games are ranked by one time, of how many. */
export function rankedByTime(): { events: number; of: number } {
  const { events } = load("beijing-2022");
  return { events: events.filter(({ id }) => ruleOf(id).family === "time").length, of: events.length };
}
