/** `schedule/{date}`: the units of a competition day, by start. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { OutcomeUnit } from "../outcome/outcome.ts";
import { isOver, NEXT_POLL_SECONDS } from "../status.ts";
import { compare, draft, type EventLine, eventLine, gone, newestFact } from "./world.ts";

export interface ScheduleBoard {
  date: string;
  units: (Omit<OutcomeUnit, "running"> & { event: EventLine })[];
}

export const boardName = (date: string): string => `schedule/${date}`;

/** A day that lost its last unit has no board. */
export function project(world: World, date: string): Draft | Gone {
  const outcomes = [...world.outcomes.values()].filter(({ units }) => units.some(({ day }) => day === date));
  if (outcomes.length === 0) return gone(boardName(date));
  const units = outcomes
    .flatMap((outcome) =>
      outcome.units
        .filter(({ day }) => day === date)
        .map(({ running: _, ...unit }) => ({ ...unit, event: eventLine(outcome) })),
    )
    .sort((left, right) => compare(left.start, right.start) || compare(left.rsc, right.rsc));
  const content: ScheduleBoard = { date, units };
  const over = units.every(({ status }) => status === "CANCELLED" || isOver(status));
  return draft(boardName(date), content, newestFact(outcomes, world), {
    units,
    freshness: "leaderboard",
    nextPollSeconds: over ? NEXT_POLL_SECONDS.later : NEXT_POLL_SECONDS.soon,
  });
}
