/** A small Games to measure with: fields of a size, a mark after the other. */
import { LIST_LIMIT, type Message } from "@podium/core/results/commands.ts";
import { eventRsc } from "@podium/core/results/rsc.ts";

export interface Field {
  /** `ALPMDH` */
  event: string;
  unit: string;
  competitors: string[];
}

const BEFORE = "2026-02-07T08:00:00.000Z";
const START = "2026-02-07T10:00:00.000Z";
const END = "2026-02-07T12:00:00.000Z";

/** A unit of an event with `size` entries, whose competitors' ids begin with `prefix`. */
export function fieldOf(event: string, size: number, prefix: string, phaseAndUnit = "FNL-000100--"): Field {
  const unit = eventRsc(event).slice(0, -phaseAndUnit.length) + phaseAndUnit;
  return { event, unit, competitors: Array.from({ length: size }, (_, index) => `${prefix}.${index + 1}`) };
}

/** Master data and start lists of these fields, each unit LIVE. */
export function gamesOf(fields: readonly Field[]): Message[] {
  const events = [...new Set(fields.map(({ event }) => event))];
  return [
    {
      id: "games",
      at: BEFORE,
      type: "games",
      games: {
        id: "OWG2026",
        name: "Bench Games",
        hostCity: "Bormio",
        hostNoc: "ITA",
        timeZone: "Europe/Rome",
        opening: "2026-02-06",
        closing: "2026-02-22",
        firstCompetition: "2026-02-05",
        lastCompetition: "2026-02-22",
        events: events.length,
      },
    },
    { id: "countries", at: BEFORE, type: "countries", countries: NOCS.map((noc) => ({ noc, name: noc })) },
    ...chunks(events).map(
      (ids, n): Message => ({
        id: `events:${n}`,
        at: BEFORE,
        type: "events",
        events: ids.map((id) => ({
          id,
          name: id,
          disciplineName: id.slice(0, 3),
          competitorKind: "athlete",
        })),
      }),
    ),
    ...chunks(fields).map(
      (units, n): Message => ({ id: `units:${n}`, at: BEFORE, type: "units", units: units.map(unitOf) }),
    ),
    ...chunks([...new Set(fields.flatMap(({ competitors }) => competitors))]).map(
      (ids, n): Message => ({
        id: `competitors:${n}`,
        at: BEFORE,
        type: "competitors",
        competitors: ids.map((id, index) => ({
          id,
          kind: "athlete",
          name: `Athlete ${id}`,
          noc: NOCS[index % NOCS.length] ?? "",
        })),
      }),
    ),
    ...fields.flatMap(({ unit, competitors }) => [
      ...chunks(competitors).map(
        (ids, n): Message => ({
          id: `entries:${unit}:${n}`,
          at: BEFORE,
          type: "entries",
          unit,
          entries: ids.map((competitor, index) => ({
            competitor,
            bib: String(n * LIST_LIMIT + index + 1),
            startOrder: n * LIST_LIMIT + index + 1,
          })),
        }),
      ),
      { id: `live:${unit}`, at: START, type: "status", unit, status: "LIVE" } satisfies Message,
    ]),
  ];
}

/** The n-th mark of a run: later, and a little slower, than all before it. */
export function markOf({ unit, competitors }: Field, n: number): Message & { competitor: string } {
  const competitor = competitors[n % competitors.length] ?? "";
  const at = new Date(Date.parse(START) + n).toISOString();
  return { id: `mark:${unit}:${n}`, at, type: "mark", unit, competitor, mark: { timeMs: timeOf(n) } };
}

/** Tells marks apart on a board. */
export const timeOf = (n: number): number => 90_000 + n;

const NOCS = ["AUT", "CAN", "FRA", "GER", "ITA", "JPN", "NOR", "SUI", "SWE", "USA"];

function unitOf({ unit }: Field, index: number) {
  return {
    id: unit,
    phaseName: "Final",
    name: "Final",
    order: index + 1,
    kind: "unit" as const,
    day: "2026-02-07",
    start: START,
    end: END,
    venue: "Stelvio",
  };
}

export function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / LIST_LIMIT) }, (_, n) =>
    rows.slice(n * LIST_LIMIT, (n + 1) * LIST_LIMIT),
  );
}
