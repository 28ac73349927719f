/** `leaderboards/disciplines/{code}`: the events of a discipline, who won them, and its medal table. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { MedalRow } from "../medals/table.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { type AthletesBoard, medalsByAthlete } from "./athletes.ts";
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

export interface DisciplineBoard {
  discipline: { code: string; name: string };
  events: (Omit<EventLine, "discipline"> & { medals: Medallist[] })[];
  rows: MedalRow[];
  /** Those with the most medals in this discipline, at most ten and whoever is level with the tenth. */
  athletes: AthletesBoard["rows"];
}

const LISTED = 10;

export const boardName = (code: string): string => `leaderboards/disciplines/${code}`;

/** A discipline without events has no board. */
export function project(world: World, code: string): Draft | Gone {
  const outcomes = [...world.outcomes.values()]
    .filter(({ event }) => event.discipline.code === code)
    .sort(byStart);
  const [first] = outcomes;
  if (first === undefined) return gone(boardName(code));
  const events = outcomes.map((outcome) => {
    const { discipline: _, ...line } = eventLine(outcome);
    return { ...line, medals: medallists(outcome) };
  });
  const content: DisciplineBoard = {
    discipline: first.event.discipline,
    events,
    rows: medalRows(outcomes, world),
    athletes: medalsByAthlete(outcomes).filter(({ rank }) => rank <= LISTED),
  };
  return draft(boardName(code), content, newestFact(outcomes, world), {
    units: asUnits(outcomes),
    freshness: "leaderboard",
    nextPollSeconds: outcomes.every(finished) ? null : NEXT_POLL_SECONDS.soon,
  });
}
