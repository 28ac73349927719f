/** A match: two `Result`s, one for each side, and `Periods`. */
import { type Match, match as matchSchema } from "../../results/schema.ts";
import { AWAY, ENTRY, GOAL, HOME, INFO, isMatch } from "./codes.ts";
import { byCode, type Codes, extended, NO_CODES, textOf } from "./extended.ts";
import { checked, childOf, childrenOf, invalid, oneOf, required, whole } from "./fields.ts";
import type { OdfElement } from "./xml.ts";

/** Null where the unit is no match, or where its sides or anything of its score aren't known yet. @throws Rejected INVALID */
export function matchOf(unit: string, competition: OdfElement, results: readonly OdfElement[]): Match | null {
  const places = results.map(placeOf);
  const known = places.some((place) => place !== undefined) || results.some(hasScore);
  if (!known || (!isMatch(unit) && places.includes(undefined))) return null;
  const [home, away] = sidesOf(competition, results, places);
  const infos = extended(competition, "ExtendedInfo", INFO.unit);
  const goals = [...goalsOf(home, 0), ...goalsOf(away, 1)].sort(
    (left, right) => left.position - right.position,
  );
  const value = {
    group: textOf(infos, "GROUP"),
    sides: [home, away].map(sideOf),
    periods: periodsOf(competition),
    goals: goals.length > 0 ? goals.map(({ position: _, ...goal }) => goal) : undefined,
    winner: [home, away].filter(({ attributes }) => attributes.WLT === "W").map(competitorOf)[0],
    decidedIn: textOf(infos, "DECIDED_IN"),
  };
  return checked(matchSchema, value, competition, (field) => ATTRIBUTES[field] ?? "");
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  group: "ExtendedInfo(GROUP)",
  sides: "Result",
  periods: "Periods",
  goals: `ExtendedResult(${GOAL})`,
  winner: "WLT",
  decidedIn: "ExtendedInfo(DECIDED_IN)",
};

function hasScore({ attributes }: OdfElement): boolean {
  return attributes.Result !== undefined || attributes.WLT !== undefined;
}

function placeOf(result: OdfElement): typeof HOME | typeof AWAY | undefined {
  const competitor = childOf(result, "Competitor");
  const [entry] =
    (competitor === undefined ? NO_CODES : byCode(competitor, "EventUnitEntry", ENTRY)).get("HOME_AWAY") ??
    [];
  return entry && oneOf(entry, "Value", [HOME, AWAY]);
}

/** As HOME_AWAY says; else by StartOrder; else as they come. */
function sidesOf(
  competition: OdfElement,
  results: readonly OdfElement[],
  places: readonly (string | undefined)[],
): [OdfElement, OdfElement] {
  const [first, second] = results;
  if (first === undefined || second === undefined || results.length > 2) {
    throw invalid(competition, "Result", "are two in a match, one for each side");
  }
  for (const result of results) oneOf(result, "WLT", ["W", "L", "T"]);
  if (first.attributes.WLT === "W" && second.attributes.WLT === "W")
    throw invalid(second, "WLT", "is W for one side");
  if (places[0] !== undefined && places[0] === places[1]) {
    throw invalid(
      second,
      "Competitor.EventUnitEntry(HOME_AWAY)",
      "is HOME for one side and AWAY for the other",
    );
  }
  const order = (result: OdfElement) => whole(result, "StartOrder") ?? 0;
  const turned = places.some((place) => place !== undefined)
    ? places[0] === AWAY || places[1] === HOME
    : order(first) > order(second);
  return turned ? [second, first] : [first, second];
}

function competitorOf(result: OdfElement): string {
  const competitor = childOf(result, "Competitor");
  if (competitor === undefined) throw invalid(result, "Competitor", "is missing");
  return required(competitor, "Code");
}

function sideOf(result: OdfElement): object {
  // Some write the IRM where the score would be.
  const { IRM: irm, Result: shown } = result.attributes;
  const score = irm !== undefined && irm === shown ? undefined : whole(result, "Result");
  return { competitor: competitorOf(result), ...(score !== undefined && { score }) };
}

function periodsOf(competition: OdfElement): object[] {
  const periods = childOf(competition, "Periods");
  if (periods === undefined) return [];
  return childrenOf(periods, "Period").map((period) => {
    const [stone] = extended(period, "ExtendedPeriod", ENTRY).get("LAST_STONE") ?? [];
    const holder = stone && oneOf(stone, "Value", [HOME, AWAY]);
    return {
      period: required(period, "Code"),
      score: [scoreOf(period, "HomePeriodScore"), scoreOf(period, "AwayPeriodScore")],
      ...(holder !== undefined && { lastStone: holder === HOME ? 0 : 1 }),
    };
  });
}

/** `X`: an end that was not played. */
function scoreOf(period: OdfElement, attribute: string): number | "X" | undefined {
  return required(period, attribute) === "X" ? "X" : whole(period, attribute);
}

/** ExtendedResults of type GOAL: Code the period, Pos 1.. over both sides, Value the match clock. */
function goalsOf(
  result: OdfElement,
  side: 0 | 1,
): { position: number; period: string; clock: string; side: 0 | 1 }[] {
  const codes: Codes = extended(result, "ExtendedResult", GOAL);
  return [...codes].flatMap(([period, goals]) =>
    goals.map((goal) => ({
      position: whole(goal, "Pos") ?? 0,
      period,
      clock: required(goal, "Value"),
      side,
    })),
  );
}
