/** `athletes/{id}`: an athlete with everything he or she takes part in, alone or in a team. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { CompetitorRef } from "../outcome/outcome.ts";
import type { Medal, Result } from "../ranking/types.ts";
import type { Competitor } from "../schema.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { asUnits, athleteRows, draft, type EventLine, eventLine, finished, newestFact } from "./world.ts";

export interface AthleteBoard {
  athlete: {
    id: string;
    name: string;
    family: string | null;
    given: string | null;
    noc: string;
    gender: string | null;
  };
  medals: { gold: number; silver: number; bronze: number; total: number };
  results: {
    event: EventLine;
    /** The pair or team, where it is not the athlete alone. */
    team: CompetitorRef | null;
    rank: number | null;
    rankEqual: boolean;
    result: Result | null;
    irm: string | null;
    medal: Medal | null;
  }[];
}

export const boardName = (id: string): string => `athletes/${id}`;

export function project(world: World, athlete: Competitor): Draft {
  const medals = { gold: 0, silver: 0, bronze: 0, total: 0 };
  const results: AthleteBoard["results"] = [];
  const involved = athleteRows(world).get(athlete.id) ?? [];
  for (const { outcome, row } of involved) {
    const { competitor, rank, rankEqual, result, irm, medal } = row;
    const { id, name, noc } = competitor;
    const team = id === athlete.id ? null : { id, name, noc };
    results.push({ event: eventLine(outcome), team, rank, rankEqual, result, irm, medal });
    if (medal === null) continue;
    medals[medal] += 1;
    medals.total += 1;
  }
  const { id, name, family = null, given = null, noc, gender = null } = athlete;
  const content: AthleteBoard = { athlete: { id, name, family, given, noc, gender }, medals, results };
  const outcomes = involved.map(({ outcome }) => outcome);
  return draft(boardName(id), content, newestFact(outcomes, world), {
    units: asUnits(outcomes),
    freshness: "profile",
    nextPollSeconds: outcomes.every(finished) ? null : NEXT_POLL_SECONDS.later,
  });
}
