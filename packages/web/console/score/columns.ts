/**
 * What is typed for an entry, by the rule of its event: `1:42.69`, `118.4`, `0 1 0 2`, `DNF`. A column reads its text out of a
 * mark and writes it into one; a mark stays whole, with all that no column shows.
 */
import { irmCodes, isLastOfRound, isRanked } from "@podium/core/results/ranking/irm.ts";
import { type Rule, ruleOf } from "@podium/core/results/ranking/rules.ts";
import { eventIdOf, parse } from "@podium/core/results/rsc.ts";
import type { Mark, Run } from "@podium/core/results/schema.ts";
import { pointsOf, timeOf } from "@podium/core/scoring/mark-text.ts";
import { t } from "../text.ts";
import { pointsText, timeText } from "./amounts.ts";

/** The mark with the text in it, or what is wrong with the text: completes the sentence "Time …". */
export type Written = { mark: Mark } | { rule: string };

export interface Column {
  id: string;
  title: string;
  /** An example of what it takes. */
  example: string;
  read(mark: Mark): string;
  /** Of trimmed text; an empty one takes the value away. */
  write(mark: Mark, text: string): Written;
}

const CODE = /^[A-Za-z][A-Za-z0-9_]+$/;

/** The columns of a unit, in the order in which a scorer gets to know the values. */
export function columnsOf(unit: string): Column[] {
  const event = eventIdOf(unit);
  const discipline = event.slice(0, 3);
  const columns = [...valuesOf(ruleOf(event), unit, event), irmColumn(discipline)];
  return columns.map((column) => takingCodes(column, discipline));
}

function valuesOf(rule: Rule, unit: string, event: string): Column[] {
  const { discipline, phase, unit: part } = parse(unit);
  if (discipline === "FSK") return [TECHNICAL, COMPONENTS, DEDUCTION, POINTS];
  if (rule.family === "sprint-points") return [SPRINT_POINTS, LAPS, TIME, PLACE];
  if (rule.mark === "jump-and-race") return part.endsWith("CC") ? [TIME] : [DISTANCE, POINTS];
  if (discipline === "SJP") return [DISTANCE, POINTS];
  if (discipline === "BTH") return /(^|[A-Z])\d+X|RELAY/.test(event.slice(4)) ? RELAY : [TIME, MISSES, PLACE];
  if ("placedBy" in rule && rule.placedBy(phase) === "place") {
    if (rule.maxRuns === 4) return runs(4, rule.mark);
    return rule.mark === "points" ? [PLACE, POINTS] : [PLACE, TIME, GAP];
  }
  if ("placedBy" in rule && (rule.maxRuns ?? 0) > 1) {
    const total = rule.mark === "points" ? POINTS : TIME;
    return [...runs(rule.maxRuns ?? 0, rule.mark), total];
  }
  if (rule.mark === "points") return [POINTS];
  if (rule.mark === "any") return [TIME, POINTS, PLACE];
  // Who ends level is told apart by the photo finish.
  return discipline === "CCS" || discipline === "SMT" ? [TIME, PLACE] : [TIME];
}

const TIME = amount("timeMs", t.columns.time, "1:42.69", timeText, timeOf, t.rules.time);
const GAP = amount("gapMs", t.columns.gap, "0.34", timeText, timeOf, t.rules.time);
const POINTS = amount("pointsMilli", t.columns.points, "118.4", pointsText, pointsOf, t.rules.points);
const SPRINT_POINTS: Column = { ...POINTS, title: t.columns.sprintPoints, example: "12" };
const PLACE = amount("finishPlace", t.columns.place, "1", String, placeOf, t.rules.place);
const LAPS = amount("laps", t.columns.laps, "16", String, countOf, t.rules.count);
const LOOPS = amount("penaltyLoops", t.columns.loops, "1", String, countOf, t.rules.count);
const SPARES = amount("spareRounds", t.columns.spares, "3", String, countOf, t.rules.count);
const RELAY: Column[] = [TIME, LOOPS, SPARES, PLACE];
const DISTANCE = amount(
  "distanceCm",
  t.columns.distance,
  "132.5",
  metresText,
  centimetresOf,
  t.rules.distance,
);
const TECHNICAL = withTotal(
  amount("technicalMilli", t.columns.technical, "51.77", pointsText, pointsOf, t.rules.points),
);
const COMPONENTS = withTotal(
  amount("componentsMilli", t.columns.components, "47.50", pointsText, pointsOf, t.rules.points),
);
const DEDUCTION = withTotal(
  amount("deductionMilli", t.columns.deduction, "1", pointsText, deductionOf, t.rules.points),
);

const MISSES: Column = {
  id: "misses",
  title: t.columns.misses,
  example: "0 1 0 2",
  read: ({ misses = [] }) => misses.join(" "),
  write(mark, text) {
    const { misses: _, ...rest } = mark;
    if (text === "") return { mark: rest };
    const digits = text.replace(/[\s+,]+/g, "");
    if (!/^[0-5]{1,8}$/.test(digits)) return { rule: t.rules.misses };
    return { mark: { ...rest, misses: [...digits].map(Number) } };
  },
};

type Amount =
  | "timeMs"
  | "gapMs"
  | "pointsMilli"
  | "finishPlace"
  | "laps"
  | "penaltyLoops"
  | "spareRounds"
  | "distanceCm"
  | "technicalMilli"
  | "componentsMilli"
  | "deductionMilli";

function amount(
  id: Amount,
  title: string,
  example: string,
  show: (value: number) => string,
  take: (text: string) => number | undefined,
  rule: string,
): Column {
  return {
    id,
    title,
    example,
    read: ({ [id]: value }) => (value === undefined ? "" : show(value)),
    write(mark, text) {
      const { [id]: _, ...rest } = mark;
      if (text === "") return { mark: rest };
      const value = take(text);
      return value === undefined ? { rule } : { mark: { ...withoutIrm(rest, id), [id]: value } };
    },
  };
}

/** The total of a programme follows from its parts; typed after them it stays as typed. */
function withTotal(column: Column): Column {
  return {
    ...column,
    write(mark, text) {
      const written = column.write(mark, text);
      if ("rule" in written) return written;
      const { technicalMilli, componentsMilli, deductionMilli = 0 } = written.mark;
      if (technicalMilli === undefined || componentsMilli === undefined) return written;
      return { mark: { ...written.mark, pointsMilli: technicalMilli + componentsMilli + deductionMilli } };
    },
  };
}

function runs(most: number, kind: Rule["mark"]): Column[] {
  return Array.from({ length: most }, (_, index) => runColumn(index + 1, kind));
}

/** `84.5`, with the letter of the trick where two different ones count: `84.5 A`. */
function runColumn(n: number, kind: Rule["mark"]): Column {
  const points = kind === "points";
  return {
    id: `run-${n}`,
    title: t.columns.run(n),
    example: points ? "84.5" : "25.96",
    read({ runs: all = [] }) {
      const run = all.find((one) => one.n === n);
      if (run === undefined) return "";
      if (run.irm !== undefined) return run.irm;
      const value = run.timeMs !== undefined ? timeText(run.timeMs) : "";
      const shown = run.pointsMilli !== undefined ? pointsText(run.pointsMilli) : value;
      return [shown, run.trick].filter(Boolean).join(" ");
    },
    write(mark, text) {
      const { runs: all = [], ...rest } = mark;
      const before = all.find((one) => one.n === n);
      const others = all.filter((one) => one.n !== n);
      const same = { n, ...(before?.athlete !== undefined && { athlete: before.athlete }) };
      const put = (run: Run | undefined): Written => {
        const next = (run === undefined ? others : [...others, run]).sort((left, right) => left.n - right.n);
        const measured = run !== undefined && run.irm === undefined;
        const kept = measured ? withoutIrm(rest, "runs") : rest;
        return { mark: { ...kept, ...(next.length > 0 && { runs: next }) } };
      };
      if (text === "") return put(undefined);
      if (CODE.test(text)) return put({ ...same, irm: text.toUpperCase() });
      const [, value = "", trick] = /^(\S+)(?:\s+([A-Za-z0-9]{1,8}))?$/.exec(text) ?? [];
      const read = points ? pointsOf(value) : timeOf(value);
      if (read === undefined) return { rule: points ? t.rules.points : t.rules.time };
      return put({
        ...same,
        ...(points ? { pointsMilli: read } : { timeMs: read }),
        ...(trick !== undefined && { trick: trick.toUpperCase() }),
      });
    },
  };
}

function irmColumn(discipline: string): Column {
  const known = irmCodes(discipline);
  return {
    id: "irm",
    title: t.columns.irm,
    example: [...known][1] ?? "DSQ",
    read: ({ irm = "" }) => irm,
    write(mark, text) {
      const { irm: _, ...rest } = mark;
      if (text === "") return { mark: rest };
      const irm = text.toUpperCase();
      return known.has(irm) ? { mark: withIrm(mark, irm) } : { rule: t.rules.irm([...known].join(", ")) };
    },
  };
}

/** A code typed instead of a value is the IRM of the whole mark; runs have their own. */
function takingCodes(column: Column, discipline: string): Column {
  if (column.id === "irm" || column.id.startsWith("run-")) return column;
  const irm = irmColumn(discipline);
  return {
    ...column,
    write: (mark, text) => (CODE.test(text) ? irm.write(mark, text) : column.write(mark, text)),
  };
}

/** Who didn't start or finish has no measure. A disqualification leaves what was measured beside it: it may be taken back. */
export function withIrm(mark: Mark, irm: string): Mark {
  if (mark.irm === irm) return mark;
  if (irm === "DNS") return { irm };
  if (isRanked(irm)) return { ...mark, irm };
  const { timeMs, gapMs, pointsMilli, finishPlace, ...rest } = mark;
  const measured = {
    ...(timeMs !== undefined && { timeMs }),
    ...(gapMs !== undefined && { gapMs }),
    ...(pointsMilli !== undefined && { pointsMilli }),
  };
  // A fall keeps its place in the heat.
  const placed = finishPlace !== undefined && isLastOfRound(irm) && { finishPlace };
  return { ...rest, ...(irm !== "DNF" && measured), ...placed, irm };
}

/** What is nobody's who didn't finish; misses and laps are. */
const RESULTS: ReadonlySet<string> = new Set<Amount | "runs">([
  "timeMs",
  "pointsMilli",
  "finishPlace",
  "runs",
]);

/** A value says that there is one after all. What is ranked stands beside any, a fall beside the place that it keeps. */
function withoutIrm(mark: Mark, beside: Amount | "runs"): Mark {
  const { irm, ...rest } = mark;
  if (irm === undefined || isRanked(irm) || !RESULTS.has(beside)) return mark;
  return beside === "finishPlace" && irm !== "DNS" && isLastOfRound(irm) ? mark : rest;
}

function countOf(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function placeOf(text: string): number | undefined {
  return countOf(text) || undefined;
}

/** However it is typed, a deduction takes away. */
function deductionOf(text: string): number | undefined {
  const value = pointsOf(text);
  return value === undefined || value === 0 ? value : -Math.abs(value);
}

/** `132.5` → 13250. */
function centimetresOf(text: string): number | undefined {
  const [, metres, part = ""] = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  return metres === undefined ? undefined : Number(metres) * 100 + Number(part.padEnd(2, "0"));
}

function metresText(distanceCm: number): string {
  const whole = Math.floor(distanceCm / 100);
  const part = String(distanceCm % 100)
    .padStart(2, "0")
    .replace(/0+$/, "");
  return part === "" ? String(whole) : `${whole}.${part}`;
}
