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
  /** What the rank in this unit rests on; null without a rank. */
  result: Result | null;
  irm: string | null;
  /** Behind the best of the unit; timed units, and the jump of Nordic combined (start time in the race). */
  gapMs?: number;
}

export type Medal = "gold" | "silver" | "bronze";

/** One row of an event's standings, best first; those without a rank last, in the official order of IRMs. */
export interface Standing {
  competitor: string;
  /**
   * 1 + those strictly better. Those who are still to come in a later round count as better: whoever is out after the third
   * of four luge runs is 21st, however few have finished the fourth.
   */
  rank: number | null;
  rankEqual: boolean;
  /** Null without a rank. */
  result: Result | null;
  /** Can stand beside a rank where the rules place it: RAL, a lapped finisher, a fall in a final. */
  irm: string | null;
  /** Behind the first; where the result is a time. */
  gapMs?: number;
  /** The medal that the rank brings as things stand. Whether it is awarded yet, `medals/` decides. */
  medal: Medal | null;
}

/** The best `places` go through. */
export interface Cut {
  places: number;
}

/** Where those of a heat go on. */
export interface Link {
  /** RSC of the unit for those who go through. */
  through: string;
  /** RSC of the unit for the others: the small final, the game for bronze. */
  out?: string;
}

export interface EventRanking {
  /** By RSC of the unit; rows in the order to be shown. */
  units: Map<string, UnitRow[]>;
  standings: Standing[];
  /** By RSC: the cut line inside a unit (heats, qualifications), where the rules fix one. */
  cuts: Map<string, Cut>;
  /** The cut line through the standings as they are now: who starts in the last run. */
  cut: Cut | null;
  /** By RSC: entries without a mark that haven't started, in start order. Units that are over or cancelled are absent. */
  toStart: Map<string, string[]>;
  /** By RSC of a heat of a bracket: where it leads. Empty for events without one. */
  links: Map<string, Link>;
}
