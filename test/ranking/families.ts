/** One made-up event per rule family, of any size, with marks made of levels: the lower the level, the better the mark. */
import type { EntryFacts, EventFacts, Mark, UnitFacts } from "@podium/core/results/schema.ts";

export interface FamilyCase {
  title: string;
  eventId: string;
  units: UnitCase[];
  /** Entries score for the team of their competitor's number. */
  teams?: boolean;
}

interface UnitCase {
  /** Phase and unit of the RSC, 12 characters. */
  code: string;
  decides?: "GSB" | "GS" | "B";
  /** Which of the `size` competitors are in it, by number. */
  entrants: (size: number) => number[];
  mark: (level: number, other: number) => Mark;
}

const all = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
const first = (share: number) => (size: number) => all(Math.max(2, Math.ceil(size * share)));
/** Every second of the first share, from `from`. */
const split = (share: number, from: 0 | 1) => (size: number) =>
  first(share)(size).filter((index) => index % 2 === from);
const exactly =
  (...numbers: number[]) =>
  () =>
    numbers;

const time = (level: number): Mark => ({ timeMs: 60_000 + level * 100 });
const points = (level: number): Mark => ({ pointsMilli: 100_000 - level * 500 });
const place = (level: number): Mark => ({ finishPlace: level + 1 });
const runs = (level: number, other: number): Mark => ({
  runs: [
    { n: 1, pointsMilli: 90_000 - level * 500, trick: "A" },
    { n: 2, pointsMilli: 90_000 - other * 500, trick: "B" },
    { n: 3, pointsMilli: 90_000 - (level + other) * 250, trick: "A" },
  ],
});
const sprint = (level: number): Mark => ({
  pointsMilli: Math.max(0, 5 - level) * 1_000,
  laps: 16,
  timeMs: 400_000 + level * 10,
});
const teamRuns = (level: number, other: number): Mark => ({
  runs: [1, 2, 3, 4].map((n) => ({ n, timeMs: 24_000 + (n % 2 === 0 ? level : other) * 10 })),
});

export const FAMILIES: readonly FamilyCase[] = [
  {
    title: "time",
    eventId: "CCSM15KMIS",
    units: [{ code: "FNL-000100--", decides: "GSB", entrants: all, mark: time }],
  },
  {
    title: "time-sum",
    eventId: "LUGWSINGLES",
    units: [1, 2, 3, 4].map((run) => ({
      code: `FNL-000${run}00--`,
      entrants: run === 4 ? first(0.6) : all,
      mark: time,
      ...(run === 4 && { decides: "GSB" }),
    })),
  },
  {
    title: "points-sum",
    eventId: "SJPMNH",
    units: [
      { code: "QUAL000100--", entrants: all, mark: points },
      { code: "FNL-0001SJ--", entrants: all, mark: points },
      { code: "FNL-0002SJ--", decides: "GSB", entrants: first(0.6), mark: points },
    ],
  },
  {
    title: "points-sum of programmes",
    eventId: "FSKWSINGLES",
    units: [
      { code: "QUAL000100--", entrants: all, mark: points },
      { code: "FNL-000100--", decides: "GSB", entrants: first(0.8), mark: points },
    ],
  },
  {
    title: "best-run",
    eventId: "FRSWHP",
    units: [
      { code: "QUAL000100--", entrants: all, mark: runs },
      { code: "FNL-000100--", decides: "GSB", entrants: first(0.5), mark: runs },
    ],
  },
  {
    title: "best-two-tricks",
    eventId: "SBDMBA",
    units: [
      { code: "QUAL000100--", entrants: all, mark: runs },
      { code: "FNL-000100--", decides: "GSB", entrants: first(0.5), mark: runs },
    ],
  },
  {
    title: "judged-knockout",
    eventId: "FRSMMO",
    units: [
      { code: "QUAL000100--", entrants: all, mark: points },
      { code: "FNL-000100--", entrants: first(0.7), mark: points },
      { code: "FNL-000200--", entrants: first(0.5), mark: points },
      { code: "FNL-000300--", decides: "GSB", entrants: first(0.3), mark: points },
    ],
  },
  {
    title: "heats-place",
    eventId: "FRSMSX",
    units: [
      { code: "SEED000100--", entrants: all, mark: time },
      { code: "SFNL000100--", entrants: split(0.8, 0), mark: place },
      { code: "SFNL000200--", entrants: split(0.8, 1), mark: place },
      { code: "FNL-000200--", entrants: exactly(2, 3), mark: place },
      { code: "FNL-000100--", decides: "GSB", entrants: exactly(0, 1), mark: place },
    ],
  },
  {
    title: "sprint-points",
    eventId: "SSKWMS",
    units: [
      { code: "SFNL000100--", entrants: split(1, 0), mark: sprint },
      { code: "SFNL000200--", entrants: split(1, 1), mark: sprint },
      { code: "FNL-000100--", decides: "GSB", entrants: first(0.5), mark: sprint },
    ],
  },
  {
    title: "duel-bracket",
    eventId: "SBDWPGS",
    units: [
      { code: "QUAL000100--", entrants: all, mark: time },
      { code: "QUAL000200--", entrants: all, mark: time },
      { code: "SFNL00010000", entrants: exactly(0, 2), mark: place },
      { code: "SFNL00020000", entrants: exactly(1, 3), mark: place },
      { code: "FNL-00020000", decides: "B", entrants: exactly(2, 3), mark: place },
      { code: "FNL-00010000", decides: "GS", entrants: exactly(0, 1), mark: place },
    ],
  },
  {
    title: "duel-bracket of team pursuit",
    eventId: "SSKWTEAMPU",
    units: [
      { code: "QFNL000100--", entrants: all, mark: time },
      { code: "SFNL000100--", entrants: exactly(0, 2), mark: time },
      { code: "SFNL000200--", entrants: exactly(1, 3), mark: time },
      { code: "FNL-B00100--", decides: "B", entrants: exactly(2, 3), mark: time },
      { code: "FNL-A00100--", decides: "GS", entrants: exactly(0, 1), mark: time },
    ],
  },
  {
    title: "duel-bracket of alpine teams",
    eventId: "ALPXTE",
    units: [
      { code: "SFNL000100--", entrants: exactly(0, 2), mark: teamRuns },
      { code: "SFNL000200--", entrants: exactly(1, 3), mark: teamRuns },
      { code: "FNL-000200--", decides: "B", entrants: exactly(2, 3), mark: teamRuns },
      { code: "FNL-000100--", decides: "GS", entrants: exactly(0, 1), mark: teamRuns },
    ],
  },
  {
    title: "gundersen",
    eventId: "NCBMNH10KM",
    units: [
      { code: "FNL-0001SJ--", entrants: all, mark: points },
      { code: "FNL-0001CC--", decides: "GSB", entrants: all, mark: time },
    ],
  },
  {
    title: "team-placement-points",
    eventId: "FSKXTEAM",
    teams: true,
    units: [
      { code: "QUAL0001MN--", entrants: all, mark: points },
      { code: "QUAL0002LD--", entrants: all, mark: points },
      { code: "FNL-0001MN--", entrants: first(0.5), mark: points },
      { code: "FNL-0002LD--", decides: "GSB", entrants: first(0.5), mark: points },
    ],
  },
  {
    title: "unknown event type",
    eventId: "XYZMNEW",
    units: [{ code: "FNL-000100--", decides: "GSB", entrants: all, mark: time }],
  },
];

export const competitorId = (number: number): string => `C${String(number).padStart(3, "0")}`;

/** A level per unit and competitor; undefined: no mark. Two of them per mark, for those that hold runs. */
export type Levels = (unit: number, competitor: number) => readonly [number, number] | undefined;

/** All units official. */
export function buildEvent({ eventId, units, teams }: FamilyCase, size: number, levels: Levels): EventFacts {
  return {
    id: eventId,
    name: "An event",
    disciplineName: "A discipline",
    competitorKind: "athlete",
    units: units.map(({ code, decides, entrants, mark }, unit): UnitFacts => {
      const entries = entrants(size).map((number, index): EntryFacts => {
        const level = levels(unit, number);
        return {
          competitor: teams ? `${competitorId(number)}U${unit}` : competitorId(number),
          ...(teams && { team: competitorId(number) }),
          startOrder: index + 1,
          ...(level && { mark: mark(...level) }),
        };
      });
      return {
        id: `${eventId.padEnd(22, "-")}${code}`,
        phaseName: code.slice(0, 4),
        name: code,
        order: unit + 1,
        kind: "unit",
        day: "2022-02-07",
        start: "2022-02-07T04:00:00.000Z",
        end: "2022-02-07T05:00:00.000Z",
        venue: "A venue",
        status: "SCHEDULED",
        result: "OFFICIAL",
        ...(decides && { decides }),
        entries,
      };
    }),
  };
}
