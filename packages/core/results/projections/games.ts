/** `games`: what the Games consist of; the way in to everything else. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { Country, Games } from "../schema.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { byStart, compare, draft, type EventLine, eventLine, unitsOf } from "./world.ts";

export interface GamesBoard {
  games: Games | null;
  disciplines: { code: string; name: string; events: Omit<EventLine, "discipline">[] }[];
  /** `medalEvents`: how many events have their last unit on that day. */
  days: { date: string; units: number; medalEvents: number }[];
  countries: Country[];
}

export const boardName = (): string => "games";

export function project(world: World): Draft {
  const outcomes = [...world.outcomes.values()].sort(byStart);
  const disciplines = new Map<string, GamesBoard["disciplines"][number]>();
  const days = new Map<string, GamesBoard["days"][number]>();
  const onDay = (date: string) => {
    const found = days.get(date) ?? { date, units: 0, medalEvents: 0 };
    days.set(date, found);
    return found;
  };
  for (const outcome of outcomes) {
    const { discipline, ...line } = eventLine(outcome);
    const entry = disciplines.get(discipline.code) ?? { ...discipline, events: [] };
    disciplines.set(discipline.code, entry);
    entry.events.push(line);
    for (const { day } of outcome.units) onDay(day).units += 1;
    if (outcome.event.lastDay !== null) onDay(outcome.event.lastDay).medalEvents += 1;
  }
  const content: GamesBoard = {
    games: world.games ?? null,
    disciplines: [...disciplines.values()].sort((left, right) => compare(left.code, right.code)),
    days: [...days.values()].sort((left, right) => compare(left.date, right.date)),
    countries: [...world.countries.values()].sort((left, right) => compare(left.noc, right.noc)),
  };
  return draft(boardName(), content, world.factAt, {
    units: unitsOf(outcomes),
    freshness: "leaderboard",
    nextPollSeconds: NEXT_POLL_SECONDS.later,
  });
}
