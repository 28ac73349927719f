/** What must hold of a statement, whoever makes it. */
import { Rejected } from "./commands.ts";
import { type FactKey, factName, inUnit, type Statement } from "./facts.ts";
import { checkMark } from "./ranking/check.ts";
import { eventIdOf } from "./rsc.ts";
import type { Entry, Mark, Match } from "./schema.ts";
import type { View } from "./view.ts";

/** Facts that must exist before the statement makes sense. */
export function requirements({ key, value }: Statement): FactKey[] {
  switch (key.fact) {
    case "unit":
      return [{ fact: "event", event: key.event }];
    case "status":
      return [inUnit("unit", key.unit)];
    case "entry": {
      const { team, lineup = [] } = value as Entry;
      return [
        inUnit("unit", key.unit),
        ...[key.competitor, ...(team ? [team] : []), ...lineup].map(asCompetitor),
      ];
    }
    case "mark":
      return [inUnit("unit", key.unit), asCompetitor(key.competitor)];
    case "match":
      return [
        inUnit("unit", key.unit),
        ...(value as Match).sides.map(({ competitor }) => asCompetitor(competitor)),
      ];
    default:
      return [];
  }
}

const asCompetitor = (competitor: string): FactKey => ({ fact: "competitor", competitor });

/** The first that doesn't exist. `known` remembers events and competitors that do. */
export function firstUnknown(keys: readonly FactKey[], known: Set<string>, view: View): FactKey | undefined {
  for (const key of keys) {
    if (known.has(factName(key))) continue;
    if (view.stored(key) === undefined) return key;
    if (key.fact !== "unit") known.add(factName(key));
  }
  return undefined;
}

/** UNKNOWN_UNIT, UNKNOWN_EVENT, UNKNOWN_COMPETITOR */
export function unknown(key: FactKey): Rejected {
  if (key.fact === "unit") return refusal("UNIT", "unit", key.unit, "is a unit of the schedule");
  if (key.fact === "event")
    return refusal("EVENT", "units", key.event, "belongs to an event of the schedule");
  const id = key.fact === "competitor" ? key.competitor : factName(key);
  return refusal("COMPETITOR", "competitor", id, "is a competitor of these Games");
}

function refusal(what: string, field: string, value: string, rule: string): Rejected {
  return new Rejected({
    code: `UNKNOWN_${what}`,
    detail: `${field}: no ${what.toLowerCase()} ${value} is known`,
    field,
    rule,
  });
}

/** The rules of marks and matches. @throws Rejected INVALID_MARK, INVALID_MATCH */
export function checkStatement({ key, value }: Statement): void {
  if (key.fact === "mark") {
    const problem = checkMark(eventIdOf(key.unit), { id: key.unit }, value as Mark)[0];
    if (problem !== undefined) throw invalid("INVALID_MARK", `mark.${problem.field}`, problem.rule);
  }
  if (key.fact === "match") {
    const { sides, winner } = value as Match;
    const [left, right] = sides.map(({ competitor }) => competitor);
    if (left === right) throw invalid("INVALID_MATCH", "match.sides", "are two different competitors");
    if (winner !== undefined && winner !== left && winner !== right) {
      throw invalid("INVALID_MATCH", "match.winner", "is one of the two sides");
    }
  }
}

function invalid(code: string, field: string, rule: string): Rejected {
  return new Rejected({ code, detail: `${field}: ${rule}`, field, rule });
}
