/** A small Games of its own: one country each for the athletes A, B and C, a downhill, and what the tests say of it. */
import type { Message } from "@podium/core/results/commands.ts";

export const EVENT = "ALPMDH";
export const UNIT = "ALPMDH----------------FNL-000100--";
export const DAY = "2026-02-07";
export const A = "1001";
export const B = "1002";
export const C = "1003";

/** Minutes after the start of the race. */
export const minute = (n: number): string =>
  new Date(Date.parse("2026-02-07T10:30:00Z") + n * 60_000).toISOString();

const before = minute(-120);

export const MASTER: Message[] = [
  {
    id: "games",
    at: before,
    type: "games",
    games: {
      id: "OWG2026",
      name: "Test Games",
      hostCity: "Bormio",
      hostNoc: "ITA",
      timeZone: "Europe/Rome",
      opening: "2026-02-06",
      closing: "2026-02-22",
      firstCompetition: "2026-02-05",
      lastCompetition: "2026-02-22",
      events: 1,
    },
  },
  {
    id: "countries",
    at: before,
    type: "countries",
    countries: [
      { noc: "AUT", name: "Austria" },
      { noc: "NOR", name: "Norway" },
      { noc: "SUI", name: "Switzerland" },
    ],
  },
  {
    id: "events",
    at: before,
    type: "events",
    events: [
      { id: EVENT, name: "Men's Downhill", disciplineName: "Alpine Skiing", competitorKind: "athlete" },
    ],
  },
  {
    id: "units",
    at: before,
    type: "units",
    units: [
      {
        id: UNIT,
        phaseName: "Final",
        name: "Final",
        order: 1,
        kind: "unit",
        day: DAY,
        start: minute(0),
        end: minute(120),
        venue: "Stelvio",
        decides: "GSB",
      },
    ],
  },
  {
    id: "competitors",
    at: before,
    type: "competitors",
    competitors: [
      { id: A, kind: "athlete", name: "Anton Alm", noc: "AUT", gender: "M" },
      { id: B, kind: "athlete", name: "Bjørn Berg", noc: "NOR", gender: "M" },
      { id: C, kind: "athlete", name: "Carl Cavegn", noc: "SUI", gender: "M" },
    ],
  },
];

export const entries: Message = {
  id: "entries",
  at: minute(-60),
  type: "entries",
  unit: UNIT,
  entries: [A, B, C].map((competitor, index) => ({
    competitor,
    bib: String(index + 1),
    startOrder: index + 1,
  })),
};

export function mark(
  competitor: string,
  timeMs: number,
  at: number,
  id = `mark-${competitor}-${at}`,
): Message {
  return { id, at: minute(at), type: "mark", unit: UNIT, competitor, mark: { timeMs } };
}

export function correction(
  competitor: string,
  mark: { timeMs?: number; irm?: string },
  at: number,
  reason: string,
): Message {
  return {
    id: `correction-${competitor}-${at}`,
    at: minute(at),
    type: "correction",
    unit: UNIT,
    competitor,
    mark,
    reason,
  };
}

export function status(
  value: "START_LIST" | "LIVE" | "UNOFFICIAL" | "OFFICIAL" | "PROTESTED",
  at: number,
): Message {
  return { id: `status-${value}-${at}`, at: minute(at), type: "status", unit: UNIT, status: value };
}

export function withdrawal(message: string, at: number): Message {
  return {
    id: `withdrawal-${message}`,
    at: minute(at),
    type: "withdrawal",
    message,
    reason: "sent in error",
  };
}

/** The whole race: A in front of C and B. */
export const RACE: Message[] = [
  entries,
  status("START_LIST", -60),
  status("LIVE", 0),
  mark(A, 103_450, 2),
  mark(B, 104_250, 4),
  mark(C, 103_900, 6),
  status("UNOFFICIAL", 10),
  status("OFFICIAL", 20),
];
