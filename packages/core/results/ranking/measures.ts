/** From a mark to the score that it is ranked by: one small function per way of measuring. */
import type { EntryFacts, Mark, Run, UnitFacts } from "../schema.ts";
import { isRanked } from "./irm.ts";
import type { Score } from "./standard.ts";
import type { Result } from "./types.ts";

export interface Measured {
  /** Lower is better. */
  score: Score;
  result: Result;
}

/** Null while there is nothing to rank by, and for an IRM that takes away the mark. */
export type Measure = (entry: EntryFacts, unit: UnitFacts) => Measured | null;

const LAST = Number.POSITIVE_INFINITY;

/** The mark that may be ranked: none where an IRM stands in its place. */
export function countingMark({ mark }: EntryFacts): Mark | undefined {
  if (mark?.irm !== undefined && !isRanked(mark.irm)) return undefined;
  return mark;
}

/**
 * Lowest time, cut to the precision of the rules; equal times by the photo finish. Those who were lapped follow in the order
 * in which they were taken out (FIS ICR cross-country 313, IBU 11.3.5), or not at all.
 */
export function byTime(precisionMs: number, lapped: "ranked" | "unranked" = "ranked"): Measure {
  return (entry) => {
    const mark = countingMark(entry);
    if (mark === undefined) return null;
    const place = mark.finishPlace ?? LAST;
    if (mark.lapped || mark.irm === "LAP") {
      return lapped === "ranked" ? { score: [1, place], result: {} } : null;
    }
    if (mark.timeMs === undefined) return null;
    return { score: [0, cut(mark.timeMs, precisionMs), place], result: { timeMs: mark.timeMs } };
  };
}

/** Timing rules cut, they don't round (FIS ICR 611.2.1.1, IBSF 14.1). */
export function cut(timeMs: number, precisionMs: number): number {
  return timeMs - (timeMs % precisionMs);
}

/** Highest points. */
export const byPoints: Measure = (entry) => {
  const points = countingMark(entry)?.pointsMilli;
  return points === undefined ? null : { score: [-points], result: { pointsMilli: points } };
};

/** Equal points of a short programme: the higher technical score (ISU rule 353). */
export const byShortProgramme: Measure = (entry, unit) =>
  withPart(byPoints(entry, unit), entry.mark?.technicalMilli);

/** Equal points of a free skating: the higher programme components (ISU rule 353). */
export const byFreeSkating: Measure = (entry, unit) =>
  withPart(byPoints(entry, unit), entry.mark?.componentsMilli);

function withPart(measured: Measured | null, part: number | undefined): Measured | null {
  return (
    measured && { score: [...measured.score, part === undefined ? LAST : -part], result: measured.result }
  );
}

/** The order at the finish itself; it stands beside RAL and beside a fall that keeps its place in the heat. */
export const byPlace: Measure = ({ mark }) => {
  if (mark?.finishPlace === undefined) return null;
  const { timeMs, finishPlace: place } = mark;
  return { score: [place], result: { place, ...(timeMs !== undefined && { timeMs }) } };
};

/** The best run; equal ones by the next best (FIS ICR freestyle 4304, snowboard 3311). A mark without runs is the best itself. */
export const byBestRun: Measure = (entry, unit) => {
  const points = runPoints(countingMark(entry));
  const [best] = points;
  if (best === undefined) return byPoints(entry, unit);
  return { score: points.map((value) => -value), result: { pointsMilli: best } };
};

/**
 * Big air: the two best runs with different tricks; equal sums by the better one of them (FIS ICR freestyle 4404). Runs without
 * a trick are taken as different; a total in the mark wins over what the runs give.
 */
export const byBestTwoTricks: Measure = (entry, unit) => {
  const mark = countingMark(entry);
  const runs = (mark?.runs ?? [])
    .filter(hasPoints)
    .sort((left, right) => right.pointsMilli - left.pointsMilli);
  const total = byPoints(entry, unit);
  let best: { sum: number; high: number } | undefined;
  for (const [index, first] of runs.entries()) {
    const second = runs.slice(index + 1).find(({ trick }) => trick === undefined || trick !== first.trick);
    const sum = first.pointsMilli + (second?.pointsMilli ?? 0);
    if (best === undefined || sum > best.sum) best = { sum, high: first.pointsMilli };
  }
  if (total !== null) return best === undefined ? total : { ...total, score: [...total.score, -best.high] };
  return best === undefined ? null : { score: [-best.sum, -best.high], result: { pointsMilli: best.sum } };
};

/** Cross seeding: those who need a second run are seeded behind those who don't, by the better of both (FIS ICR snowboard 3405). */
export function bySeedingRuns(precisionMs: number): Measure {
  return (entry, unit) => {
    const runs = countingMark(entry)?.runs;
    if (runs === undefined) return byTime(precisionMs)(entry, unit);
    const times = runs.flatMap(({ timeMs }) => (timeMs === undefined ? [] : [timeMs]));
    if (times.length === 0) return null;
    const timeMs = Math.min(...times);
    return { score: [runs.length > 1 ? 1 : 0, cut(timeMs, precisionMs)], result: { timeMs } };
  };
}

/** Mass start on the oval: sprint points, then laps done, then the order at the finish (ISU rule 253.6). */
export const bySprintPoints: Measure = (entry) => {
  const mark = countingMark(entry);
  if (mark?.pointsMilli === undefined && mark?.timeMs === undefined) return null;
  const { pointsMilli = 0, laps = 0, timeMs, finishPlace = LAST } = mark;
  return {
    score: [-pointsMilli, -laps, timeMs ?? LAST, finishPlace],
    result: { pointsMilli, ...(timeMs !== undefined && { timeMs }) },
  };
};

/** For event types that no rule is known for: time if there is one, else points, else the place. */
export const byWhatThereIs: Measure = (entry, unit) =>
  byTime(1)(entry, unit) ?? byBestRun(entry, unit) ?? byPlace(entry, unit);

function hasPoints(run: Run): run is Run & { pointsMilli: number } {
  return run.pointsMilli !== undefined;
}

/** Best first. */
function runPoints(mark: Mark | undefined): number[] {
  return (mark?.runs ?? [])
    .filter(hasPoints)
    .map(({ pointsMilli }) => pointsMilli)
    .sort((left, right) => right - left);
}
