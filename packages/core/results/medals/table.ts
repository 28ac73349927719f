/** The medal table. */
import { compareText, standardRanks } from "../ranking/standard.ts";
import type { Medal } from "../ranking/types.ts";
import type { Country } from "../schema.ts";

/** A medal that a NOC has won; a team's counts once. */
export interface WonMedal {
  noc: string;
  medal: Medal;
}

export interface MedalRow {
  rank: number;
  rankEqual: boolean;
  noc: string;
  name: string;
  gold: number;
  silver: number;
  bronze: number;
  total: number;
  /** By the number of medals of any colour. */
  rankByTotal: number;
}

/**
 * By gold, then silver, then bronze; equal NOCs share the rank and are listed by code. A NOC that isn't `listed` keeps its
 * medals and has no row; one that isn't known stands with its code for a name.
 */
export function medalTable(
  won: Iterable<WonMedal>,
  countries: ReadonlyMap<string, Pick<Country, "name" | "listed">>,
): MedalRow[] {
  const counts = new Map<string, Pick<MedalRow, "noc" | "gold" | "silver" | "bronze" | "total">>();
  for (const { noc, medal } of won) {
    if (countries.get(noc)?.listed === false) continue;
    const count = counts.get(noc) ?? { noc, gold: 0, silver: 0, bronze: 0, total: 0 };
    count[medal] += 1;
    count.total += 1;
    counts.set(noc, count);
  }
  const rows = [...counts.values()];
  const byTotal = new Map(
    standardRanks(
      rows.toSorted((left, right) => right.total - left.total),
      (left, right) => right.total - left.total,
    ).map(({ item, rank }) => [item.noc, rank]),
  );
  rows.sort((left, right) => byColour(left, right) || compareText(left.noc, right.noc));
  return standardRanks(rows, byColour).map(({ item, rank, rankEqual }) => ({
    rank,
    rankEqual,
    name: countries.get(item.noc)?.name ?? item.noc,
    ...item,
    rankByTotal: byTotal.get(item.noc) ?? rank,
  }));
}

type Colours = Readonly<Record<Medal, number>>;

function byColour(left: Colours, right: Colours): number {
  return right.gold - left.gold || right.silver - left.silver || right.bronze - left.bronze;
}
