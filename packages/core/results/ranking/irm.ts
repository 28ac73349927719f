/**
 * Invalid result marks: which a discipline has, in which order they are listed, and what they do to a rank.
 * Source: ODF code tables "SC @IRM" per discipline; order as in the official results of 2018.
 */

const BY_DISCIPLINE: Readonly<Record<string, readonly string[]>> = {
  ALP: ["DNS", "DNF", "DSQ", "DQB", "DQP", "NPS"],
  BOB: ["DNS", "DNF", "DSQ", "DQB", "CANCEL"],
  BTH: ["DNS", "DNF", "DSQ", "DQB", "LAP"],
  CCS: ["DNS", "DNF", "DSQ", "DQB", "LAP", "NPS", "RAL"],
  CUR: ["DNS", "DSQ", "DQB", "SUS"],
  FRS: ["DNS", "DNF", "DSQ", "DQB", "DQIC", "NPS", "RAL"],
  FSK: ["WD", "DSQ", "DQB"],
  IHO: ["DQB", "FORFEIT", "FORFEIT_2"],
  LUG: ["DNS", "DNF", "DSQ", "DQB", "CANCEL"],
  NCB: ["DNS", "DNF", "DSQ", "DQB", "LAP", "NPS"],
  SBD: ["DNS", "DNF", "DSQ", "DQB", "DQIC", "JNS", "NPS", "RAL"],
  SJP: ["DNS", "DSQ", "DQB", "NPS"],
  SKN: ["DNS", "DNF", "DSQ", "DQB", "CANCEL"],
  // New in 2026; as in cross-country skiing, whose race formats it shares.
  SMT: ["DNS", "DNF", "DSQ", "DQB", "LAP", "NPS", "RAL"],
  SSK: ["DNS", "DNF", "DQ", "DSQ", "DQB", "WDR", "WO", "WOT", "LOT"],
  STK: ["DNS", "DNF", "PEN", "YC", "RC", "DSQ", "DQB"],
};

/** As in the official lists: those who got furthest first. */
const ORDER = [
  "RAL",
  "LAP",
  "LOT",
  "DNF",
  "JNS",
  "PEN",
  "YC",
  "RC",
  "DSQ",
  "DQ",
  "DQP",
  "DQIC",
  "DQB",
  "NPS",
  "WD",
  "WDR",
  "DNS",
  "WO",
  "WOT",
  "CANCEL",
  "SUS",
  "FORFEIT",
  "FORFEIT_2",
] as const;

/** Not a reason to be without a rank: the mark beside it counts, or a place behind all others. */
const RANKED: ReadonlySet<string> = new Set(["RAL", "LAP", "WO", "WOT", "DQP"]);

/**
 * In heats, duels and judged knock-outs who has these keeps the last place of the round, if an earlier round gave a mark.
 * Source: FIS ICR (cross, parallel, moguls): "ranked as last of the heat/phase"; ISU special regulations short track: a
 * penalised skater is placed behind the others of the round.
 */
const LAST_OF_ROUND: ReadonlySet<string> = new Set(["DNF", "DNS", "PEN", "LOT", "JNS"]);

const SETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(BY_DISCIPLINE).map(([discipline, codes]) => [discipline, new Set(codes)]),
);
const ALL: ReadonlySet<string> = new Set(ORDER);

/** Those of the Winter Games. */
export const DISCIPLINES: ReadonlySet<string> = new Set(SETS.keys());

/** The codes that a discipline knows; all codes for one that isn't listed. */
export function irmCodes(discipline: string): ReadonlySet<string> {
  return SETS.get(discipline) ?? ALL;
}

/** Position in the official order; unknown codes last. */
export function irmOrder(code: string): number {
  const position = (ORDER as readonly string[]).indexOf(code);
  return position < 0 ? ORDER.length : position;
}

export const isRanked = (code: string): boolean => RANKED.has(code);
export const isLastOfRound = (code: string): boolean => LAST_OF_ROUND.has(code);
