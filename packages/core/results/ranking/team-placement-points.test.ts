import { describe, expect, test } from "vitest";
import { line, rank, type UnitSketch, unitLine } from "./fixtures.ts";

const EVENT = "FSKXTEAM";
const [MEN, WOMEN, MEN_FREE] = ["QUAL0001MN--", "QUAL0002LD--", "FNL-0001MN--"];

/** Skater `a1` scores for team `A`. */
function segment(marks: Readonly<Record<string, number | string | null>>): UnitSketch {
  const entries = Object.entries(marks);
  return {
    marks: Object.fromEntries(
      entries.map(([skater, mark]) => [
        skater,
        mark === null ? null : typeof mark === "string" ? { irm: mark } : { pointsMilli: mark * 1_000 },
      ]),
    ),
    entries: Object.fromEntries(
      entries.map(([skater]) => [skater, { team: skater.charAt(0).toUpperCase() }]),
    ),
  };
}

const totals = ({ standings }: ReturnType<typeof rank>) =>
  standings.map(({ result }) => (result?.pointsMilli ?? 0) / 1_000);

describe("the figure skating team event", () => {
  test("ten points for the best of each segment, one less for each place", () => {
    const ranking = rank(EVENT, {
      [MEN]: segment({ a1: 90, b1: 80, c1: 70 }),
      [WOMEN]: segment({ b2: 60, a2: 50, c2: 75 }),
    });
    expect(line(ranking)).toBe("1 C, 2= B, 2= A");
    expect(totals(ranking)).toEqual([18, 18, 18]);
    expect(ranking.cut).toBeNull();
    expect(unitLine(ranking, MEN)).toBe("1 a1, 2 b1, 3 c1");
  });

  test("equal skaters get the same points, the next one place less for each", () => {
    expect(totals(rank(EVENT, { [MEN]: segment({ a1: 90, b1: 90, c1: 70 }) }))).toEqual([10, 10, 8]);
  });

  test("equal teams: the best two placements in different disciplines, then their scores", () => {
    const pairs = "QUAL0003PR--";
    const ranking = rank(EVENT, {
      [MEN]: segment({ a1: 90, b1: 80, c1: 10 }),
      [WOMEN]: segment({ b2: 80, a2: 70, c2: 10 }),
      [pairs]: segment({ c3: 50, a3: 40, b3: 40 }),
    });
    // A 10 + 9 + 9, B 9 + 10 + 9: best two 19 and 19; scores behind them 90 + 70 and 80 + 80.
    expect(line(ranking)).toBe("1= A, 1= B, 3 C");
    expect(
      line(rank(EVENT, { [MEN]: segment({ a1: 91, b1: 80 }), [WOMEN]: segment({ b2: 80, a2: 70 }) })),
    ).toBe("1 A, 2 B");
  });

  test("of three disciplines the best two break a tie, whichever they are", () => {
    const ranking = rank(EVENT, {
      [MEN]: segment({ b1: 80, a1: 90, c1: 70 }),
      [WOMEN]: segment({ c2: 80, b2: 70, a2: 60 }),
      "QUAL0003PR--": segment({ c3: 50, b3: 40, a3: 40 }),
    });
    // C 8 + 10 + 10; A 10 + 8 + 9 and B 9 + 9 + 9 are equal: A's best two make 19, B's 18.
    expect(totals(ranking)).toEqual([28, 27, 27]);
    expect(line(ranking)).toBe("1 C, 2 A, 3 B");
  });

  test("teams in the free segments stand before those that are out, whatever their points", () => {
    const first = { [MEN]: segment({ a1: 90, b1: 80, c1: 70, d1: 60 }) };
    expect(
      rank(EVENT, { ...first, [MEN_FREE]: { ...segment({ d1: null, c1: null }), result: "START_LIST" } }).cut,
    ).toEqual({ places: 5 });
    const ranking = rank(EVENT, { ...first, [MEN_FREE]: segment({ d1: 90, c1: 80 }) });
    expect(line(ranking)).toBe("1 D, 2 C, 3 A, 4 B");
    expect(totals(ranking)).toEqual([17, 17, 10, 9]);
    expect(ranking.cut).toBeNull();
  });

  test("a team without a skater in a segment gets nothing for it; without any mark it has no rank", () => {
    const ranking = rank(EVENT, {
      [MEN]: segment({ a1: 90, b1: "WD", c1: null }),
      [WOMEN]: segment({ b2: 50 }),
    });
    expect(line(ranking)).toBe("1 A, 2 B, - C");
    expect(totals(ranking)).toEqual([10, 10, 0]);
    expect(line(rank(EVENT, { [MEN]: segment({ a1: 90, b1: "WD" }) }))).toBe("1 A, WD B");
  });

  test("a disqualification whose score still stands takes the points and gives them to nobody", () => {
    const marks = {
      a1: { pointsMilli: 90_000, irm: "DSQ" },
      b1: { pointsMilli: 80_000 },
      c1: { pointsMilli: 70_000 },
    };
    const entries = { a1: { team: "A" }, b1: { team: "B" }, c1: { team: "C" } };
    const ranking = rank(EVENT, { [MEN]: { marks, entries } });
    expect(line(ranking)).toBe("1 B, 2 C, 3 A");
    expect(totals(ranking)).toEqual([9, 8, 0]);
    expect(unitLine(ranking, MEN)).toBe("1 b1, 2 c1, DSQ a1");
  });
});
