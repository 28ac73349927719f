/**
 * Codes of our own, in the places that ODF has for such: ExtendedInfo, ExtendedResult, EventUnitEntry, DisciplineEntry, each by Type
 * and Code. `docs/odf.md` lists them.
 */
import { byDuel } from "../../results/ranking/duel.ts";
import { byPlace } from "../../results/ranking/measures.ts";
import { ruleOf } from "../../results/ranking/rules.ts";
import { eventIdOf, parse } from "../../results/rsc.ts";

/** Types of ExtendedInfo: the Games, a country, an event; what concerns the unit it stands in. */
export const INFO = { games: "GAMES", country: "COUNTRY", event: "EVENT", unit: "UI" } as const;
/** Type of EventUnitEntry and of DisciplineEntry. */
export const ENTRY = "EUE";
/** Type of ExtendedResult. */
export const EXTENDED = "ER";
/** Type of the ExtendedResults that are the goals of a side. */
export const GOAL = "GOAL";

export const HOME = "HOME";
export const AWAY = "AWAY";

export type ValueKind = "TIME" | "POINTS";

/** What `Result` and the runs of a mark hold where `ResultType` doesn't say it. */
export function valueKind(unit: string): ValueKind {
  const { mark } = ruleOf(eventIdOf(unit));
  if (mark === "jump-and-race") return parse(unit).unit.endsWith("SJ") ? "POINTS" : "TIME";
  return mark === "points" ? "POINTS" : "TIME";
}

/** Whether `Rank` is what was measured: where the order at the finish counts, it is the finish place. */
export function rankIsPlace(unit: string, resultType: string | undefined): boolean {
  if (resultType === "RANK") return true;
  const rule = ruleOf(eventIdOf(unit));
  if (rule.family !== "heats-place" && rule.family !== "duel-bracket") return false;
  const measure = rule.measure(parse(unit).phase);
  return measure === byPlace || measure === byDuel;
}

/** A unit of an event that is decided in matches. */
export function isMatch(unit: string): boolean {
  const { family } = ruleOf(eventIdOf(unit));
  return family === "round-robin-playoff" || family === "groups-playoff";
}

/** Runs inside one unit that the feed may give as ResultItems. */
export function hasRuns(unit: string): boolean {
  return (ruleOf(eventIdOf(unit)).maxRuns ?? 0) > 1;
}
