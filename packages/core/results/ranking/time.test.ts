import { describe, expect, test } from "vitest";
import { line, rank, sketch, unitLine } from "./fixtures.ts";
import { rankEvent } from "./rank.ts";

const FINAL = "FNL-000100--";

describe("a race against the clock", () => {
  test("lowest time first, each with the gap to the first", () => {
    const ranking = rank("CCSW10KMIS", {
      [FINAL]: { marks: { A: { timeMs: 90_300 }, B: { timeMs: 90_000 } } },
    });
    expect(ranking.standings).toEqual([
      {
        competitor: "B",
        rank: 1,
        rankEqual: false,
        result: { timeMs: 90_000 },
        irm: null,
        gapMs: 0,
        medal: "gold",
      },
      {
        competitor: "A",
        rank: 2,
        rankEqual: false,
        result: { timeMs: 90_300 },
        irm: null,
        gapMs: 300,
        medal: "silver",
      },
    ]);
    expect([...ranking.units.values()][0]?.map(({ gapMs }) => gapMs)).toEqual([0, 300]);
  });

  test.each([
    ["ALPMDH", 100_001, 100_009, "1= A, 1= B"],
    ["ALPMDH", 100_009, 100_010, "1 A, 2 B"],
    ["LUGXRELAY4", 100_001, 100_002, "1 A, 2 B"],
    ["CCSM15KMIS", 100_010, 100_090, "1= A, 1= B"],
    ["CCSM15KMIS", 100_090, 100_100, "1 A, 2 B"],
    ["BTHM10KMSP", 100_010, 100_090, "1= A, 1= B"],
    ["SSKM500M", 34_101, 34_104, "1 A, 2 B"],
    ["SMTXRELAY2", 100_010, 100_090, "1= A, 1= B"],
  ])("%s: %i and %i ms give %s", (event, first, second, expected) => {
    expect(line(rank(event, { [FINAL]: { marks: { A: { timeMs: first }, B: { timeMs: second } } } }))).toBe(
      expected,
    );
  });

  test("a photo finish separates equal times", () => {
    const marks = {
      A: { timeMs: 5_000, finishPlace: 2 },
      B: { timeMs: 5_000, finishPlace: 1 },
      C: { timeMs: 4_000 },
    };
    expect(line(rank("CCSM50KMMS", { [FINAL]: { marks } }))).toBe("1 C, 2 B, 3 A");
  });

  test("equal on everything shares the medal and leaves the next colour out", () => {
    const marks = { A: { timeMs: 5_000 }, B: { timeMs: 5_000 }, C: { timeMs: 6_000 } };
    const { standings } = rank("CCSM50KMMS", { [FINAL]: { marks } });
    expect(standings.map(({ medal }) => medal)).toEqual(["gold", "gold", "bronze"]);
  });

  test("lapped relay teams come after all who finished, in the order in which they were taken out", () => {
    const marks = {
      A: { finishPlace: 5, lapped: true },
      B: { timeMs: 9_000 },
      C: { finishPlace: 4, lapped: true },
      D: { irm: "LAP", finishPlace: 3 },
      E: { irm: "DNF" },
    };
    expect(line(rank("BTHW4X6KM", { [FINAL]: { marks } }))).toBe("1 B, 2 D (LAP), 3 C, 4 A, DNF E");
  });

  test("lapped in a biathlon pursuit is not ranked", () => {
    const marks = { A: { irm: "LAP", lapped: true }, B: { timeMs: 9_000 }, C: { irm: "DNS" } };
    const ranking = rank("BTHW10KMPU", { [FINAL]: { marks } });
    expect(line(ranking)).toBe("1 B, LAP A, DNS C");
    expect(unitLine(ranking, FINAL)).toBe("1 B, LAP A, DNS C");
  });

  test("those without a mark follow in start order, then the IRMs in the official order", () => {
    const marks = {
      A: { irm: "DNS" },
      B: null,
      C: { irm: "DSQ" },
      D: { timeMs: 1_000 },
      E: null,
      F: { irm: "DNF" },
    };
    const ranking = rank("ALPMSG", { [FINAL]: { marks, result: "LIVE" } });
    expect(line(ranking)).toBe("1 D, - B, - E, DNF F, DSQ C, DNS A");
    expect(unitLine(ranking, FINAL)).toBe("1 D, - B, - E, DNF F, DSQ C, DNS A");
    expect([...ranking.toStart.values()]).toEqual([["B", "E"]]);
  });

  test("equal rows and those without a mark stand in start order, however they are listed; without one by id", () => {
    const facts = sketch("ALPMSG", {
      [FINAL]: {
        marks: { A: { timeMs: 10 }, B: { timeMs: 10 }, C: null, D: null, F: null, E: null },
        result: "LIVE",
      },
    });
    const units = facts.units.map((unit) => ({
      ...unit,
      entries: unit.entries
        .map(({ startOrder, ...entry }) =>
          /[EF]/.test(entry.competitor) ? entry : { ...entry, ...(startOrder && { startOrder }) },
        )
        .toReversed(),
    }));
    const ranking = rankEvent({ ...facts, units });
    expect(line(ranking)).toBe("1= A, 1= B, - C, - D, - E, - F");
    expect(unitLine(ranking, FINAL)).toBe("1= A, 1= B, - C, - D, - E, - F");
    expect(ranking.standings.map(({ rankEqual }) => rankEqual)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("in a race that is over nobody is still to start", () => {
    for (const result of ["UNCONFIRMED", "UNOFFICIAL", "OFFICIAL"] as const) {
      expect(rank("ALPMSG", { [FINAL]: { marks: { A: null }, result } }).toStart.size).toBe(0);
    }
  });

  test("who has left the start is no longer to start", () => {
    const marks = { A: { startAt: "2026-02-07T04:00:00.000Z" }, B: null };
    expect([...rank("ALPMSG", { [FINAL]: { marks, result: "LIVE" } }).toStart.values()]).toEqual([["B"]]);
  });

  test("a time beside an IRM does not count, beside a pending disqualification it does", () => {
    const marks = { A: { timeMs: 1_000, irm: "DSQ" }, B: { timeMs: 2_000, irm: "DQP" }, C: { irm: "DQP" } };
    expect(line(rank("ALPMSG", { [FINAL]: { marks } }))).toBe("1 B (DQP), - C, DSQ A");
  });

  test("a cancelled race counts for nothing, the one held instead does", () => {
    const ranking = rank("ALPMSG", {
      [FINAL]: { marks: { A: { timeMs: 1_000 }, B: { timeMs: 2_000 } }, status: "CANCELLED" },
      "FNL-000102--": { marks: { A: { timeMs: 3_000 }, B: { timeMs: 2_000 } } },
    });
    expect(line(ranking)).toBe("1 B, 2 A");
    expect([...ranking.units.keys()]).toHaveLength(1);
  });

  test("an event without units or entries has no standings", () => {
    expect(rank("ALPMSG", {}).standings).toEqual([]);
    expect(rank("ALPMSG", { [FINAL]: {} }).standings).toEqual([]);
  });
});

describe("an unknown event type", () => {
  test("shows what marks there are, ranked, and gives no medals", () => {
    const timed = rank("XYZMNEW", {
      [FINAL]: { marks: { A: { timeMs: 2 }, B: { timeMs: 1 }, C: null, D: { irm: "DNF" } } },
    });
    expect(line(timed)).toBe("1 B, 2 A, - C, DNF D");
    expect(timed.standings.every(({ medal }) => medal === null)).toBe(true);
    expect(
      line(rank("XYZMNEW", { [FINAL]: { marks: { A: { pointsMilli: 2 }, B: { pointsMilli: 3 } } } })),
    ).toBe("1 B, 2 A");
    expect(
      line(rank("XYZMNEW", { [FINAL]: { marks: { A: { finishPlace: 2 }, B: { finishPlace: 1 } } } })),
    ).toBe("1 B, 2 A");
  });

  test("an unknown event of a known discipline is one too", () => {
    expect(line(rank("ALPMXYZ", { [FINAL]: { marks: { A: { timeMs: 2 }, B: { timeMs: 1 } } } }))).toBe(
      "1 B, 2 A",
    );
  });
});
