/** Standard competition ranking ("1224"): equal scores share a rank, the next rank is 1 + the number strictly better. */

export interface Ranked<T> {
  item: T;
  rank: number;
  rankEqual: boolean;
}

/** `sorted`: best first, by the same `compare`, whose 0 means equal in rank. */
export function standardRanks<T>(sorted: readonly T[], compare: (left: T, right: T) => number): Ranked<T>[] {
  const ranked: Ranked<T>[] = [];
  for (const [index, item] of sorted.entries()) {
    const before = ranked[index - 1];
    if (before !== undefined && compare(before.item, item) === 0) {
      before.rankEqual = true;
      ranked.push({ item, rank: before.rank, rankEqual: true });
    } else {
      ranked.push({ item, rank: index + 1, rankEqual: false });
    }
  }
  return ranked;
}

/** What a place rests on, the most important number first; lower is better. */
export type Score = readonly number[];

/** From left to right; a number that is missing is worse than any other. */
export function compareScores(left: Score, right: Score): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const ours = left[index] ?? Number.POSITIVE_INFINITY;
    const theirs = right[index] ?? Number.POSITIVE_INFINITY;
    if (ours !== theirs) return ours < theirs ? -1 : 1;
  }
  return 0;
}

/** Order of texts by code unit, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
