/**
 * Rounds in which some go through and the others are placed by how far they came: heats, brackets, judged finals.
 *
 * The newest round that has begun and that a competitor is in says where they stand: everyone in a later round is ahead of
 * everyone who stayed in an earlier one. A start list alone begins nothing.
 */
import type { EntryFacts, EventFacts, UnitFacts } from "../schema.ts";
import { type Career, careers, placing, type Ranks } from "./family.ts";
import { irmOrder, isLastOfRound, isRanked } from "./irm.ts";
import { byTime, cut, type Measure } from "./measures.ts";
import { hasBegun, held, isCancelled, phaseOf } from "./progress.ts";
import { compareScores, compareText, type Score } from "./standard.ts";
import type { Placing } from "./standings.ts";
import type { Cut, UnitRow } from "./types.ts";
import { rankUnit } from "./unit-rows.ts";

export interface KnockoutRule {
  /** Ranks inside a unit of this phase (`QUAL`, `SFNL` …). */
  measure: (phase: string) => Measure;
  /**
   * How a phase places those who stay in it: by the place in their own unit, by the best mark over all its units, or by the sum
   * of its units.
   */
  placedBy: (phase: string) => "place" | "mark" | "sum";
  /** Several finals: rounds, of which the last is the best, or finals side by side (A, B; big, small), the first the best. */
  finals: "rounds" | "beside";
  /** Finals between those who lost before the semifinals: by the first character of their unit code. */
  beforeSemifinals?: readonly string[];
  /** Equal places of different heats: by the seeding, by the time in that heat, or shared. */
  tiesBy: "seed" | "time" | "none";
  precisionMs: number;
  /** The winner goes through, also where no qualification mark says so. */
  duels?: boolean;
  /** Two heats feed one of the next round, without a new draw. */
  bracket?: boolean;
  /** Places that go through, by the beginning of phase + unit code (`QFNL`, `FNL-0001`). */
  through?: Readonly<Record<string, number>>;
  /** The cut line of a phase of several units, through the standings. */
  field?: Readonly<Record<string, number>>;
}

interface Stage {
  phase: string;
  units: UnitFacts[];
  open: boolean;
}

const FINAL = "FNL";
const LAST = Number.POSITIVE_INFINITY;

export function rankKnockout(facts: EventFacts, rule: KnockoutRule): Ranks {
  const units = held(facts);
  const rows = new Map(units.map((unit) => [unit.id, rankUnit(unit, rule.measure(phaseOf(unit)))]));
  const contested = [...facts.units]
    .sort((left, right) => left.order - right.order)
    .filter((unit) => !isCancelled(unit) || unit.entries.some(({ bye }) => bye));
  const stages = stagesOf(contested, rule);
  const placings = careers(contested).map((career) => place(career, stages, rows, rule));
  return { units: rows, placings, ...cutLines(units, stages, rule) };
}

/** Lowest first. */
function stagesOf(units: readonly UnitFacts[], rule: KnockoutRule): Stage[] {
  const phases = new Map<string, UnitFacts[]>();
  for (const unit of units) {
    const phase = phaseOf(unit);
    phases.set(phase, [...(phases.get(phase) ?? []), unit]);
  }
  const finals = phases.get(FINAL) ?? [];
  phases.delete(FINAL);
  const stages: Stage[] = [...phases].map(([phase, group]) => ({
    phase,
    units: group,
    open: group.some(hasBegun),
  }));
  const better = rule.finals === "rounds" ? 1 : -1;
  const ordered = [...finals].sort((left, right) => better * compareText(left.id, right.id));
  const begun = finals.some(hasBegun);
  const finalStages = ordered.map((unit, index): Stage => {
    // Beside each other: one that has begun counts once it is known who is in the better ones.
    const open =
      rule.finals === "rounds"
        ? hasBegun(unit)
        : begun && ordered.slice(index + 1).every(({ entries }) => entries.length > 0);
    return { phase: FINAL, units: [unit], open };
  });
  const early = (stage: Stage) => rule.beforeSemifinals?.includes(unitCode(stage.units[0])[0] ?? "") ?? false;
  const semifinals = stages.findIndex(({ phase }) => phase === "SFNL");
  const at = semifinals < 0 ? stages.length : semifinals;
  return [
    ...stages.slice(0, at),
    ...finalStages.filter(early),
    ...stages.slice(at),
    ...finalStages.filter((stage) => !early(stage)),
  ];
}

function unitCode(unit: UnitFacts | undefined): string {
  return unit?.id.slice(26) ?? "";
}

function place(
  career: Career,
  stages: readonly Stage[],
  rows: Map<string, UnitRow[]>,
  rule: KnockoutRule,
): Placing {
  for (const [tier, { units }] of stages.entries()) {
    const irm = units
      .map(({ id }) => career.entries.get(id)?.mark?.irm)
      .find((code) => code !== undefined && isExcluding(code));
    if (irm !== undefined) return placing(career, { state: "irm", tier, irm });
  }
  const tier = stages.findLastIndex(
    ({ open, units }) => open && units.some(({ id }) => career.entries.has(id)),
  );
  const stage = stages[tier];
  if (stage === undefined) return placing(career, { state: "pending", tier: -1 });
  const ties = stage.phase === FINAL ? [] : tieBreak(career, stage, stages, rule);
  const result = inStage(career, stage, rows, rule);
  if (result !== undefined) {
    const { score, ...rest } = result;
    return placing(career, { state: "ranked", tier, ...rest, score: [...score, ...ties] });
  }
  const irm = irmIn(career, stage);
  if (irm === undefined) return placing(career, { state: "pending", tier });
  const placedBefore = stages
    .slice(0, tier)
    .some((earlier) => inStage(career, earlier, rows, rule) !== undefined);
  if (!placedBefore && !isRanked(irm)) return placing(career, { state: "irm", tier, irm });
  return placing(career, { state: "ranked", tier, score: [1, LAST, irmOrder(irm), ...ties], irm });
}

/** Takes the competitor out of the event, in whichever round. */
const isExcluding = (irm: string): boolean => !isRanked(irm) && !isLastOfRound(irm);

interface InStage {
  score: Score;
  result: Placing["result"];
  irm: string | null;
}

/** The first number of the score: 0 for who goes through, 1 for who stays. */
function inStage(
  career: Career,
  stage: Stage,
  rows: Map<string, UnitRow[]>,
  rule: KnockoutRule,
): InStage | undefined {
  const entries = stage.units.flatMap((unit) => {
    const entry = career.entries.get(unit.id);
    return entry === undefined ? [] : [{ unit, entry }];
  });
  const newest = entries.at(-1);
  if (newest === undefined) return undefined;
  if (entries.some(({ entry }) => entry.bye)) return { score: [0, LAST], result: {}, irm: null };
  const irm = newest.entry.mark?.irm ?? null;
  const stays = stage.phase === FINAL || entries.some(({ entry }) => entry.mark?.qual) ? 0 : 1;
  const placedBy = stage.phase === FINAL && rule.finals === "beside" ? "place" : rule.placedBy(stage.phase);
  if (placedBy === "sum") return summed(career, stage, rule, stays);
  if (placedBy === "mark") {
    const measured = entries
      .flatMap(({ unit, entry }) => rule.measure(stage.phase)(entry, unit) ?? [])
      .sort((left, right) => compareScores(left.score, right.score));
    const [best] = measured;
    // A fall in one of two rounds is no news beside the mark of the other.
    const shown = irm !== null && isRanked(irm) ? irm : null;
    return best && { score: [stays, ...best.score], result: best.result, irm: shown };
  }
  const row = rows.get(newest.unit.id)?.find(({ competitor }) => competitor === career.competitor);
  if (row?.rank == null) return undefined;
  const through = rule.duels && row.rank === 1 && !row.rankEqual ? 0 : stays;
  return { score: [stage.phase === FINAL ? 0 : through, row.rank], result: row.result, irm };
}

function summed(career: Career, stage: Stage, rule: KnockoutRule, stays: number): InStage | undefined {
  let sum = 0;
  for (const unit of stage.units.filter(hasBegun)) {
    const entry = career.entries.get(unit.id);
    const measured = entry && byTime(rule.precisionMs)(entry, unit);
    if (measured?.result.timeMs === undefined) return undefined;
    sum += cut(measured.result.timeMs, rule.precisionMs);
  }
  return { score: [stays, sum], result: { timeMs: sum }, irm: null };
}

function irmIn(career: Career, { units }: Stage): string | undefined {
  return units.flatMap(({ id }) => career.entries.get(id)?.mark?.irm ?? []).at(-1);
}

function tieBreak(career: Career, stage: Stage, stages: readonly Stage[], rule: KnockoutRule): Score {
  if (rule.tiesBy === "none" || rule.placedBy(stage.phase) !== "place") return [];
  if (rule.tiesBy === "time") {
    const times = stage.units.flatMap(({ id }) => career.entries.get(id)?.mark?.timeMs ?? []);
    return [times.at(-1) ?? LAST];
  }
  const [seeding] = stages;
  if (seeding === undefined || rule.placedBy(seeding.phase) === "place") return [seedByBib(career)];
  const entries = seeding.units.flatMap((unit) => {
    const entry = career.entries.get(unit.id);
    return entry === undefined ? [] : [{ unit, entry }];
  });
  if (rule.placedBy(seeding.phase) === "sum") return summed(career, seeding, rule, 0)?.score ?? [LAST];
  const scores = entries.flatMap(({ unit, entry }) => {
    const measured = rule.measure(seeding.phase)(entry, unit);
    return measured === null ? [] : [measured.score];
  });
  return scores.sort(compareScores)[0] ?? [LAST];
}

/** Without a seeding run the bibs are given by the seed. */
function seedByBib(career: Career): number {
  const bib = [...career.entries.values()].map(({ bib }: EntryFacts) => Number(bib)).find(Number.isFinite);
  return bib ?? LAST;
}

function cutLines(
  units: readonly UnitFacts[],
  stages: readonly Stage[],
  rule: KnockoutRule,
): { cuts: Map<string, Cut>; cut?: Cut } {
  const cuts = new Map<string, Cut>();
  for (const unit of units) {
    const code = unit.id.slice(22);
    const [, places] = Object.entries(rule.through ?? {}).find(([prefix]) => code.startsWith(prefix)) ?? [];
    if (places !== undefined) cuts.set(unit.id, { places });
  }
  const newest = stages.findLast(({ open }) => open) ?? stages[0];
  if (newest === undefined || (newest.phase !== FINAL && rule.placedBy(newest.phase) === "place"))
    return { cuts };
  const [only, ...more] = newest.units;
  const field = rule.field?.[newest.phase];
  const places = field ?? (only !== undefined && more.length === 0 ? cuts.get(only.id)?.places : undefined);
  return places === undefined ? { cuts } : { cuts, cut: { places } };
}
