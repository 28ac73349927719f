/**
 * Runs, rounds or programmes that are added up.
 *
 * Once a run has begun, those who are in it and have no mark yet are still to come; those who were left out of it because only
 * the best start there keep their sum and their place behind all of them.
 */
import type { EventFacts, UnitFacts } from "../schema.ts";
import { blockingIrm, type Career, careers, placing, type Ranks, unitRows } from "./family.ts";
import { cut, type Measure } from "./measures.ts";
import { hasBegun, held, phaseOf } from "./progress.ts";
import type { Score } from "./standard.ts";
import type { Placing } from "./standings.ts";
import type { Cut, Result } from "./types.ts";
import { rankUnit } from "./unit-rows.ts";

export interface SumRule {
  /** Best first: the lowest time or the most points. */
  of: "time" | "points";
  /** Ranks inside a unit. */
  measure: (unit: UnitFacts) => Measure;
  /** Times are cut to this before they are added. */
  precisionMs: number;
  /** By number of the run, from 1: only so many of those before start in it. */
  fields?: Readonly<Record<number, number>>;
  /** Phases that only choose who starts in the first run, and how many. */
  qualification?: { phase: string; field?: number };
  /** An IRM after the first round costs that round only (ski jumping: FIS ICR 411.2, a disqualified jump counts nothing). */
  lostRunOnly?: boolean;
  /** Equal sums: the better last run (ISU rule 353: the higher free skating score). */
  lastRunBreaksTies?: boolean;
}

export function rankSums(facts: EventFacts, rule: SumRule): Ranks {
  const units = held(facts);
  const isQualification = (unit: UnitFacts) => phaseOf(unit) === rule.qualification?.phase;
  const runs = units.filter((unit) => !isQualification(unit));
  const current = runs.findLastIndex(hasBegun);
  const qualification = units.find(isQualification);
  const rows = unitRows(facts, (unit) => rankUnit(unit, rule.measure(unit)));
  const placings = careers(units).map((career) =>
    current < 0 ? qualifying(career, qualification, runs[0], rule) : inRun(career, runs, current, rule),
  );
  return { units: rows, placings, ...cutLines(runs, current, qualification, rule) };
}

function qualifying(
  career: Career,
  qualification: UnitFacts | undefined,
  first: UnitFacts | undefined,
  rule: SumRule,
): Placing {
  const unit = qualification ?? first;
  const entry = unit && career.entries.get(unit.id);
  const irm = blockingIrm(entry?.mark);
  if (irm !== undefined) return placing(career, { state: "irm", tier: 0, irm });
  const measured = unit && entry ? rule.measure(unit)(entry, unit) : null;
  if (measured === null) return placing(career, { state: "pending", tier: 0 });
  return placing(career, { state: "ranked", tier: 0, ...measured });
}

function inRun(career: Career, runs: readonly UnitFacts[], current: number, rule: SumRule): Placing {
  const amounts: (number | undefined)[] = [];
  let irm: string | null = null;
  let lastIn = -1;
  for (const [index, run] of runs.entries()) {
    const mark = career.entries.get(run.id)?.mark;
    const code = blockingIrm(mark);
    if (code !== undefined) {
      if (!rule.lostRunOnly || amounts[0] === undefined) {
        return placing(career, { state: "irm", tier: index, irm: code });
      }
      irm = code;
    }
    if (career.entries.has(run.id)) lastIn = index;
    const amount = rule.of === "time" ? mark?.timeMs : mark?.pointsMilli;
    amounts.push(code === undefined ? amount : 0);
  }
  const done = amounts.slice(0, Math.min(lastIn, current) + 1);
  if (lastIn < 0) return notQualified(career);
  const leftOut = lastIn < current && rule.fields?.[lastIn + 2] !== undefined;
  if (lastIn < current && !leftOut) return placing(career, { state: "pending", tier: current });
  if (done.some((amount) => amount === undefined))
    return placing(career, { state: "pending", tier: current });
  const { score, result } = summed(done as number[], rule);
  return placing(career, { state: "ranked", tier: done.length - 1, score, result, irm });
}

/** Only in the qualification: not ranked, whatever was jumped there. */
function notQualified(career: Career): Placing {
  const irm = [...career.entries.values()]
    .map(({ mark }) => blockingIrm(mark))
    .find((code) => code !== undefined);
  return placing(career, irm === undefined ? { state: "out", tier: -1 } : { state: "irm", tier: -1, irm });
}

function summed(amounts: readonly number[], rule: SumRule): { score: Score; result: Result } {
  const { of, precisionMs, lastRunBreaksTies } = rule;
  const parts = of === "time" ? amounts.map((timeMs) => cut(timeMs, precisionMs)) : amounts;
  const sum = parts.reduce((left, right) => left + right, 0);
  const better = of === "time" ? 1 : -1;
  const last = lastRunBreaksTies && amounts.length > 1 ? [better * (parts.at(-1) ?? 0)] : [];
  return {
    score: [better * sum, ...last],
    result: of === "time" ? { timeMs: sum } : { pointsMilli: sum },
  };
}

function cutLines(
  runs: readonly UnitFacts[],
  current: number,
  qualification: UnitFacts | undefined,
  rule: SumRule,
): { cuts: Map<string, Cut>; cut?: Cut } {
  const cuts = new Map<string, Cut>();
  const { fields = {}, qualification: toFirst } = rule;
  const [first] = runs;
  const toSecond = runs.length > 1 ? fields[2] : undefined;
  if (qualification !== undefined && toFirst?.field !== undefined)
    cuts.set(qualification.id, { places: toFirst.field });
  // After one run the order in the run is the order in the event.
  if (first !== undefined && toSecond !== undefined) cuts.set(first.id, { places: toSecond });
  const next = fields[current + 2];
  const places =
    current < 0 && qualification !== undefined
      ? toFirst?.field
      : current + 1 < runs.length
        ? next
        : undefined;
  return places === undefined || (current < 0 && qualification === undefined)
    ? { cuts }
    : { cuts, cut: { places } };
}
