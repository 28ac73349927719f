/** Standings against the official rows of the carried Games. */
import type { OfficialRow } from "@podium/local/games/dataset.ts";

/** The part of a board's standings that is compared. */
export interface ShownStanding {
  rank: number | null;
  rankEqual: boolean;
  competitor: { id: string };
  irm: string | null;
  medal: "gold" | "silver" | "bronze" | null;
}

export interface Difference {
  competitor: string;
  field: "rank" | "rankEqual" | "irm" | "medal" | "row";
  official: string;
  ours: string;
}

const MEDALS = { G: "gold", S: "silver", B: "bronze" } as const;

/** Every difference, in the order of the official rows; rows of which only we know come last. */
export function compareStandings(
  official: readonly OfficialRow[],
  standings: readonly ShownStanding[],
): Difference[] {
  const ours = new Map(standings.map((standing) => [standing.competitor.id, standing]));
  const ranks = Map.groupBy(official, ({ rank }) => rank);
  const differences: Difference[] = [];
  for (const row of official) {
    const { competitor, rank, irm, medal } = row;
    const standing = ours.get(competitor);
    if (standing === undefined) {
      differences.push({ competitor, field: "row", official: "listed", ours: "missing" });
      continue;
    }
    const note = (field: Difference["field"], theirs: unknown, own: unknown): void => {
      if (theirs !== own)
        differences.push({ competitor, field, official: String(theirs), ours: String(own) });
    };
    note("rank", rank, standing.rank);
    note("rankEqual", rank !== null && (ranks.get(rank)?.length ?? 0) > 1, standing.rankEqual);
    note("medal", medal === undefined ? null : MEDALS[medal], standing.medal);
    // Beside a rank the official list names no IRM.
    if (rank === null) note("irm", irm ?? null, standing.irm);
  }
  const listed = new Set(official.map(({ competitor }) => competitor));
  for (const { competitor } of standings) {
    if (listed.has(competitor.id)) continue;
    differences.push({ competitor: competitor.id, field: "row", official: "missing", ours: "listed" });
  }
  return differences;
}

/** `competitor colour` of each medal, sorted: to compare who won what. */
export function medalList(medals: readonly { competitor: string; medal: string }[]): string[] {
  return medals.map(({ competitor, medal }) => `${competitor} ${medal}`).sort();
}
