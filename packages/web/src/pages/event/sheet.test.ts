import { describe, expect, it } from "vitest";
import { eventBoard, lines, unitOf } from "./fixtures.ts";
import { standingsSheet, unitSheet } from "./sheet.ts";

const FINAL = "FNL-000100--";
const started = { startAt: "2026-02-07T04:20:00.000Z" };

describe("a results table", () => {
  it("lists the best first, ties as ties, and below by what happened to them those without a rank", () => {
    const board = eventBoard("ALPMDH", {
      [FINAL]: {
        decides: "GSB",
        marks: {
          A: { timeMs: 102_690 },
          B: { irm: "DNF" },
          C: { timeMs: 102_850 },
          D: { timeMs: 102_850 },
          E: { irm: "DSQ" },
          F: { irm: "DNF" },
        },
      },
    });
    expect(lines(standingsSheet(board))).toEqual([
      "1 A 1:42.69 gold",
      "=2 C 1:42.85 +0.16 silver",
      "=2 D 1:42.85 +0.16 silver",
      "-- Did not finish",
      "B DNF",
      "F DNF",
      "-- Disqualified",
      "E DSQ",
    ]);
  });

  it("shows while a race is on who is on the way, who is still to come, and medals as not yet won", () => {
    const board = eventBoard("ALPMDH", {
      [FINAL]: {
        decides: "GSB",
        result: "LIVE",
        marks: { A: { timeMs: 103_000 }, B: started, C: null, D: null },
      },
    });
    expect(lines(standingsSheet(board))).toEqual([
      "1 A 1:43.00 gold?",
      "-- On the way",
      "2 B",
      "-- Still to start",
      "3 C",
      "4 D",
    ]);
  });

  it("is the start list before the start", () => {
    const board = eventBoard("ALPMDH", { [FINAL]: { result: "START_LIST", marks: { A: null, B: null } } });
    const sheet = standingsSheet(board);
    expect(sheet.rankHead).toBe("Start");
    expect(lines(sheet)).toEqual(["1 A", "2 B"]);
  });

  it("expects nobody to start where all start at one gun", () => {
    const marks = { A: { timeMs: 2_000_000 }, B: null };
    const board = eventBoard("BTHM15KMMS", { [FINAL]: { result: "LIVE", marks } });
    expect(lines(standingsSheet(board))).toEqual(["1 A 33:20.0", "-- On the way", "2 B"]);
  });

  it("draws the line under the last who go through", () => {
    const marks = Object.fromEntries(
      Array.from({ length: 14 }, (_, index) => [
        `C${index}`,
        { runs: [{ n: 1, pointsMilli: 90_000 - index }] },
      ]),
    );
    const board = eventBoard("FRSMHP", { "QUAL000100--": { marks } });
    const read = lines(unitSheet(board, unitOf(board, "QUAL000100--")));
    expect(read[12]).toBe("-- Top 12 go through");
    expect(read).toHaveLength(15);
  });

  it.each([
    ["BTHM10KMSP", { timeMs: 1_400_000, misses: [1, 0] }, "Misses", "1+0"],
    ["BTHM4X7.5KM", { timeMs: 4_790_200, penaltyLoops: 1, spareRounds: 7 }, "Loops + spares", "1+7"],
    ["SJPMNH", { pointsMilli: 145_400, distanceCm: 10_450 }, "Metres", "104.5"],
    ["ALPMDH", { timeMs: 102_690, splitsMs: [20_110, 61_000] }, "Split 2", "1:01.00"],
    ["SSKMMS", { timeMs: 467_110, pointsMilli: 63_000, laps: 16 }, "Points", "63"],
    ["FRSMHP", { runs: [{ n: 1, pointsMilli: 90_250 }] }, "Run 1", "90.25"],
    ["FRSMHP", { runs: [{ n: 1, irm: "DNS" }] }, "Run 1", "DNS"],
  ])("of %s has a column for what the mark %o holds", (eventId, mark, head, shown) => {
    const board = eventBoard(eventId, { [FINAL]: { marks: { A: mark } } });
    const { columns, groups } = unitSheet(board, unitOf(board, FINAL));
    const index = columns.findIndex((column) => column.head === head);
    expect(groups[0]?.rows[0]?.cells[index]).toBe(shown);
  });

  it("puts the runs of a slalom beside each other, with the sum and who starts in the last", () => {
    const board = eventBoard("ALPMGS", {
      "RUN1000100--": { marks: { A: { timeMs: 62_000 }, B: { timeMs: 61_000 }, C: { irm: "DNF" } } },
      [FINAL]: { decides: "GSB", marks: { B: { timeMs: 66_500 }, A: { timeMs: 65_000 } } },
    });
    expect(lines(standingsSheet(board))).toEqual([
      "1 A 1:02.00 1:05.00 2:07.00 gold",
      "2 B 1:01.00 1:06.50 2:07.50 +0.50 silver",
      "-- Did not finish",
      "C DNF DNF",
    ]);
  });
});
