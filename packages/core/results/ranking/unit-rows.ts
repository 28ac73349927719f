/** Ranks inside one unit. */
import type { EntryFacts, Match, UnitFacts } from "../schema.ts";
import { irmOrder } from "./irm.ts";
import type { Measure, Measured } from "./measures.ts";
import { startOrderOf } from "./progress.ts";
import { compareScores, compareText, standardRanks } from "./standard.ts";
import type { UnitRow } from "./types.ts";

/** Ranked first, then those without a mark in start order, then the IRMs. */
export function rankUnit(unit: UnitFacts, measure: Measure): UnitRow[] {
  const ranked: { entry: EntryFacts; measured: Measured }[] = [];
  const pending: EntryFacts[] = [];
  const out: { entry: EntryFacts; irm: string }[] = [];
  for (const entry of unit.entries) {
    const measured = measure(entry, unit);
    const irm = entry.mark?.irm;
    if (measured !== null) ranked.push({ entry, measured });
    else if (irm !== undefined && irm !== "DQP") out.push({ entry, irm });
    else pending.push(entry);
  }
  ranked.sort(
    (left, right) =>
      compareScores(left.measured.score, right.measured.score) || byStart(left.entry, right.entry),
  );
  pending.sort(byStart);
  out.sort((left, right) => irmOrder(left.irm) - irmOrder(right.irm) || byStart(left.entry, right.entry));
  const best = ranked[0];
  return [
    ...standardRanks(ranked, (left, right) => compareScores(left.measured.score, right.measured.score)).map(
      ({ item: { entry, measured }, rank, rankEqual }) => {
        const gapMs = best === undefined ? undefined : gap(best, { entry, measured });
        return {
          competitor: entry.competitor,
          rank,
          rankEqual,
          result: measured.result,
          irm: entry.mark?.irm ?? null,
          ...(gapMs !== undefined && { gapMs }),
        };
      },
    ),
    ...pending.map((entry) => unranked(entry.competitor, entry.mark?.irm ?? null)),
    ...out.map(({ entry, irm }) => unranked(entry.competitor, irm)),
  ];
}

/** Winner 1, loser 2, once it is decided. */
export function rankMatch({ match, entries }: UnitFacts): UnitRow[] {
  if (match === undefined) return entries.map(({ competitor }) => unranked(competitor, null));
  const sides = match.winner === undefined ? [...match.sides] : winnerFirst(match, match.winner);
  return sides.map(({ competitor, score }, index) => ({
    ...unranked(competitor, null),
    ...(match.winner !== undefined && {
      rank: index + 1,
      result: score === undefined ? { place: index + 1 } : { pointsMilli: score * 1000 },
    }),
  }));
}

function winnerFirst({ sides: [left, right] }: Match, winner: string): Match["sides"][number][] {
  return right.competitor === winner ? [right, left] : [left, right];
}

export function byStart(left: EntryFacts, right: EntryFacts): number {
  return startOrderOf(left) - startOrderOf(right) || compareText(left.competitor, right.competitor);
}

function gap(
  best: { entry: EntryFacts; measured: Measured },
  { entry, measured }: { entry: EntryFacts; measured: Measured },
): number | undefined {
  const { timeMs } = measured.result;
  if (timeMs !== undefined && best.measured.result.timeMs !== undefined) {
    // A heat is ranked by its finish; whoever was put last there may have the better clock.
    return timeMs >= best.measured.result.timeMs ? timeMs - best.measured.result.timeMs : undefined;
  }
  return entry.mark?.gapMs;
}

function unranked(competitor: string, irm: string | null): UnitRow {
  return { competitor, rank: null, rankEqual: false, result: null, irm };
}
