/** What round robin and groups share: play-offs over a preliminary order. */
import type { EventFacts, UnitFacts } from "../schema.ts";
import { careers, type Ranks, unitRows } from "./family.ts";
import { held, phaseOf } from "./progress.ts";
import { compareText, type Score } from "./standard.ts";
import type { Placing } from "./standings.ts";
import { rankMatch } from "./unit-rows.ts";

/** Where a team stands before the play-offs. */
export interface Preliminary {
  /** By competitor; lower is better. Teams without a decided match are absent. */
  scores: Map<string, Score>;
  /** Shown beside the rank: points of the preliminary round, in thousandths. */
  pointsMilli: Map<string, number>;
}

export interface Game {
  unit: UnitFacts;
  sides: [string, string];
  winner?: string;
}

/** Matches whose sides are known. */
export function gamesOf(units: readonly UnitFacts[]): Game[] {
  return units.flatMap((unit) => {
    if (unit.match === undefined) return [];
    const [home, away] = unit.match.sides;
    const { winner } = unit.match;
    return [{ unit, sides: [home.competitor, away.competitor], ...(winner !== undefined && { winner }) }];
  });
}

/** `preliminary`: tells the matches of the groups from the play-offs. */
export function rankPlayoffs(
  facts: EventFacts,
  isPreliminary: (phase: string) => boolean,
  preliminary: (units: UnitFacts[]) => Preliminary,
): Ranks {
  const units = held(facts);
  const first = units.filter((unit) => isPreliminary(phaseOf(unit)));
  const playoffs = units.filter((unit) => !isPreliminary(phaseOf(unit)));
  const { scores, pointsMilli } = preliminary(first);
  const rounds = roundsOf(playoffs);
  const teams = new Set(gamesOf(units).flatMap(({ sides }) => sides));
  for (const { competitor } of careers(units)) teams.add(competitor);
  const placings = [...teams].map((competitor): Placing => {
    const base = { competitor, startOrder: 0, irm: null };
    const before = scores.get(competitor);
    const points = pointsMilli.get(competitor);
    const result = points === undefined ? null : { pointsMilli: points };
    const round = rounds.findLastIndex((games) => games.some(({ sides }) => sides.includes(competitor)));
    if (round < 0) {
      if (before === undefined) return { ...base, state: "pending", tier: -1, score: [], result: null };
      return { ...base, state: "ranked", tier: -1, score: before, result };
    }
    const game = rounds[round]?.find(({ sides }) => sides.includes(competitor));
    const tier = round;
    if (game?.winner === undefined)
      return { ...base, state: "pending", tier, score: before ?? [], result: null };
    const place = game.winner === competitor ? 1 : 2;
    return { ...base, state: "ranked", tier, score: [place, ...(before ?? [])], result: { place } };
  });
  return { units: unitRows(facts, rankMatch), placings };
}

/** Lowest first: each phase a round, the games for bronze and for gold one each. */
function roundsOf(units: readonly UnitFacts[]): Game[][] {
  const rounds = new Map<string, Game[]>();
  const gold = (unit: UnitFacts) => (unit.decides === "GS" || unit.decides === "GSB" ? 1 : 0);
  const ordered = [...units].sort(
    (left, right) => gold(left) - gold(right) || left.order - right.order || compareText(left.id, right.id),
  );
  for (const game of gamesOf(ordered)) {
    const key = `${phaseOf(game.unit)} ${game.unit.decides ?? ""}`;
    rounds.set(key, [...(rounds.get(key) ?? []), game]);
  }
  return [...rounds.values()];
}
