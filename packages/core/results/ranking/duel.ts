/** One against one. */
import type { EntryFacts, Run } from "../schema.ts";
import { byPlace, byPoints, byTime, type Measure } from "./measures.ts";

const LAST = Number.POSITIVE_INFINITY;

/** Parallel slalom, dual moguls: the order at the finish; where none is given, the points of the duel. */
export const byDuel: Measure = (entry, unit) =>
  unit.entries.some(({ mark }) => mark?.finishPlace !== undefined)
    ? byPlace(entry, unit)
    : byPoints(entry, unit);

/** Team pursuit: the faster team, or the one that catches the other (ISU rule 253.5). */
export function byPursuit(precisionMs: number): Measure {
  const time = byTime(precisionMs);
  return (entry, unit) => {
    if (entry.mark?.irm === "WOT") return { score: [-1], result: { place: 1 } };
    return time(entry, unit);
  };
}

const RUNS = 4;
const PUBLISHED_WINNER = /^(Q|QT|QBFT?|W|w)$/;

/**
 * Alpine team event: a point for each of the four runs that a side wins, both a point if they are level; 2–2: the lower sum of the
 * best woman's and the best man's time, who take turns (FIS ICR 1233). Where even that doesn't decide, the winner as
 * published. Nothing before both sides have made all their runs.
 */
export const byTeamDuel: Measure = (entry, unit) => {
  const opponent = unit.entries.find(({ competitor }) => competitor !== entry.competitor);
  if (opponent === undefined) return null;
  const ours = allRuns(entry);
  const theirs = allRuns(opponent);
  if (ours === undefined || theirs === undefined) return null;
  const won = ours.filter((run, index) => wins(run, theirs[index])).length;
  const published = PUBLISHED_WINNER.test(entry.mark?.qual ?? "") ? 0 : 1;
  return {
    score: [-won, best(ours, 1) + best(ours, 0), published],
    result: { pointsMilli: won * 1_000 },
  };
};

function allRuns({ mark }: EntryFacts): Run[] | undefined {
  const runs = [...(mark?.runs ?? [])].sort((left, right) => left.n - right.n);
  return runs.length === RUNS ? runs : undefined;
}

function wins(run: Run, other: Run | undefined): boolean {
  return run.timeMs !== undefined && run.timeMs <= (other?.timeMs ?? LAST);
}

/** Of the odd (1) or the even (0) runs. */
function best(runs: readonly Run[], parity: number): number {
  return Math.min(...runs.filter(({ n }) => n % 2 === parity).map(({ timeMs }) => timeMs ?? LAST));
}
