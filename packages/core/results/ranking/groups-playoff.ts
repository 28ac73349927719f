/**
 * Ice hockey: groups with 3/2/1/0 points, then play-offs. Source: IIHF sport regulations, "ranking": two equal teams by their
 * game; three or more by points, then goal difference, then goals in the games between them, starting over when some are
 * separated; then by all games. Who is out in the same play-off round is placed by the preliminary round.
 */
import type { EventFacts, UnitFacts } from "../schema.ts";
import type { Ranks } from "./family.ts";
import { type Game, gamesOf, type Preliminary, rankPlayoffs } from "./matches.ts";
import { phaseOf } from "./progress.ts";
import { compareScores, compareText, type Score } from "./standard.ts";

export interface GroupsRule {
  /** Beginning of the phase codes of groups: `GP`. */
  phasePrefix: string;
  /** Groups of equal strength are ranked across by place in the group; else the whole first group comes before the second. */
  groups: "equal" | "tiered";
}

export function rankGroups(facts: EventFacts, rule: GroupsRule): Ranks {
  return rankPlayoffs(
    facts,
    (phase) => phase.startsWith(rule.phasePrefix),
    (units) => preliminary(units, rule),
  );
}

function preliminary(units: UnitFacts[], rule: GroupsRule): Preliminary {
  const scores = new Map<string, Score>();
  const pointsMilli = new Map<string, number>();
  const groups = [...Map.groupBy(units, phaseOf)].sort(([left], [right]) => compareText(left, right));
  for (const [index, [, group]] of groups.entries()) {
    const games = gamesOf(group).filter(({ winner }) => winner !== undefined);
    const teams = [...new Set(games.flatMap(({ sides }) => sides))].sort(compareText);
    for (const [place, equal] of inGroup(teams, games).entries()) {
      for (const team of equal) {
        const strength = record(team, games);
        scores.set(team, rule.groups === "tiered" ? [index, place] : [place, ...strength]);
        pointsMilli.set(team, -(strength[0] ?? 0) * 1_000);
      }
    }
  }
  return { scores, pointsMilli };
}

/** Groups of equal teams, best first. */
function inGroup(teams: readonly string[], games: readonly Game[]): string[][] {
  const byPoints = separate(teams, (team) => record(team, games).slice(0, 1));
  return byPoints
    .flatMap((equal) => among(equal, games))
    .flatMap((equal) => separate(equal, (team) => record(team, games)));
}

function among(equal: readonly string[], games: readonly Game[]): string[][] {
  if (equal.length < 2) return [[...equal]];
  const between = games.filter(({ sides }) => sides.every((side) => equal.includes(side)));
  const groups = separate(equal, (team) => record(team, between));
  return groups.length === 1 ? groups : groups.flatMap((group) => among(group, games));
}

function separate(teams: readonly string[], score: (team: string) => Score): string[][] {
  const scored = teams.map((team) => ({ team, score: score(team) }));
  scored.sort((left, right) => compareScores(left.score, right.score));
  const groups: { score: Score; teams: string[] }[] = [];
  for (const { team, score: own } of scored) {
    const group = groups.at(-1);
    if (group !== undefined && compareScores(group.score, own) === 0) group.teams.push(team);
    else groups.push({ score: own, teams: [team] });
  }
  return groups.map((group) => group.teams);
}

/** Points, goal difference, goals; lower is better. */
function record(team: string, games: readonly Game[]): [points: number, difference: number, goals: number] {
  let points = 0;
  let difference = 0;
  let goals = 0;
  for (const { unit, sides, winner } of games) {
    const own = sides.indexOf(team);
    if (own < 0) continue;
    const [first, second] = unit.match?.sides.map(({ score }) => score ?? 0) ?? [];
    const scored = (own === 0 ? first : second) ?? 0;
    goals += scored;
    difference += scored - ((own === 0 ? second : first) ?? 0);
    points += pointsFor(winner === team, unit.match?.decidedIn);
  }
  return [0 - points, 0 - difference, 0 - goals];
}

function pointsFor(won: boolean, decidedIn: "REG" | "OT" | "SO" | "EE" | undefined): number {
  const inTime = decidedIn === undefined || decidedIn === "REG";
  if (won) return inTime ? 3 : 2;
  return inTime ? 0 : 1;
}
