/** From the facts of one event, however few, to its ranks: provisional at every moment, the official ones at the end. */
import type { EventFacts } from "../schema.ts";
import { bracketLinks } from "./bracket.ts";
import type { Ranks } from "./family.ts";
import { rankGroups } from "./groups-playoff.ts";
import { rankGundersen } from "./gundersen.ts";
import { rankKnockout } from "./knockout.ts";
import { byWhatThereIs } from "./measures.ts";
import { held, isOn, isResult } from "./progress.ts";
import { rankRoundRobin } from "./round-robin.ts";
import { type Rule, ruleOf } from "./rules.ts";
import { standings } from "./standings.ts";
import { rankSums } from "./sums.ts";
import { rankTeamPlacement } from "./team-placement-points.ts";
import { rankOneUnit } from "./time.ts";
import type { EventRanking } from "./types.ts";
import { byStart } from "./unit-rows.ts";

/** The rule follows from the event's id. An unknown event type is ranked by what marks it has, and brings no medals. */
export function rankEvent(facts: EventFacts): EventRanking {
  const rule = ruleOf(facts.id);
  const { units, placings, cuts = new Map(), cut = null } = ranksOf(facts, rule);
  return {
    units,
    standings: standings(placings, rule.family !== "unknown"),
    cuts,
    cut,
    toStart: toStart(facts),
    links: bracketLinks(facts, "bracket" in rule && rule.bracket === true),
  };
}

function ranksOf(facts: EventFacts, rule: Rule): Ranks {
  switch (rule.family) {
    case "time":
      return rankOneUnit(facts, rule.measure);
    case "time-sum":
    case "points-sum":
      return rankSums(facts, rule);
    case "gundersen":
      return rankGundersen(facts, rule);
    case "best-run":
    case "best-two-tricks":
    case "judged-knockout":
    case "heats-place":
    case "duel-bracket":
    case "sprint-points":
      return rankKnockout(facts, rule);
    case "team-placement-points":
      return rankTeamPlacement(facts, rule);
    case "round-robin-playoff":
      return rankRoundRobin(facts, rule);
    case "groups-playoff":
      return rankGroups(facts, rule);
    case "unknown":
      return rankOneUnit(facts, byWhatThereIs);
  }
}

function toStart(facts: EventFacts): EventRanking["toStart"] {
  const waiting = held(facts)
    .filter((unit) => unit.kind === "unit" && isOn(unit))
    .map((unit): [string, string[]] => {
      const entries = unit.entries.filter(
        ({ mark, bye }) => !bye && mark?.startAt === undefined && mark?.irm === undefined && !isResult(mark),
      );
      return [unit.id, entries.sort(byStart).map(({ competitor }) => competitor)];
    });
  return new Map(waiting.filter(([, entries]) => entries.length > 0));
}
