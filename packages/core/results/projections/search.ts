/** `search`: one compact index of whom and what there is, for a search on the fan's device. */
import type { Draft } from "../../board/publish.ts";
import type { World } from "../load.ts";
import type { Competitor } from "../schema.ts";
import { NEXT_POLL_SECONDS } from "../status.ts";
import { athleteRows, byStart, compare, draft } from "./world.ts";

export interface SearchBoard {
  games: { id: string; name: string } | null;
  disciplines: [code: string, name: string][];
  /** In order of their start. */
  events: [id: string, name: string][];
  /** NOC codes. */
  countries: string[];
  /** By name. `disciplines`: codes of those entered so far, parted by a space. */
  athletes: [id: string, name: string, noc: string, disciplines: string][];
}

export const boardName = (): string => "search";

export function project(world: World, roster: ReadonlyMap<string, Competitor>): Draft {
  const outcomes = [...world.outcomes.values()].sort(byStart);
  const entered = new Map<string, Set<string>>();
  for (const [id, rows] of athleteRows(world)) {
    entered.set(id, new Set(rows.map(({ outcome }) => outcome.event.discipline.code)));
  }
  const athletes = [...roster.values()].filter(({ kind }) => kind === "athlete");
  const countries = new Set([...world.countries.keys(), ...athletes.map(({ noc }) => noc)]);
  const disciplines = new Map(outcomes.map(({ event }) => [event.discipline.code, event.discipline.name]));
  const content: SearchBoard = {
    games: world.games ? { id: world.games.id, name: world.games.name } : null,
    disciplines: [...disciplines].sort(([left], [right]) => compare(left, right)),
    events: outcomes.map(({ event: { id, name } }) => [id, name]),
    countries: [...countries].sort(),
    athletes: athletes
      .map(({ id, name, noc }): SearchBoard["athletes"][number] => [
        id,
        name,
        noc,
        [...(entered.get(id) ?? [])].sort().join(" "),
      ])
      .sort((left, right) => compare(left[1], right[1]) || compare(left[0], right[0])),
  };
  return draft(boardName(), content, world.factAt, {
    freshness: "profile",
    nextPollSeconds: NEXT_POLL_SECONDS.later,
  });
}
