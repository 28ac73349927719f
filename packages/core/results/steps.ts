/**
 * The way of a unit from start list to official, as a person goes it. Feeds aren't held to it: they say what is, in any
 * order. Source of the statuses: ODF common codes, ResultStatus.
 */
import type { Table } from "../table/client.ts";
import { type Command, Rejected } from "./commands.ts";
import { foldEvent } from "./fold.ts";
import { loadEvent } from "./load.ts";
import { hasResult } from "./projections/event.ts";
import { checkPlaces } from "./ranking/check.ts";
import { eventIdOf } from "./rsc.ts";
import type { ResultStatus, UnitFacts } from "./schema.ts";

const NEXT: Readonly<Record<ResultStatus, readonly ResultStatus[]>> = {
  START_LIST: ["LIVE"],
  LIVE: ["INTERMEDIATE", "UNCONFIRMED", "UNOFFICIAL", "PARTIAL", "START_LIST"],
  INTERMEDIATE: ["LIVE", "UNCONFIRMED", "UNOFFICIAL", "PARTIAL"],
  UNCONFIRMED: ["UNOFFICIAL", "LIVE", "PROTESTED"],
  PARTIAL: ["LIVE", "UNOFFICIAL"],
  UNOFFICIAL: ["OFFICIAL", "PROTESTED", "PROVISIONAL", "LIVE"],
  PROVISIONAL: ["UNOFFICIAL", "OFFICIAL", "PROTESTED"],
  PROTESTED: ["UNOFFICIAL", "OFFICIAL"],
  OFFICIAL: ["PROTESTED", "UNOFFICIAL"],
};

/** Where a unit can go from here. */
export function nextSteps(status: ResultStatus | undefined): readonly ResultStatus[] {
  return status === undefined ? ["START_LIST", "LIVE"] : NEXT[status];
}

export interface Missing {
  /** Null: it is about the unit. */
  competitor: string | null;
  /** Completes the sentence "The entry …", "The unit …". */
  rule: string;
}

/** What stands between a unit and its next step. */
export function missingFor(status: ResultStatus, unit: UnitFacts): Missing[] {
  const { kind, entries, match } = unit;
  if (kind === "match") {
    if (status !== "OFFICIAL") return [];
    const scored = match?.sides.every(({ score }) => score !== undefined) ?? false;
    return scored || match?.winner !== undefined
      ? []
      : [{ competitor: null, rule: "has a score or a winner" }];
  }
  if (status === "START_LIST" || status === "LIVE" || status === "OFFICIAL") {
    if (entries.length === 0) return [{ competitor: null, rule: "has a start list" }];
  }
  if (status !== "OFFICIAL") return [];
  const unmarked = entries.filter(({ mark, bye }) => !bye && (mark === undefined || !hasResult(mark)));
  return [
    ...unmarked.map(({ competitor }) => ({ competitor, rule: "has a mark or an IRM" })),
    ...checkPlaces(entries).map(({ competitor, field, rule }) => ({
      competitor,
      rule: `has a ${field} that ${rule}`,
    })),
  ];
}

/** ILLEGAL_STEP where the status can't follow on what is; NOT_READY where something is missing. */
export async function stepRefused(table: Table, command: Command): Promise<Rejected | undefined> {
  if (command.type !== "status") return undefined;
  const folded = foldEvent(await loadEvent(table, eventIdOf(command.unit)));
  const unit = folded?.facts.units.find(({ id }) => id === command.unit);
  if (unit === undefined) return undefined;
  if (command.status === unit.result) return undefined;
  const next = nextSteps(unit.result);
  if (!next.includes(command.status)) {
    return refused("ILLEGAL_STEP", `follows on ${unit.result ?? "nothing"}: ${next.join(", ")}`);
  }
  const [first, ...others] = missingFor(command.status, unit);
  if (first === undefined) return undefined;
  const who = first.competitor === null ? "the unit" : `each entry (${first.competitor} not yet)`;
  const more = others.length > 0 ? `, and ${others.length} more things` : "";
  return refused("NOT_READY", `${command.status} waits until ${who} ${first.rule}${more}`);
}

function refused(code: string, rule: string): Rejected {
  return new Rejected({ code, detail: `status: ${rule}`, field: "status", rule });
}
