import { describe, expect, test } from "vitest";
import { line, rank, unitLine } from "./fixtures.ts";

const [JUMP, RACE] = ["FNL-0001SJ--", "FNL-0001CC--"];
const p = (points: number) => ({ pointsMilli: points * 1_000 });
const t = (timeMs: number) => ({ timeMs });
const gaps = (ranking: ReturnType<typeof rank>) => [...ranking.units.values()][0]?.map(({ gapMs }) => gapMs);

describe("nordic combined", () => {
  const jump = { marks: { A: p(100), B: p(120.5), C: { irm: "DSQ" }, D: p(110), E: null } };

  test("after the jump the points are the order, and each has the start time in the race", () => {
    const ranking = rank("NCBMLH10KM", {
      [JUMP]: { ...jump, result: "LIVE" },
      [RACE]: { result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 B, 2 D, 3 A, - E, DSQ C");
    expect(ranking.standings[0]?.result).toEqual({ pointsMilli: 120_500 });
    expect(gaps(ranking)).toEqual([0, 42_000, 82_000, undefined, undefined]);
  });

  test("in a team a point is a third of that", () => {
    const ranking = rank("NCBMLH4X5KM", {
      [JUMP]: { marks: { A: p(400), B: p(388) } },
      [RACE]: { result: "START_LIST" },
    });
    expect(gaps(ranking)).toEqual([0, 16_000]);
    expect(gaps(rank("NCBMLHTEAMSP2", { [JUMP]: { marks: { A: p(400), B: p(399) } }, [RACE]: {} }))).toEqual([
      0, 1_000,
    ]);
  });

  test("once the race is on the finish is the order; who is on the way has no rank", () => {
    const ranking = rank("NCBMLH10KM", {
      [JUMP]: jump,
      [RACE]: { marks: { B: null, D: t(1_500_000), A: t(1_499_900), E: { irm: "DNF" } }, result: "LIVE" },
    });
    expect(line(ranking)).toBe("1 A, 2 D, - B, DNF E, DSQ C");
    expect(ranking.standings[1]).toMatchObject({ result: t(1_500_000), gapMs: 100 });
    expect(unitLine(ranking, RACE)).toBe("1 A, 2 D, - B, DNF E");
  });

  test("equal tenths go by the photo finish, lapped skiers stand behind", () => {
    const marks = {
      A: { timeMs: 10_010, finishPlace: 2 },
      B: { timeMs: 10_090, finishPlace: 1 },
      C: { irm: "LAP", finishPlace: 3 },
    };
    expect(line(rank("NCBMNH10KM", { [JUMP]: {}, [RACE]: { marks } }))).toBe("1 B, 2 A, 3 C (LAP)");
  });

  test("who jumped and isn't in the start list of the race is waited for", () => {
    const ranking = rank("NCBMLH10KM", { [JUMP]: jump, [RACE]: { marks: { B: t(9) }, result: "LIVE" } });
    expect(line(ranking)).toBe("1 B, - A, - D, - E, DSQ C");
  });

  test("before the jump everyone is listed in start order; a race alone is ranked alone", () => {
    const before = rank("NCBMLH10KM", {
      [JUMP]: { marks: { B: null, A: null }, result: "START_LIST" },
      [RACE]: { result: "START_LIST" },
    });
    expect(line(before)).toBe("- B, - A");
    expect(line(rank("NCBMNH10KM", { [RACE]: { marks: { A: t(2_000), B: t(1_000) } } }))).toBe("1 B, 2 A");
  });

  test("of two jumps the first counts alone until the second begins", () => {
    const both = rank("NCBMLHTEAMSP2", {
      [JUMP]: { marks: { A: p(100), B: p(120) } },
      "FNL-0002SJ--": { marks: { A: p(110), B: p(70) } },
      [RACE]: { result: "START_LIST" },
    });
    expect(both.standings.map(({ result }) => result?.pointsMilli)).toEqual([210_000, 190_000]);
    const waiting = rank("NCBMLHTEAMSP2", {
      [JUMP]: { marks: { A: p(100), B: p(120) } },
      "FNL-0002SJ--": { marks: { A: null, B: null }, result: "START_LIST" },
      [RACE]: { result: "START_LIST" },
    });
    expect(line(waiting)).toBe("1 B, 2 A");
  });
});
