/** `leaderboards/medals`: the medal table, and every medal in it. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { MedalRow } from "../medals/table.ts";
import type { CompetitorRef } from "../outcome/outcome.ts";
import type { Medal } from "../ranking/types.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import {
  asUnits,
  compare,
  draft,
  type EventLine,
  finished,
  medallists,
  medalTableOf,
  newestFact,
} from "./world.ts";

export interface MedalsBoard {
  rows: MedalRow[];
  /** With medals awarded, by day; what the table is counted from. */
  events: (Omit<EventLine, "status" | "start"> & {
    /** Competition day of its last unit. */
    day: string | null;
    medals: { medal: Medal; competitor: CompetitorRef }[];
  })[];
  eventsFinished: number;
  eventsTotal: number;
}

export const boardName = (): string => "leaderboards/medals";

export function project(world: World): Draft {
  const outcomes = [...world.outcomes.values()];
  const awarding = outcomes.filter(({ rows }) => rows.some(({ medal }) => medal !== null));
  const content: MedalsBoard = {
    rows: medalTableOf(world),
    events: awarding
      .map((outcome) => {
        const { id, name, discipline, gender, lastDay } = outcome.event;
        const medals = medallists(outcome).map(({ medal, competitor }) => {
          const { id, name, noc } = competitor;
          return { medal, competitor: { id, name, noc } };
        });
        return { id, name, discipline, gender, day: lastDay, medals };
      })
      .sort((left, right) => compare(left.day ?? "~", right.day ?? "~") || compare(left.id, right.id)),
    eventsFinished: outcomes.filter(finished).length,
    eventsTotal: outcomes.length,
  };
  return draft(boardName(), content, newestFact(awarding, world), {
    units: asUnits(outcomes),
    freshness: "leaderboard",
    nextPollSeconds: NEXT_POLL_SECONDS.soon,
    // Each version is a change of who has won what: worth keeping, and worth pushing.
    keep: true,
    push: "official",
  });
}
