import { describe, expect, test } from "vitest";
import { line, rank, unitLine } from "./fixtures.ts";

const RUNS = ["FNL-000100--", "FNL-000200--", "FNL-000300--", "FNL-000400--"] as const;
const [R1, R2, R3, R4] = RUNS;
const t = (timeMs: number) => ({ timeMs });
const p = (pointsMilli: number) => ({ pointsMilli });

describe("runs that are added up", () => {
  test("the lowest sum wins; a missing run is a reason to have no rank", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_000), B: t(49_000), C: { irm: "DNF" }, D: t(48_000) } },
      [R2]: { marks: { A: t(50_000), B: t(52_000), D: { irm: "DSQ" } } },
    });
    expect(line(ranking)).toBe("1 A, 2 B, DSQ D, DNF C");
    expect(ranking.standings[1]).toMatchObject({
      result: { timeMs: 101_000 },
      gapMs: 1_000,
      medal: "silver",
    });
    expect(unitLine(ranking, R1)).toBe("1 D, 2 B, 3 A, DNF C");
  });

  test("each run is cut to hundredths before they are added", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_009), B: t(50_000) } },
      [R2]: { marks: { A: t(50_009), B: t(50_000) } },
    });
    expect(line(ranking)).toBe("1= A, 1= B");
    expect(ranking.standings[0]?.result).toEqual({ timeMs: 100_000 });
  });

  test("while a run is on, those who are still to come have no rank and are listed in start order", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_000), B: t(49_000), C: t(51_000) } },
      [R2]: { marks: { C: t(50_000), A: null, B: null }, result: "LIVE" },
    });
    expect(line(ranking)).toBe("1 C, - A, - B");
  });

  test("a start list alone begins no run, and neither does an IRM in it", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_000), B: t(49_000), C: t(51_000) } },
      [R2]: { marks: { C: { irm: "DNS" }, A: null, B: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 B, 2 A, DNS C");
  });

  test("a first mark begins a run even before its status says so", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_000), B: t(49_000) } },
      [R2]: { marks: { A: t(50_000), B: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 A, - B");
  });

  test("without a start list of the second run nobody is out of it", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: t(50_000), B: t(49_000) } },
      [R2]: { marks: { A: t(50_000) }, result: "LIVE" },
    });
    expect(line(ranking)).toBe("1 A, - B");
  });

  test("a mark of an earlier run that is still on its way leaves no rank", () => {
    const ranking = rank("ALPWSL", {
      [R1]: { marks: { A: null, B: t(1) } },
      [R2]: { marks: { A: t(1), B: t(1) } },
    });
    expect(line(ranking)).toBe("1 B, - A");
  });

  test("before anything has begun everyone is listed in start order", () => {
    expect(line(rank("ALPWSL", { [R1]: { marks: { B: null, A: null }, result: "START_LIST" } }))).toBe(
      "- B, - A",
    );
    expect(
      line(rank("ALPWSL", { [R1]: { marks: { B: null, A: { irm: "DNS" } }, result: "START_LIST" } })),
    ).toBe("- B, DNS A");
  });
});

describe("four runs of which the best twenty start in the last", () => {
  const three = { A: t(10), B: t(20), C: t(30), D: t(40) };
  const before = { [R1]: { marks: three }, [R2]: { marks: three }, [R3]: { marks: three } };

  test("no run begins with a cut line", () => {
    expect(
      rank("LUGWSINGLES", {
        [R1]: { marks: { A: null }, result: "START_LIST" },
        [R2]: { result: "START_LIST" },
      }).cut,
    ).toBeNull();
    expect(
      rank("SJPWLH", { "FNL-0001SJ--": { marks: { A: null }, result: "START_LIST" }, "FNL-0002SJ--": {} })
        .cuts.size,
    ).toBe(1);
    expect(rank("SJPWLH", { "FNL-0001SJ--": { marks: { A: null } } }).cuts.size).toBe(0);
  });

  test("the cut line stands after the third run, not before", () => {
    const after = (runs: object) => rank("LUGWSINGLES", runs as never).cut;
    expect(after({ [R1]: { marks: three }, [R2]: { result: "START_LIST" }, [R3]: {}, [R4]: {} })).toBeNull();
    expect(after({ ...before, [R4]: { result: "START_LIST" } })).toEqual({ places: 20 });
    expect(after({ ...before, [R4]: { marks: three } })).toBeNull();
  });

  test("who is left out keeps the sum of three and a place behind all who start in the last", () => {
    const ranking = rank("LUGWSINGLES", {
      ...before,
      [R4]: { marks: { A: t(90), B: null }, result: "LIVE" },
    });
    expect(line(ranking)).toBe("1 A, 3 C, 4 D, - B");
    expect(ranking.standings[1]).toMatchObject({ result: { timeMs: 90 }, medal: "bronze" });
    expect(ranking.standings[1]?.gapMs).toBeUndefined();
  });

  test("who is out in the last run moves the others up", () => {
    const ranking = rank("LUGWSINGLES", { ...before, [R4]: { marks: { A: t(90), B: { irm: "DNF" } } } });
    expect(line(ranking)).toBe("1 A, 2 C, 3 D, DNF B");
  });

  test("thousandths count in luge, hundredths on the other tracks", () => {
    const runs = { [R1]: { marks: { A: t(50_001), B: t(50_002) } } };
    expect(line(rank("LUGMSINGLES", runs))).toBe("1 A, 2 B");
    expect(line(rank("LUGWDOUBLES", runs))).toBe("1 A, 2 B");
    for (const event of ["SKNMSINGLES", "SKNXTEAM2", "BOBOTEAM4", "BOBWMONO"])
      expect(line(rank(event, runs))).toBe("1= A, 1= B");
  });
});

describe("ski jumping", () => {
  const QUAL = "QUAL000100--";
  const [J1, J2] = ["FNL-0001SJ--", "FNL-0002SJ--"];

  test("the qualification only says who jumps: its points don't count, and who is out has no rank", () => {
    const ranking = rank("SJPWLH", {
      [QUAL]: { marks: { A: p(900), B: p(100), C: p(50), D: { irm: "DSQ" } } },
      [J1]: { marks: { A: p(100), B: p(101) } },
    });
    expect(line(ranking)).toBe("1 B, 2 A, - C, DSQ D");
    expect(ranking.cuts.get(`${"SJPWLH".padEnd(22, "-")}${QUAL}`)).toEqual({ places: 50 });
  });

  test("until the first round begins the qualification is the order", () => {
    const ranking = rank("SJPWLH", {
      [QUAL]: { marks: { A: p(100), B: p(900), C: { irm: "DNS" }, D: null }, result: "LIVE" },
      [J1]: { marks: { A: null, B: null }, result: "START_LIST" },
    });
    expect(line(ranking)).toBe("1 B, 2 A, - D, DNS C");
    expect(ranking.cut).toEqual({ places: 50 });
  });

  test("a disqualified jump of the final round counts nothing; one of the first puts out", () => {
    const ranking = rank("SJPMNH", {
      [J1]: { marks: { A: p(100), B: p(90), C: p(80), D: { irm: "DSQ" } } },
      [J2]: { marks: { A: { irm: "DSQ" }, B: p(50) } },
    });
    expect(line(ranking)).toBe("1 B, 2 A (DSQ), 3 C, DSQ D");
    expect(ranking.standings[1]?.result).toEqual({ pointsMilli: 100 });
  });

  test.each([
    ["SJPMNH", { [J1]: 30 }],
    ["SJPXNHTEAM4", { [J1]: 8 }],
    ["SJPMLHTEAM2", { [J1]: 12 }],
  ])("%s: the cut line is %o", (event, expected) => {
    const { cuts, cut } = rank(event, { [J1]: { marks: { A: p(1) } }, [J2]: { result: "START_LIST" } });
    expect(Object.fromEntries([...cuts].map(([rsc, { places }]) => [rsc.slice(22), places]))).toEqual(
      expected,
    );
    expect([cut?.places]).toEqual(Object.values(expected));
  });

  test("a super team keeps its other rounds when one is disqualified", () => {
    const ranking = rank("SJPMLHTEAM2", {
      [J1]: { marks: { A: p(100), B: p(90) } },
      [J2]: { marks: { A: { irm: "DSQ" }, B: p(5) } },
    });
    expect(line(ranking)).toBe("1 A (DSQ), 2 B");
  });

  test("a super team that misses the third round is placed by two", () => {
    const J3 = "FNL-0003SJ--";
    const ranking = rank("SJPMLHTEAM2", {
      [J1]: { marks: { A: p(10), B: p(10), C: p(10) } },
      [J2]: { marks: { A: p(10), B: p(11) } },
      [J3]: { marks: { A: p(10) } },
    });
    expect(line(ranking)).toBe("1 A, 2 B, 3 C");
  });
});

describe("figure skating", () => {
  const [SHORT, FREE] = ["QUAL000100--", "FNL-000100--"];

  test("equal totals go to the higher free skating", () => {
    const ranking = rank("FSKWSINGLES", {
      [SHORT]: { marks: { A: p(70), B: p(60) } },
      [FREE]: { marks: { A: p(100), B: p(110) } },
    });
    expect(line(ranking)).toBe("1 B, 2 A");
  });

  test("equal segments: the technical score in the short, the components in the free programme", () => {
    const marks = {
      A: { pointsMilli: 70, technicalMilli: 40, componentsMilli: 30 },
      B: { pointsMilli: 70, technicalMilli: 30, componentsMilli: 40 },
    };
    const ranking = rank("FSKWSINGLES", { [SHORT]: { marks }, [FREE]: { marks } });
    expect(unitLine(ranking, SHORT)).toBe("1 A, 2 B");
    expect(unitLine(ranking, FREE)).toBe("1 B, 2 A");
    expect(line(ranking)).toBe("1= A, 1= B");
  });

  test("a segment without its parts is the lower of two equal ones", () => {
    const marks = { A: { pointsMilli: 70 }, B: { pointsMilli: 70, technicalMilli: 30 } };
    expect(unitLine(rank("FSKWSINGLES", { [SHORT]: { marks } }), SHORT)).toBe("1 B, 2 A");
  });

  test("who doesn't reach the free skating is placed by the short programme; who withdraws is not", () => {
    const ranking = rank("FSKXPAIRS", {
      [SHORT]: { marks: { A: p(70), B: p(80), C: p(60), D: p(50) } },
      [FREE]: { marks: { A: p(100), B: { irm: "WD" } } },
    });
    expect(line(ranking)).toBe("1 A, 2 C, 3 D, WD B");
    expect([...ranking.cuts.values()]).toEqual([{ places: 16 }]);
  });

  test.each([
    ["FSKMSINGLES", 24],
    ["FSKXICEDANCE", 20],
    ["FSKXPAIRS", 16],
  ])("%s: %i skate the second programme", (event, places) => {
    const { cut } = rank(event, { [SHORT]: { marks: { A: p(1) } }, [FREE]: { result: "START_LIST" } });
    expect(cut).toEqual({ places });
  });
});
