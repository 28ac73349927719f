/** The medal table of a choice of events, counted on the device from every medal there is. */
import { type MedalRow, medalTable } from "@podium/core/results/medals/table.ts";
import type { Medals } from "../../board/types.ts";

export type MedalEvent = Medals["events"][number];

/** Empty: all. */
export interface Choice {
  /** Discipline code. */
  sport: string;
  gender: string;
}

export const chosen = (events: readonly MedalEvent[], { sport, gender }: Choice): MedalEvent[] =>
  events.filter(
    (event) =>
      (sport === "" || event.discipline.code === sport) && (gender === "" || event.gender === gender),
  );

/**
 * Ranked as the whole table is. Medals of a NOC without a row in the whole table are awarded but not listed, and so they stay.
 */
export function tally({ rows }: Pick<Medals, "rows">, events: readonly MedalEvent[]): MedalRow[] {
  const listed = new Map(rows.map(({ noc, name }) => [noc, { name, listed: true }]));
  const won = events.flatMap(({ medals }) =>
    medals.flatMap(({ medal, competitor: { noc } }) => (listed.has(noc) ? [{ noc, medal }] : [])),
  );
  return medalTable(won, listed);
}

export type Column = "rank" | "noc" | "gold" | "silver" | "bronze" | "total" | "rankByTotal";

export const COLUMNS: readonly Column[] = ["rank", "noc", "gold", "silver", "bronze", "total", "rankByTotal"];

/** Ranks and names begin with the first, counts with the most. */
export const firstDirection = (column: Column): Direction =>
  column === "rank" || column === "noc" || column === "rankByTotal" ? "ascending" : "descending";

export type Direction = "ascending" | "descending";

/** Equal rows stay in the order of the medal table. */
export function sorted(
  rows: readonly MedalRow[],
  column: Column,
  direction: Direction,
  nameOf: (noc: string) => string,
  language: string,
): MedalRow[] {
  const sign = direction === "ascending" ? 1 : -1;
  const { compare } = new Intl.Collator(language);
  return rows.toSorted((left, right) =>
    column === "noc"
      ? sign * compare(nameOf(left.noc), nameOf(right.noc))
      : sign * (left[column] - right[column]),
  );
}

/** What a country has won, in the order of the days. */
export function medalsOf(noc: string, events: readonly MedalEvent[]) {
  return events.flatMap((event) =>
    event.medals
      .filter(({ competitor }) => competitor.noc === noc)
      .map(({ medal, competitor }) => ({ event, medal, competitor })),
  );
}

export interface DayCount {
  /** `2022-02-07` */
  date: string;
  gold: number;
  silver: number;
  bronze: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Every day from the first with a medal to the last, those without one included. */
export function byDay(events: readonly MedalEvent[], days: readonly MedalEvent[]): DayCount[] {
  const dates = days.flatMap(({ day }) => day ?? []).sort();
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) return [];
  const counts = new Map<string, DayCount>();
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10);
    counts.set(date, { date, gold: 0, silver: 0, bronze: 0 });
  }
  for (const { day, medals } of events) {
    const count = counts.get(day ?? "");
    for (const { medal } of count ? medals : []) if (count) count[medal] += 1;
  }
  return [...counts.values()];
}
