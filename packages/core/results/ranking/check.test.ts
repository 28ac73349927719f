import { describe, expect, test } from "vitest";
import { checkMark, checkPlaces } from "./check.ts";

const unit = (event: string, code = "FNL-000100--") => ({ id: `${event.padEnd(22, "-")}${code}` });
const fields = (event: string, mark: object, code?: string) =>
  checkMark(event, unit(event, code), mark).map(({ field }) => field);

describe("a mark that can't be true is refused by field", () => {
  test.each([
    ["points for a timed event", "SSKM500M", { pointsMilli: 1 }, ["pointsMilli"]],
    ["points in a heat", "STKM500M", { finishPlace: 1, pointsMilli: 1 }, ["pointsMilli"]],
    [
      "points in a run of a timed event",
      "ALPXTE",
      {
        runs: [
          { n: 1, timeMs: 1 },
          { n: 2, pointsMilli: 1 },
        ],
      },
      ["runs.1.pointsMilli"],
    ],
    ["a time for a judged event", "FRSMHP", { timeMs: 1 }, ["timeMs"]],
    ["a time in a run of a judged event", "SBDMBA", { runs: [{ n: 1, timeMs: 1 }] }, ["runs.0.timeMs"]],
    ["a time for figure skating", "FSKXTEAM", { timeMs: 1 }, ["timeMs"]],
    ["a fourth run of three", "SBDMHP", { runs: [{ n: 4, pointsMilli: 1 }] }, ["runs.0.n"]],
    ["a fifth run of an alpine duel", "ALPXTE", { runs: [{ n: 5, timeMs: 1 }] }, ["runs.0.n"]],
    ["a run given twice", "SBDMHP", { runs: [{ n: 1 }, { n: 2 }, { n: 1 }] }, ["runs.2.n"]],
    ["an IRM of another discipline", "ALPMDH", { irm: "PEN" }, ["irm"]],
    ["an IRM of another discipline in a run", "SBDMHP", { runs: [{ n: 1, irm: "YC" }] }, ["runs.0.irm"]],
    ["a time for who didn't start", "ALPMDH", { irm: "DNS", timeMs: 1 }, ["irm"]],
    ["points for who didn't start", "SJPMNH", { irm: "DNS", pointsMilli: 1 }, ["irm"]],
    ["a place for who didn't start", "FRSMSX", { irm: "DNS", finishPlace: 1 }, ["irm"]],
    [
      "points in a run that wasn't started",
      "SBDMHP",
      { runs: [{ n: 1, irm: "DNS", pointsMilli: 1 }] },
      ["runs.0.irm"],
    ],
    [
      "a time in a run that wasn't started",
      "ALPXTE",
      { runs: [{ n: 1, irm: "DNS", timeMs: 1 }] },
      ["runs.0.irm"],
    ],
    ["the time of a lapped skier", "CCSM50KMMS", { lapped: true, timeMs: 1 }, ["timeMs"]],
  ])("%s", (_, event, mark, expected) => {
    expect(fields(event, mark)).toEqual(expected);
  });

  test("in nordic combined a jump has points, the race has times", () => {
    const event = "NCBMNH10KM";
    expect(fields(event, { timeMs: 1 }, "FNL-0001SJ--")).toEqual(["timeMs"]);
    expect(fields(event, { pointsMilli: 1 }, "FNL-0001SJ--")).toEqual([]);
    expect(fields(event, { pointsMilli: 1 }, "FNL-0001CC--")).toEqual(["pointsMilli"]);
    expect(fields(event, { timeMs: 1 }, "FNL-0001CC--")).toEqual([]);
    expect(fields(event, { timeMs: 1, pointsMilli: 1 }, "FNL-000100--")).toEqual([]);
  });

  test("the problem names the rule", () => {
    expect(checkMark("FSKWSINGLES", unit("FSKWSINGLES"), { irm: "DNF" })).toEqual([
      { field: "irm", rule: "is one of the IRMs of FSK: WD, DSQ, DQB" },
    ]);
    expect(checkMark("SBDMHP", unit("SBDMHP"), { runs: [{ n: 9 }] })).toEqual([
      { field: "runs.0.n", rule: "is a run from 1 to 3" },
    ]);
    expect(checkMark("SSKM500M", unit("SSKM500M"), { pointsMilli: 1 })[0]?.rule).toContain("decided by time");
    expect(checkMark("FRSMHP", unit("FRSMHP"), { timeMs: 1 })[0]?.rule).toContain("decided by points");
  });
});

describe("what can be true is taken", () => {
  test.each([
    ["SSKWMS", { irm: "DQ", timeMs: 1, pointsMilli: 0, laps: 0 }],
    ["FRSWSX", { irm: "RAL", finishPlace: 4 }],
    [
      "SBDMSBX",
      {
        runs: [
          { n: 1, timeMs: 1 },
          { n: 2, irm: "DNF" },
        ],
      },
    ],
    ["BTHW4X6KM", { lapped: true, finishPlace: 19 }],
    ["STKM500M", { lapped: true, timeMs: 1 }],
    ["XYZM1", { timeMs: 1, pointsMilli: 1, runs: [{ n: 12, pointsMilli: 1 }] }],
    ["ALPMDH", {}],
  ])("%s %o", (event, mark) => {
    expect(fields(event, mark)).toEqual([]);
  });
});

describe("finish places of a unit", () => {
  const entry = (competitor: string, finishPlace?: number, timeMs?: number) => ({
    competitor,
    ...(finishPlace !== undefined && { mark: { finishPlace, ...(timeMs !== undefined && { timeMs }) } }),
  });

  test("one given twice is named for both", () => {
    expect(checkPlaces([entry("A", 1), entry("B", 2), entry("C", 2), entry("D")])).toEqual([
      { competitor: "B", field: "finishPlace", rule: "is given to one entry only, and 2 is given to 2" },
      { competitor: "C", field: "finishPlace", rule: "is given to one entry only, and 2 is given to 2" },
    ]);
  });

  test("a dead heat with the same time may share the place, different times may not", () => {
    expect(checkPlaces([entry("A", 1, 100), entry("B", 1, 100)])).toEqual([]);
    expect(checkPlaces([entry("A", 1, 100), entry("B", 1, 101)])).toHaveLength(2);
    expect(checkPlaces([entry("A"), entry("B")])).toEqual([]);
  });
});
