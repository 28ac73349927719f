/** `leaderboards/days/{date}`: what was decided on a competition day. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { MedalRow } from "../medals/table.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import {
  asUnits,
  byStart,
  draft,
  type EventLine,
  eventLine,
  finished,
  gone,
  type Medallist,
  medallists,
  medalRows,
  newestFact,
} from "./world.ts";

export interface DayBoard {
  date: string;
  /** Events whose last unit is on this day. */
  events: (EventLine & { medals: Medallist[] })[];
  /** Medals of this day alone. */
  rows: MedalRow[];
}

export const boardName = (date: string): string => `leaderboards/days/${date}`;

/** A day on which nothing is decided any more has no board. */
export function project(world: World, date: string): Draft | Gone {
  const outcomes = [...world.outcomes.values()].filter(({ event }) => event.lastDay === date).sort(byStart);
  if (outcomes.length === 0) return gone(boardName(date));
  const content: DayBoard = {
    date,
    events: outcomes.map((outcome) => ({ ...eventLine(outcome), medals: medallists(outcome) })),
    rows: medalRows(outcomes, world),
  };
  return draft(boardName(date), content, newestFact(outcomes, world), {
    units: asUnits(outcomes),
    freshness: "leaderboard",
    nextPollSeconds: outcomes.every(finished) ? null : NEXT_POLL_SECONDS.soon,
  });
}
