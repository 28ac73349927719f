/** What came of an entry: a `Result` with its ExtendedResults and ResultItems. */
import { checkMark } from "../../results/ranking/check.ts";
import { eventIdOf } from "../../results/rsc.ts";
import { type Mark, mark } from "../../results/schema.ts";
import { EXTENDED, hasRuns, isMatch, rankIsPlace, type ValueKind, valueKind } from "./codes.ts";
import { type Codes, extended, extensions, momentOf, numberOf, textOf, wholeOf, yesOf } from "./extended.ts";
import {
  checked,
  childOf,
  childrenOf,
  defined,
  invalid,
  measured,
  oneOf,
  required,
  whole,
} from "./fields.ts";
import { centimetres, LENGTH_RULE, milli, POINTS_RULE, TIME_RULE, timeMs } from "./numbers.ts";
import type { OdfElement } from "./xml.ts";

const RESULT_TYPES = ["TIME", "POINTS", "RANK", "IRM", "IRM_TIME", "IRM_POINTS"] as const;

/** Undefined where nothing has happened yet. @throws Rejected INVALID, INVALID_MARK */
export function markOf(unit: string, result: OdfElement): Mark | undefined {
  const { IRM: irm, QualificationMark: qual, Diff: diff = "" } = result.attributes;
  const type = oneOf(result, "ResultType", RESULT_TYPES);
  if (type === "IRM") required(result, "IRM");
  const codes = extended(result, "ExtendedResult", EXTENDED);
  const time = (code: string) => numberOf(codes, code, timeMs, TIME_RULE);
  const points = (code: string) => numberOf(codes, code, milli, POINTS_RULE);
  // Some write the IRM where the mark would be.
  const shown = irm !== undefined && result.attributes.Result === irm ? null : shownKind(unit, type);
  const runs = runsOf(unit, result, codes, shown ?? valueKind(unit));
  const value = defined({
    startAt: momentOf(codes, "START_TIME"),
    timeMs: (shown === "TIME" ? measured(result, "Result", timeMs, TIME_RULE) : undefined) ?? time("TIME"),
    gapMs: time("GAP") ?? (type === "RANK" ? timeMs(diff) : undefined),
    pointsMilli:
      (shown === "POINTS" ? measured(result, "Result", milli, POINTS_RULE) : undefined) ?? points("POINTS"),
    technicalMilli: points("TECHNICAL"),
    componentsMilli: points("COMPONENTS"),
    deductionMilli: points("DEDUCTION"),
    laps: wholeOf(codes, "LAPS"),
    distanceCm: numberOf(codes, "DISTANCE", centimetres, LENGTH_RULE),
    misses: codes.get("SHOOTING")?.map((shooting) => {
      required(shooting, "Value");
      return whole(shooting, "Value");
    }),
    penaltyLoops: wholeOf(codes, "PENALTY_LOOPS"),
    spareRounds: wholeOf(codes, "SPARE_ROUNDS"),
    runs: runs.length > 0 ? runs : undefined,
    finishPlace: wholeOf(codes, "PLACE") ?? placeOf(unit, result, type),
    lapped: yesOf(codes, "LAPPED"),
    irm,
    qual,
  });
  if (Object.keys(value).length === 0) return undefined;
  const marked = checked(mark, value, result, attributeOf);
  const [problem] = checkMark(eventIdOf(unit), { id: unit }, marked);
  if (problem === undefined) return marked;
  throw invalid(result, attributeOf(problem.field), problem.rule, "INVALID_MARK");
}

/** What the text in `Result` is; null where it is a score, or says again what `Rank` or `IRM` say. */
function shownKind(unit: string, type: (typeof RESULT_TYPES)[number] | undefined): ValueKind | null {
  if (isMatch(unit) || type === "RANK" || type === "IRM") return null;
  if (type === undefined) return valueKind(unit);
  return type.endsWith("TIME") ? "TIME" : "POINTS";
}

function placeOf(unit: string, result: OdfElement, type: string | undefined): number | undefined {
  const rank = whole(result, "Rank", { least: 1 });
  return !isMatch(unit) && rankIsPlace(unit, type) ? rank : undefined;
}

/** By our code RUN; else by ResultItems, where the event has several runs in one unit. */
function runsOf(unit: string, result: OdfElement, codes: Codes, kind: ValueKind): object[] {
  const own = codes.get("RUN");
  if (own !== undefined) return own.map((element, index) => runOf(element, index, kind));
  const items = childOf(result, "ResultItems");
  if (items === undefined || !hasRuns(unit)) return [];
  return childrenOf(items, "ResultItem").map((item, index) => {
    const part = childOf(item, "Result");
    if (part === undefined) throw invalid(item, "Result", "is missing");
    return defined({
      n: index + 1,
      ...partOf(part, "Result", kind),
      irm: part.attributes.IRM,
    });
  });
}

function runOf(element: OdfElement, index: number, kind: ValueKind): object {
  const more = extensions(element);
  return defined({
    n: whole(element, "Pos") ?? index + 1,
    timeMs: numberOf(more, "TIME", timeMs, TIME_RULE),
    pointsMilli: numberOf(more, "POINTS", milli, POINTS_RULE),
    ...partOf(element, "Value", kind),
    irm: element.attributes.IRM,
    athlete: textOf(more, "ATHLETE"),
    trick: textOf(more, "TRICK"),
  });
}

function partOf(element: OdfElement, attribute: string, kind: ValueKind): object {
  return kind === "TIME"
    ? defined({ timeMs: measured(element, attribute, timeMs, TIME_RULE) })
    : defined({ pointsMilli: measured(element, attribute, milli, POINTS_RULE) });
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  timeMs: "Result",
  pointsMilli: "Result",
  irm: "IRM",
  qual: "QualificationMark",
  finishPlace: "Rank",
};

const CODES: Readonly<Record<string, string>> = {
  startAt: "START_TIME",
  gapMs: "GAP",
  technicalMilli: "TECHNICAL",
  componentsMilli: "COMPONENTS",
  deductionMilli: "DEDUCTION",
  laps: "LAPS",
  distanceCm: "DISTANCE",
  misses: "SHOOTING",
  penaltyLoops: "PENALTY_LOOPS",
  spareRounds: "SPARE_ROUNDS",
  runs: "RUN",
  lapped: "LAPPED",
};

/** `runs.2.pointsMilli` is the third ExtendedResult with the code RUN. */
function attributeOf(field: string): string {
  const [name = "", index] = field.split(".");
  const nth = index === undefined ? "" : `[${Number(index) + 1}]`;
  return ATTRIBUTES[name] ?? `ExtendedResult(${CODES[name] ?? name})${nth}`;
}
