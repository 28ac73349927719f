/** What a scorer types, against every mark of a real Games. */
import { isDeepStrictEqual } from "node:util";
import type { Mark } from "@podium/core/results/schema.ts";
import { mark as markSchema } from "@podium/core/results/schema.ts";
import { load } from "@podium/local/games/dataset.ts";
import { describe, expect, it } from "vitest";
import { doubtAbout, wrongWith } from "./check.ts";
import { type Column, columnsOf } from "./columns.ts";

const DOWNHILL = "ALPMDH----------------FNL-000102--";
const BIATHLON = "BTHM10KMSP------------FNL-000100--";
const SKATING = "FSKMSINGLES-----------QUAL000100--";
const BIG_AIR = "FRSMBA----------------FNL-000100--";
const SHORT_TRACK = "STKM1000M-------------HEAT000100--";
const JUMPING = "SJPMNH----------------QUAL000100--";

/** Types texts into columns, in their order. Throws the rule that one breaks. */
function typed(unit: string, texts: Readonly<Record<string, string>>, before: Mark = {}): Mark {
  let mark = before;
  for (const column of columnsOf(unit)) {
    const text = texts[column.id];
    if (text !== undefined) mark = write(column, mark, text);
  }
  return mark;
}

function write(column: Column, mark: Mark, text: string): Mark {
  const written = column.write(mark, text);
  if ("rule" in written) throw new Error(written.rule);
  return written.mark;
}

describe("a mark is typed in the units of the sport", () => {
  it.each([
    [DOWNHILL, { timeMs: "1:42.69" }, { timeMs: 102_690 }],
    [DOWNHILL, { timeMs: "42,7" }, { timeMs: 42_700 }],
    [DOWNHILL, { timeMs: "dnf" }, { irm: "DNF" }],
    [BIATHLON, { timeMs: "24:00.4", misses: "0 1" }, { timeMs: 1_440_400, misses: [0, 1] }],
    [BIATHLON, { misses: "01" }, { misses: [0, 1] }],
    [SHORT_TRACK, { finishPlace: "2", timeMs: "1:24.332" }, { finishPlace: 2, timeMs: 84_332 }],
    [JUMPING, { distanceCm: "132.5", pointsMilli: "118.4" }, { distanceCm: 13_250, pointsMilli: 118_400 }],
    [
      SKATING,
      { technicalMilli: "30.75", componentsMilli: "35.94", deductionMilli: "1" },
      { technicalMilli: 30_750, componentsMilli: 35_940, deductionMilli: -1_000, pointsMilli: 65_690 },
    ],
    [
      BIG_AIR,
      { "run-1": "95.75 a", "run-2": "dns" },
      {
        runs: [
          { n: 1, pointsMilli: 95_750, trick: "A" },
          { n: 2, irm: "DNS" },
        ],
      },
    ],
  ])("%s %o", (unit, texts, mark) => {
    expect(typed(unit, texts as Record<string, string>)).toEqual(mark);
  });

  it("and one that can't be is named by the rule it breaks", () => {
    expect(() => typed(DOWNHILL, { timeMs: "1:72.00" })).toThrow("is a time, like 1:42.69 or 42.69");
    expect(() => typed(DOWNHILL, { irm: "LAP" })).toThrow("is one of DNS, DNF, DSQ");
    expect(() => typed(BIATHLON, { misses: "0 6" })).toThrow("missed shots");
    expect(() => typed(SHORT_TRACK, { finishPlace: "0" })).toThrow("is a place");
  });
});

describe("an IRM", () => {
  it("takes the time of who did not finish, and leaves it beside a disqualification that may be taken back", () => {
    expect(typed(DOWNHILL, { irm: "DNF" }, { timeMs: 1, splitsMs: [1] })).toEqual({
      irm: "DNF",
      splitsMs: [1],
    });
    expect(typed(DOWNHILL, { irm: "DSQ" }, { timeMs: 1 })).toEqual({ irm: "DSQ", timeMs: 1 });
    expect(typed(DOWNHILL, { irm: "" }, { irm: "DSQ", timeMs: 1 })).toEqual({ timeMs: 1 });
    expect(typed(DOWNHILL, { irm: "DNS" }, { timeMs: 1, splitsMs: [1] })).toEqual({ irm: "DNS" });
  });

  it("goes when a time is typed after all", () => {
    expect(typed(DOWNHILL, { timeMs: "1:42.69" }, { irm: "DNF" })).toEqual({ timeMs: 102_690 });
  });
});

it("whatever was marked at Beijing 2022 stands in the grid, and typed again it is the same mark", () => {
  const shown = [
    "timeMs",
    "gapMs",
    "pointsMilli",
    "finishPlace",
    "irm",
    "runs",
    "misses",
    "distanceCm",
  ] as const;
  const also = [
    "technicalMilli",
    "componentsMilli",
    "deductionMilli",
    "laps",
    "penaltyLoops",
    "spareRounds",
  ] as const;
  const wrong: string[] = [];
  const columns = new Map<string, Column[]>();
  let seen = 0;
  for (const { unit, competitor, ...entry } of load("beijing-2022").entries) {
    const parsed = markSchema.safeParse(pick(entry, [...shown, ...also]));
    if (!parsed.success) continue;
    const mark = parsed.data;
    const known = columns.get(unit) ?? columnsOf(unit);
    columns.set(unit, known);
    seen += 1;
    const blank = known.reduce((rest, column) => write(column, rest, ""), mark);
    if (Object.keys(blank).length > 0) wrong.push(`${unit}: no column for ${Object.keys(blank).join(", ")}`);
    for (const column of known) {
      // A value typed beside an IRM says that there is one after all.
      if (mark.irm !== undefined && column.id !== "irm") continue;
      const again = column.write(mark, column.read(mark));
      if ("rule" in again || !isDeepStrictEqual(again.mark, mark))
        wrong.push(`${unit} ${column.id} ${JSON.stringify(mark)}`);
    }
    const problem = wrongWith(unit, mark);
    if (problem !== undefined) wrong.push(`${unit} ${competitor}: ${problem}`);
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(5_000);
});

describe("a mark that is hard to believe", () => {
  const others = [103_450, 103_900, 104_250].map((timeMs) => ({ timeMs }));
  it("is one far from all others", () => {
    expect(doubtAbout({ timeMs: 43_450 }, others)).toContain("around 1:43.90");
    expect(doubtAbout({ timeMs: 203_450 }, others)).toContain("Far above");
  });
  it("is not one among them, nor one of the first", () => {
    expect(doubtAbout({ timeMs: 101_000 }, others)).toBeUndefined();
    expect(doubtAbout({ timeMs: 43_450 }, others.slice(2))).toBeUndefined();
  });
});

function pick(entry: object, names: readonly string[]): object {
  const known = Object.entries(entry).filter(([name, value]) => names.includes(name) && value !== undefined);
  return Object.fromEntries(
    known.map(([name, value]) => [
      name,
      name === "runs" ? (value as object[]).map((run) => runOf(run)) : value,
    ]),
  );
}

/** Without when it was done, which marks don't hold. */
function runOf(run: object): object {
  return Object.fromEntries(Object.entries(run).filter(([name]) => name !== "doneAt"));
}
