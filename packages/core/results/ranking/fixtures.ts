/** Made-up events for tests, as short as can be. */
import type { EntryFacts, EventFacts, Mark, Match, UnitFacts } from "../schema.ts";
import { rankEvent } from "./rank.ts";
import type { EventRanking } from "./types.ts";

export interface UnitSketch extends Partial<Pick<UnitFacts, "decides" | "result" | "status">> {
  /** By competitor, in start order; null: entered, no mark yet. */
  marks?: Readonly<Record<string, Mark | null>>;
  /** More about some of the entries. */
  entries?: Readonly<Record<string, Partial<EntryFacts>>>;
  match?: Partial<Match> & Pick<Match, "sides">;
}

/** `units`: by phase and unit of the RSC (12 characters), in order of time; official unless said otherwise. */
export function sketch(eventId: string, units: Readonly<Record<string, UnitSketch>>): EventFacts {
  return {
    id: eventId,
    name: "An event",
    disciplineName: "A discipline",
    competitorKind: "athlete",
    units: Object.entries(units).map(([code, unit], index) => sketchUnit(eventId, code, index + 1, unit)),
  };
}

function sketchUnit(eventId: string, code: string, order: number, unit: UnitSketch): UnitFacts {
  const { marks = {}, entries = {}, match, decides, status = "SCHEDULED", result = "OFFICIAL" } = unit;
  return {
    id: `${eventId.padEnd(22, "-")}${code}`,
    phaseName: code.slice(0, 4),
    name: code,
    order,
    kind: match === undefined ? "unit" : "match",
    day: "2026-02-07",
    start: "2026-02-07T04:00:00.000Z",
    end: "2026-02-07T05:00:00.000Z",
    venue: "A venue",
    status,
    ...(status !== "CANCELLED" && { result }),
    ...(decides && { decides }),
    entries: Object.entries(marks).map(([competitor, mark], index) => ({
      competitor,
      startOrder: index + 1,
      ...(mark && { mark }),
      ...entries[competitor],
    })),
    ...(match && { match: { periods: [], ...match } }),
  };
}

/** A decided match: the first side won. */
export function won(
  winner: string,
  loser: string,
  score: [number, number],
  decidedIn: Match["decidedIn"] = "REG",
): UnitSketch {
  return {
    match: {
      sides: [
        { competitor: winner, score: score[0] },
        { competitor: loser, score: score[1] },
      ],
      winner,
      ...(decidedIn && { decidedIn }),
    },
  };
}

export function rank(eventId: string, units: Readonly<Record<string, UnitSketch>>): EventRanking {
  return rankEvent(sketch(eventId, units));
}

/** `1 A, 2= B, 2= C, - D, DNF E`: the standings in one line. */
export function line({ standings }: Pick<EventRanking, "standings">): string {
  return standings
    .map(({ competitor, rank: place, rankEqual, irm }) => {
      const shown = place === null ? (irm ?? "-") : `${place}${rankEqual ? "=" : ""}`;
      return `${shown} ${competitor}${place !== null && irm !== null ? ` (${irm})` : ""}`;
    })
    .join(", ");
}

/** The rows of one unit in the same form. */
export function unitLine(ranking: EventRanking, code: string): string {
  const rows = [...ranking.units].find(([rsc]) => rsc.endsWith(code))?.[1] ?? [];
  return line({ standings: rows.map((row) => ({ ...row, medal: null })) });
}
