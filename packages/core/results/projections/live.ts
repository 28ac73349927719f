/** `live`: what is on now, what comes next, what has just been decided. The one board that the front page polls. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { MedalRow } from "../medals/table.ts";
import type { OutcomeUnit } from "../outcome/outcome.ts";
import { NEXT_POLL_SECONDS, RUNNING } from "../status.ts";
import {
  compare,
  draft,
  type EventLine,
  eventLine,
  finished,
  type Medallist,
  medallists,
  medalTableOf,
} from "./world.ts";

export interface LiveBoard {
  games: { id: string; name: string } | null;
  units: (OutcomeUnit & { event: EventLine })[];
  next: (OutcomeUnit & { event: EventLine })[];
  finished: (EventLine & { officialAt: string; medals: Medallist[] })[];
  medals: MedalRow[];
  eventsFinished: number;
  eventsTotal: number;
}

const LISTED = 10;

export const boardName = (): string => "live";

export function project(world: World): Draft {
  const outcomes = [...world.outcomes.values()];
  const units = outcomes.flatMap((outcome) =>
    outcome.units.map((unit) => ({ ...unit, event: eventLine(outcome) })),
  );
  units.sort((left, right) => compare(left.start, right.start) || compare(left.rsc, right.rsc));
  const running = units.filter(({ status }) => RUNNING.has(status));
  const waiting = units.filter(
    ({ status }) => status !== "CANCELLED" && !RUNNING.has(status) && notBegun.has(status),
  );
  const decided = outcomes
    .flatMap((outcome) => {
      const { officialAt } = outcome.event.status === "OFFICIAL" ? outcome : {};
      return officialAt === undefined
        ? []
        : [{ ...eventLine(outcome), officialAt, medals: medallists(outcome) }];
    })
    .sort((left, right) => compare(right.officialAt, left.officialAt) || compare(left.id, right.id));
  const done = outcomes.every(finished);
  const content: LiveBoard = {
    games: world.games ? { id: world.games.id, name: world.games.name } : null,
    units: running,
    next: waiting.slice(0, LISTED),
    finished: decided.slice(0, LISTED),
    medals: medalTableOf(world),
    eventsFinished: outcomes.filter(finished).length,
    eventsTotal: outcomes.length,
  };
  const live = running.some(({ status }) => status === "LIVE");
  return draft(boardName(), content, world.factAt, {
    units,
    freshness: live ? "live" : "leaderboard",
    nextPollSeconds: NEXT_POLL_SECONDS[live ? "overview" : done ? "later" : "soon"],
  });
}

const notBegun = new Set(["SCHEDULED", "RESCHEDULED", "DELAYED", "START_LIST"]);
