/** `leaderboards/athletes`: athletes by medals, those won in a team included. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { CompetitorRef, Outcome } from "../outcome/outcome.ts";
import { standardRanks } from "../ranking/standard.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { asUnits, compare, draft, medallists, newestFact } from "./world.ts";

export interface AthletesBoard {
  rows: {
    rank: number;
    rankEqual: boolean;
    athlete: CompetitorRef;
    gold: number;
    silver: number;
    bronze: number;
    total: number;
  }[];
}

export const boardName = (): string => "leaderboards/athletes";

export function project(world: World): Draft {
  const outcomes = [...world.outcomes.values()].filter(({ rows }) =>
    rows.some(({ medal }) => medal !== null),
  );
  const content: AthletesBoard = { rows: medalsByAthlete(outcomes) };
  return draft(boardName(), content, newestFact(outcomes, world), {
    units: asUnits(world.outcomes.values()),
    freshness: "leaderboard",
    nextPollSeconds: NEXT_POLL_SECONDS.soon,
  });
}

/** Best first, with standard ranks by gold, silver, bronze. */
export function medalsByAthlete(outcomes: Iterable<Outcome>): AthletesBoard["rows"] {
  const won = new Map<string, Omit<AthletesBoard["rows"][number], "rank" | "rankEqual">>();
  for (const { medal, competitor } of [...outcomes].flatMap(medallists)) {
    for (const { id, name, noc } of competitor.members ?? [competitor]) {
      const row = won.get(id) ?? { athlete: { id, name, noc }, gold: 0, silver: 0, bronze: 0, total: 0 };
      row[medal] += 1;
      row.total += 1;
      won.set(id, row);
    }
  }
  const better = (left: Counts, right: Counts) =>
    right.gold - left.gold || right.silver - left.silver || right.bronze - left.bronze;
  const sorted = [...won.values()].sort(
    (left, right) =>
      better(left, right) ||
      compare(left.athlete.name, right.athlete.name) ||
      compare(left.athlete.id, right.athlete.id),
  );
  return standardRanks(sorted, better).map(({ item, rank, rankEqual }) => ({ rank, rankEqual, ...item }));
}

interface Counts {
  gold: number;
  silver: number;
  bronze: number;
}
