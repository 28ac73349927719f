/** How far a unit is, as ranking sees it. */
import { parse } from "../rsc.ts";
import type { EntryFacts, EventFacts, Mark, ResultStatus, UnitFacts } from "../schema.ts";

const NOT_BEGUN: ReadonlySet<ResultStatus> = new Set(["START_LIST"]);
const STILL_ON: ReadonlySet<ResultStatus> = new Set(["START_LIST", "LIVE", "INTERMEDIATE"]);

/** A mark that says something of what was achieved: more than a start clock, a qualification or an IRM alone. */
export function isResult(mark: Mark | undefined): boolean {
  if (mark === undefined) return false;
  const { timeMs, pointsMilli, finishPlace, runs, lapped, laps } = mark;
  if (timeMs !== undefined || pointsMilli !== undefined || finishPlace !== undefined) return true;
  if (lapped || laps !== undefined) return true;
  return (runs ?? []).some((run) => run.timeMs !== undefined || run.pointsMilli !== undefined);
}

/** Under way or over: by its status, or by the first result. An IRM in a start list does not begin a unit. */
export function hasBegun({ result, entries }: UnitFacts): boolean {
  if (result !== undefined && !NOT_BEGUN.has(result)) return true;
  return entries.some(({ mark }) => isResult(mark));
}

export const isOn = ({ result }: UnitFacts): boolean => result === undefined || STILL_ON.has(result);

export const isCancelled = ({ status }: Pick<UnitFacts, "status">): boolean => status === "CANCELLED";

/** Those that count. */
export function held(facts: EventFacts): UnitFacts[] {
  return facts.units.filter((unit) => !isCancelled(unit)).sort((left, right) => left.order - right.order);
}

export const phaseOf = ({ id }: Pick<UnitFacts, "id">): string => parse(id).phase;

/** For the order of entries without a rank; those without start order last. */
export const startOrderOf = ({ startOrder }: EntryFacts): number => startOrder ?? Number.MAX_SAFE_INTEGER;
