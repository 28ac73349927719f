/** What ranking takes and gives. Pure values: no clock, no table. */

/** What a rank rests on, as shown: one of the amounts, or a score of a match. */
export interface Result {
  timeMs?: number;
  pointsMilli?: number;
  /** Round reached, place in it: where the order itself is the result. */
  place?: number;
}

export interface UnitRow {
  competitor: string;
  /** Null: no mark yet, or an IRM that is not ranked. */
  rank: number | null;
  rankEqual: boolean;
  irm: string | null;
  /** Behind the best of the unit; timed units only. */
  gapMs?: number;
}

export type Medal = "gold" | "silver" | "bronze";

/** One row of an event's standings, best first; those without a rank last, in the official order of IRMs. */
export interface Standing {
  competitor: string;
  rank: number | null;
  rankEqual: boolean;
  result: Result | null;
  irm: string | null;
  /** The medal that the rank brings as things stand. Whether it is awarded yet, `medals/` decides. */
  medal: Medal | null;
}

export interface EventRanking {
  /** By RSC of the unit; rows in the order to be shown. */
  units: Map<string, UnitRow[]>;
  standings: Standing[];
}
