/**
 * Curling: everyone against everyone, the best four play on. Equal on wins: the record in the games between them; where that
 * separates some, the rest start over among themselves. What is left would go to the draw-shot distances, which the facts
 * don't hold: those teams share the rank. Source: World Curling, Rules of Curling C9.
 */
import type { EventFacts, UnitFacts } from "../schema.ts";
import type { Ranks } from "./family.ts";
import { type Game, gamesOf, type Preliminary, rankPlayoffs } from "./matches.ts";
import { compareText } from "./standard.ts";
import type { Cut } from "./types.ts";

export interface RoundRobinRule {
  phase: string;
  /** Teams that play on. */
  through: number;
}

export function rankRoundRobin(facts: EventFacts, { phase, through }: RoundRobinRule): Ranks {
  const ranks = rankPlayoffs(facts, (code) => code === phase, roundRobin);
  const cut: Cut = { places: through };
  return ranks.placings.every(({ tier }) => tier < 0) ? { ...ranks, cut } : ranks;
}

function roundRobin(units: UnitFacts[]): Preliminary {
  const games = gamesOf(units).filter(({ winner }) => winner !== undefined);
  const teams = [...new Set(games.flatMap(({ sides }) => sides))].sort(compareText);
  const wins = (among: readonly Game[], team: string) => among.filter(({ winner }) => winner === team).length;
  const order = separate(teams, (team) => wins(games, team)).flatMap((equal) => split(equal, games));
  const scores = new Map(order.flatMap((equal, place) => equal.map((team) => [team, [place]])));
  return { scores, pointsMilli: new Map(teams.map((team) => [team, wins(games, team) * 1_000])) };
}

/** Teams with equal wins, into groups of those that are still equal, best first. */
function split(equal: readonly string[], games: readonly Game[]): string[][] {
  if (equal.length < 2) return [[...equal]];
  const between = games.filter(({ sides }) => sides.every((side) => equal.includes(side)));
  const groups = separate(equal, (team) => between.filter(({ winner }) => winner === team).length);
  return groups.length === 1 ? groups : groups.flatMap((group) => split(group, games));
}

/** Groups of equal value, the highest first. */
function separate(teams: readonly string[], value: (team: string) => number): string[][] {
  const groups = Map.groupBy(teams, value);
  return [...groups].sort(([left], [right]) => right - left).map(([, group]) => group);
}
