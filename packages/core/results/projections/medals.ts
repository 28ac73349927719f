/** `leaderboards/medals`: the medal table. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { MedalRow } from "../medals/table.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { draft, finished, medalTableOf, newestFact } from "./world.ts";

export interface MedalsBoard {
  rows: MedalRow[];
  eventsFinished: number;
  eventsTotal: number;
}

export const boardName = (): string => "leaderboards/medals";

export function project(world: World): Draft {
  const outcomes = [...world.outcomes.values()];
  const awarding = outcomes.filter(({ rows }) => rows.some(({ medal }) => medal !== null));
  const content: MedalsBoard = {
    rows: medalTableOf(world),
    eventsFinished: outcomes.filter(finished).length,
    eventsTotal: outcomes.length,
  };
  return draft(boardName(), content, newestFact(awarding, world), {
    freshness: "leaderboard",
    nextPollSeconds: NEXT_POLL_SECONDS.soon,
    // Each version is a change of who has won what: worth keeping, and worth pushing.
    keep: true,
    push: "official",
  });
}
