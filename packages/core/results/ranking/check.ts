/**
 * What can't be true of a mark, whoever reports it. Only what is certainly wrong: marks arrive piece by piece and in any order, so
 * half of one is no problem.
 */
import { parse } from "../rsc.ts";
import type { EntryFacts, Mark, Unit } from "../schema.ts";
import { irmCodes } from "./irm.ts";
import { type Rule, ruleOf } from "./rules.ts";

export interface Problem {
  /** Inside the mark: `timeMs`, `runs.2.pointsMilli`. */
  field: string;
  /** Completes the sentence "The field …". */
  rule: string;
}

/** `eventId` as `SSKM500M`. An event type without a known rule is only checked for its IRMs. */
export function checkMark(eventId: string, unit: Pick<Unit, "id">, mark: Mark): Problem[] {
  const rule = ruleOf(eventId);
  return [
    ...checkIrms(eventId.slice(0, 3), mark),
    ...checkKind(rule, unit.id, mark),
    ...checkRuns(rule, mark),
    ...checkLapped(rule, mark),
  ];
}

/**
 * Finish places that more than one entry of a unit has. Not for the feed, where a swap of two places arrives as two marks: for a
 * person who is about to declare the unit over. Entries that share a time as well may share the place.
 */
export function checkPlaces(
  entries: readonly Pick<EntryFacts, "competitor" | "mark">[],
): (Problem & { competitor: string })[] {
  const places = Map.groupBy(
    entries.filter(({ mark }) => mark?.finishPlace !== undefined),
    ({ mark }) => mark?.finishPlace,
  );
  return [...places].flatMap(([place, shared]) => {
    const times = new Set(shared.map(({ mark }) => mark?.timeMs));
    if (shared.length < 2 || (times.size === 1 && !times.has(undefined))) return [];
    return shared.map(({ competitor }) => ({
      competitor,
      field: "finishPlace",
      rule: `is given to one entry only, and ${place} is given to ${shared.length}`,
    }));
  });
}

function checkIrms(discipline: string, mark: Mark): Problem[] {
  const known = irmCodes(discipline);
  const rule = `is one of the IRMs of ${discipline}: ${[...known].join(", ")}`;
  const all = [
    { field: "irm", irm: mark.irm },
    ...(mark.runs ?? []).map(({ irm }, index) => ({ field: `runs.${index}.irm`, irm })),
  ];
  return all.flatMap(({ field, irm }) => (irm === undefined || known.has(irm) ? [] : [{ field, rule }]));
}

const NO_POINTS = "is absent: this is decided by time, not by points";
const NO_TIME = "is absent: this is decided by points, not by time";

function checkKind(rule: Rule, unit: string, mark: Mark): Problem[] {
  const unwanted = unwantedField(rule, unit);
  if (unwanted === undefined) return [];
  const text = unwanted === "pointsMilli" ? NO_POINTS : NO_TIME;
  const problems: Problem[] = mark[unwanted] === undefined ? [] : [{ field: unwanted, rule: text }];
  for (const [index, run] of (mark.runs ?? []).entries()) {
    if (run[unwanted] !== undefined) problems.push({ field: `runs.${index}.${unwanted}`, rule: text });
  }
  return problems;
}

function unwantedField({ mark }: Rule, unit: string): "timeMs" | "pointsMilli" | undefined {
  if (mark === "time") return "pointsMilli";
  if (mark === "points") return "timeMs";
  if (mark === "any") return undefined;
  // `0001SJ--` and `0001CC--`; a unit that says neither may hold both.
  const part = parse(unit).unit.slice(4);
  return part === "SJ" ? "timeMs" : part === "CC" ? "pointsMilli" : undefined;
}

function checkRuns({ maxRuns: most }: Rule, { runs = [] }: Mark): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<number>();
  for (const [index, { n, irm, timeMs, pointsMilli }] of runs.entries()) {
    if (most !== undefined && n > most)
      problems.push({ field: `runs.${index}.n`, rule: `is a run from 1 to ${most}` });
    if (seen.has(n)) problems.push({ field: `runs.${index}.n`, rule: "is given once" });
    if (irm === "DNS" && (timeMs !== undefined || pointsMilli !== undefined)) {
      problems.push({ field: `runs.${index}.irm`, rule: "is not DNS beside a time or points" });
    }
    seen.add(n);
  }
  return problems;
}

function checkLapped(rule: Rule, { irm, timeMs, pointsMilli, lapped, finishPlace }: Mark): Problem[] {
  const problems: Problem[] = [];
  const marked = timeMs !== undefined || pointsMilli !== undefined || finishPlace !== undefined;
  if (irm === "DNS" && marked)
    problems.push({ field: "irm", rule: "is not DNS beside a time, points or a finish place" });
  if (lapped && rule.family === "time" && timeMs !== undefined) {
    problems.push({ field: "timeMs", rule: "is absent for who was lapped and taken out" });
  }
  return problems;
}
