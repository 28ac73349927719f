/**
 * Which rule an event is ranked by: discipline and event part of its RSC (`SSKM500M` → SSK, `500M`), nothing else. A row speaks
 * of an event type, never of one event of one Games.
 */

import { byDuel, byPursuit, byTeamDuel } from "./duel.ts";
import type { GroupsRule } from "./groups-playoff.ts";
import type { GundersenRule } from "./gundersen.ts";
import type { KnockoutRule } from "./knockout.ts";
import {
  byBestRun,
  byBestTwoTricks,
  byFreeSkating,
  byPlace,
  byPoints,
  bySeedingRuns,
  byShortProgramme,
  bySprintPoints,
  byTime,
  type Measure,
} from "./measures.ts";
import { phaseOf } from "./progress.ts";
import type { RoundRobinRule } from "./round-robin.ts";
import type { SumRule } from "./sums.ts";
import type { TeamPlacementRule } from "./team-placement-points.ts";

/** What a mark can hold. `jump-and-race`: points in the units that are jumps, times in the race. */
export type MarkKind = "time" | "points" | "jump-and-race" | "any";

export type Rule =
  | ({ family: "time"; measure: Measure } & Marks)
  | ({ family: "time-sum" | "points-sum" } & SumRule & Marks)
  | Knockout
  | ({ family: "gundersen" } & GundersenRule & Marks)
  | ({ family: "team-placement-points" } & TeamPlacementRule & Marks)
  | ({ family: "round-robin-playoff" } & RoundRobinRule & Marks)
  | ({ family: "groups-playoff" } & GroupsRule & Marks)
  /** No rule is known: whatever marks there are, no medals. */
  | ({ family: "unknown" } & Marks);

type KnockoutFamily =
  | "best-run"
  | "best-two-tricks"
  | "judged-knockout"
  | "heats-place"
  | "duel-bracket"
  | "sprint-points";

type Knockout = { family: KnockoutFamily } & KnockoutRule & Marks;

interface Marks {
  mark: MarkKind;
  /** Runs in one mark. */
  maxRuns?: number;
}

export type Family = Rule["family"];

/** Tenths, hundredths, thousandths of a second, in ms. */
const TENTHS = 100;
const HUNDREDTHS = 10;
const THOUSANDTHS = 1;

function race(precisionMs: number, lapped?: "unranked"): Rule {
  return { family: "time", mark: "time", measure: byTime(precisionMs, lapped) };
}

function runs(precisionMs: number, fields?: Readonly<Record<number, number>>): Rule {
  const measure = byTime(precisionMs);
  return {
    family: "time-sum",
    mark: "time",
    of: "time",
    measure: () => measure,
    precisionMs,
    ...(fields && { fields }),
  };
}

function rounds(rule: Partial<SumRule>): Rule {
  return {
    family: "points-sum",
    mark: "points",
    of: "points",
    measure: () => byPoints,
    precisionMs: 1,
    ...rule,
  };
}

/** Two programmes: the best `field` skate the second. */
function programmes(field: number): Rule {
  return rounds({
    measure: (unit) => (phaseOf(unit) === "QUAL" ? byShortProgramme : byFreeSkating),
    lastRunBreaksTies: true,
    fields: { 2: field },
  });
}

/** Qualification and final, the best run of several counts. */
function bestRuns(family: "best-run" | "best-two-tricks", measure: Measure): Rule {
  return {
    family,
    mark: "points",
    maxRuns: 3,
    measure: () => measure,
    placedBy: () => "mark",
    finals: "rounds",
    tiesBy: "none",
    precisionMs: 1,
    through: { QUAL: 12 },
  };
}

/** Judged finals without carry-over. Who is out in the qualification is placed by the better of its rounds. */
function judged(
  maxRuns: number,
  through: Readonly<Record<string, number>>,
  field?: Readonly<Record<string, number>>,
): Rule {
  return {
    family: "judged-knockout",
    mark: "points",
    maxRuns,
    measure: () => byBestRun,
    placedBy: () => "mark",
    finals: "rounds",
    tiesBy: "none",
    precisionMs: 1,
    through,
    ...(field && { field }),
  };
}

/** A qualification against the clock, if there is one, then heats by the order at the finish. */
function heats(rule: Partial<KnockoutRule>): Rule {
  const precisionMs = rule.precisionMs ?? HUNDREDTHS;
  const qualification = bySeedingRuns(precisionMs);
  return {
    family: "heats-place",
    mark: "time",
    maxRuns: 2,
    measure: (phase: string) => (isQualification(phase) ? qualification : byPlace),
    placedBy: (phase: string) => (isQualification(phase) ? "mark" : "place"),
    finals: "beside",
    tiesBy: "seed",
    ...rule,
    precisionMs,
  };
}

const isQualification = (phase: string): boolean => phase === "QUAL" || phase === "SEED";

const CROSS = heats({ bracket: true, through: { "8FNL": 2, QFNL: 2, SFNL: 2 } });
const SHORT_TRACK: Partial<KnockoutRule> = { tiesBy: "time", precisionMs: THOUSANDTHS };

/** Parallel slalom: the sum of two qualification runs, then duels. */
const PARALLEL: Knockout = {
  family: "duel-bracket",
  mark: "time",
  measure: (phase: string) => (isQualification(phase) ? byTime(HUNDREDTHS) : byDuel),
  placedBy: (phase) => (isQualification(phase) ? "sum" : "place"),
  finals: "beside",
  tiesBy: "seed",
  precisionMs: HUNDREDTHS,
  duels: true,
  bracket: true,
  field: { QUAL: 16 },
};

const DUAL_MOGULS: Knockout = {
  ...PARALLEL,
  mark: "points",
  measure: (phase: string) => (isQualification(phase) ? byPoints : byDuel),
  placedBy: (phase) => (isQualification(phase) ? "mark" : "place"),
  field: {},
};

const TEAM_DUEL: Rule = {
  family: "duel-bracket",
  mark: "time",
  maxRuns: 4,
  measure: () => byTeamDuel,
  placedBy: () => "place",
  finals: "beside",
  tiesBy: "none",
  precisionMs: HUNDREDTHS,
  duels: true,
  bracket: true,
};

/** Quarterfinals are one list by time; two lose in each of them meet in final C or D. */
const TEAM_PURSUIT: Rule = {
  family: "duel-bracket",
  mark: "time",
  measure: () => byPursuit(THOUSANDTHS),
  placedBy: (phase) => (phase === "QFNL" ? "mark" : "place"),
  finals: "beside",
  beforeSemifinals: ["C", "D"],
  tiesBy: "none",
  precisionMs: THOUSANDTHS,
  duels: true,
  through: { QFNL: 4 },
};

const MASS_START_POINTS: Rule = {
  family: "sprint-points",
  mark: "any",
  measure: () => bySprintPoints,
  placedBy: () => "place",
  finals: "beside",
  tiesBy: "none",
  precisionMs: HUNDREDTHS,
  through: { SFNL: 8 },
};

/** By discipline; the first pattern that fits the event part of the RSC. */
const TABLE: Readonly<Record<string, readonly (readonly [RegExp, Rule])[]>> = {
  // FIS ICR alpine: times to 1/100 s, every run needed.
  ALP: [
    [/^TE$/, TEAM_DUEL],
    [/^(DH|SG)$/, race(HUNDREDTHS)],
    [/^(AC|GS|SL|TC|TEAM)/, runs(HUNDREDTHS)],
  ],
  // IBSF: four runs, the best twenty start in the fourth; equal times share the rank.
  BOB: [[/^(TEAM\d|MONO)$/, runs(HUNDREDTHS, { 4: 20 })]],
  SKN: [
    [/^SINGLES$/, runs(HUNDREDTHS, { 4: 20 })],
    [/^(TEAM|RELAY)/, runs(HUNDREDTHS)],
  ],
  // FIL: to 1/1000 s.
  LUG: [
    [/^SINGLES$/, runs(THOUSANDTHS, { 4: 20 })],
    [/^DOUBLES$/, runs(THOUSANDTHS)],
    [/^(RELAY|TEAM)/, race(THOUSANDTHS)],
  ],
  // IBU: to 1/10 s; who is lapped in a pursuit isn't ranked, in a relay behind those who finished.
  BTH: [
    [/PU$/, race(TENTHS, "unranked")],
    [/(IS|SP|MS)$|^\d+X|^RELAY/, race(TENTHS)],
  ],
  // FIS ICR cross-country: to 1/10 s in interval starts, by the finish in mass starts.
  CCS: [
    [/^SPRINT$/, heats({ through: { QUAL: 30, QFNL: 2, SFNL: 2 } })],
    [/^TEAMSP/, heats({ tiesBy: "time", through: { SFNL: 4 } })],
    [/(IS|MS|PU)$|^SKIATHLN$|^\d+X|^RELAY/, race(TENTHS)],
  ],
  // ISMF: heats as in a ski sprint; the relay is one race.
  SMT: [
    [/^SPRINT$/, heats({ tiesBy: "time" })],
    [/^RELAY/, race(TENTHS)],
  ],
  NCB: [
    [
      /^[NL]H\d+KM$/,
      { family: "gundersen", mark: "jump-and-race", precisionMs: TENTHS, msPerThreePoints: 12_000 },
    ],
    [
      /^[NL]H(TEAM|\dX)/,
      { family: "gundersen", mark: "jump-and-race", precisionMs: TENTHS, msPerThreePoints: 4_000 },
    ],
  ],
  // FIS ICR ski jumping: thirty in the final round; teams eight. The super team of two has three rounds.
  SJP: [
    [/TEAM2$/, rounds({ fields: { 2: 12, 3: 8 }, lostRunOnly: true })],
    [/TEAM/, rounds({ fields: { 2: 8 }, lostRunOnly: true })],
    [
      /^[NL]H$/,
      rounds({ fields: { 2: 30 }, lostRunOnly: true, qualification: { phase: "QUAL", field: 50 } }),
    ],
  ],
  FRS: [
    [/^MO$/, judged(1, { QUAL0001: 10, "FNL-0001": 12, "FNL-0002": 6 }, { QUAL: 20 })],
    [/^(DM|MOD|DUAL)/, DUAL_MOGULS],
    [/^AE$/, judged(2, { QUAL: 12, "FNL-0001": 6 })],
    [/^(AET|TEAM)/, judged(2, { "FNL-0001": 4 })],
    [/^(HP|SS)$/, bestRuns("best-run", byBestRun)],
    [/^BA$/, bestRuns("best-two-tricks", byBestTwoTricks)],
    [/^SX/, CROSS],
  ],
  SBD: [
    [/^(HP|SS)$/, bestRuns("best-run", byBestRun)],
    [/^BA$/, bestRuns("best-two-tricks", byBestTwoTricks)],
    [/^(PGS|PSL)$/, PARALLEL],
    [/^(SBX|BXT)/, CROSS],
  ],
  // ISU rule 353: a tie goes to the higher free programme.
  FSK: [
    [/^SINGLES$/, programmes(24)],
    [/^ICEDANCE$/, programmes(20)],
    [/^PAIRS$/, programmes(16)],
    [/^TEAM$/, { family: "team-placement-points", mark: "points", mostPoints: 10, first: "QUAL", field: 5 }],
  ],
  // ISU rule 251: to 1/100 s; thousandths separate who would be level.
  SSK: [
    [/^\d+M$/, race(THOUSANDTHS)],
    [/^TEAMPU/, TEAM_PURSUIT],
    [/^MS$/, MASS_START_POINTS],
  ],
  // ISU short track: the order at the finish; A final, then B final, then by the round reached.
  STK: [
    [/^1500M$/, heats({ ...SHORT_TRACK, through: { QFNL: 3, SFNL: 2 } })],
    [/^\d+M$/, heats({ ...SHORT_TRACK, through: { HEAT: 2, QFNL: 2, SFNL: 2 } })],
    [/^(\d+MRY|RELAY)/, heats({ ...SHORT_TRACK, through: { QFNL: 2, SFNL: 2 } })],
  ],
  CUR: [[/^TEAM\d$/, { family: "round-robin-playoff", mark: "any", phase: "PREL", through: 4 }]],
  IHO: [[/^TEAM6$/, { family: "groups-playoff", mark: "any", phasePrefix: "GP", groups: "equal" }]],
};

/** Where the rule depends on the gender: the women's groups of ice hockey are of different strength. */
const BY_GENDER: Readonly<Record<string, Rule>> = {
  IHOWTEAM6: { family: "groups-playoff", mark: "any", phasePrefix: "GP", groups: "tiered" },
};

const UNKNOWN: Rule = { family: "unknown", mark: "any" };

/** `eventId`: `SSKM500M`. An event type that no row fits gives the family `unknown`. */
export function ruleOf(eventId: string): Rule {
  const type = eventId.slice(4);
  const rows = TABLE[eventId.slice(0, 3)] ?? [];
  return BY_GENDER[eventId] ?? rows.find(([pattern]) => pattern.test(type))?.[1] ?? UNKNOWN;
}
