/** `countries/{noc}`: a country's medals, its place in the medal table and the results of its competitors. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { CompetitorRef } from "../outcome/outcome.ts";
import type { Medal, Result } from "../ranking/types.ts";
import { isOver, NEXT_POLL_SECONDS } from "../status.ts";
import {
  asUnits,
  byStart,
  compare,
  draft,
  type EventLine,
  eventLine,
  finished,
  gone,
  type Medallist,
  medallists,
  medalTableOf,
  newestFact,
} from "./world.ts";

export interface CountryBoard {
  country: { noc: string; name: string };
  /** Null while the country has no medal. */
  rank: number | null;
  rankByTotal: number | null;
  medals: { gold: number; silver: number; bronze: number; total: number };
  medallists: (Medallist & { event: EventLine })[];
  /** Of events that are over; those to come and those going on are listed without ranks. */
  results: {
    event: EventLine;
    rows: {
      competitor: CompetitorRef;
      rank: number | null;
      rankEqual: boolean;
      result: Result | null;
      irm: string | null;
      medal: Medal | null;
    }[];
  }[];
}

export const boardName = (noc: string): string => `countries/${noc}`;

/** A NOC that is neither announced nor has competitors has no board. */
export function project(world: World, noc: string): Draft | Gone {
  const country = world.countries.get(noc);
  const involved = [...world.outcomes.values()]
    .filter(({ rows }) => rows.some(({ competitor }) => competitor.noc === noc))
    .sort(byStart);
  if (country === undefined && involved.length === 0) return gone(boardName(noc));
  const line = medalTableOf(world).find((row) => row.noc === noc);
  const { gold = 0, silver = 0, bronze = 0, total = 0 } = line ?? {};
  const content: CountryBoard = {
    country: { noc, name: country?.name ?? noc },
    rank: line?.rank ?? null,
    rankByTotal: line?.rankByTotal ?? null,
    medals: { gold, silver, bronze, total },
    medallists: involved.flatMap((outcome) =>
      medallists(outcome)
        .filter(({ competitor }) => competitor.noc === noc)
        .map((medallist) => ({ ...medallist, event: eventLine(outcome) })),
    ),
    results: involved.map((outcome) => ({
      event: eventLine(outcome),
      rows: outcome.rows
        .filter(({ competitor }) => competitor.noc === noc)
        .map(({ competitor, rank, rankEqual, result, irm, medal }) => {
          const { id, name } = competitor;
          const over = isOver(outcome.event.status);
          return over
            ? { competitor: { id, name, noc }, rank, rankEqual, result, irm, medal }
            : { competitor: { id, name, noc }, rank: null, rankEqual: false, result: null, irm: null, medal };
        })
        // Of their own order, so that those without a rank stay where they are, whatever moves around them.
        .sort(
          (left, right) =>
            (left.rank ?? Number.MAX_SAFE_INTEGER) - (right.rank ?? Number.MAX_SAFE_INTEGER) ||
            compare(left.competitor.name, right.competitor.name) ||
            compare(left.competitor.id, right.competitor.id),
        ),
    })),
  };
  return draft(boardName(noc), content, newestFact(involved, world), {
    units: asUnits(involved),
    freshness: "profile",
    nextPollSeconds: involved.every(finished) ? null : NEXT_POLL_SECONDS.later,
  });
}
