import { describe, expect, it } from "vitest";
import { boardKind } from "./kind.ts";
import { KEPT, withMeasurements } from "./measured.ts";

describe("a measurement", () => {
  it("replaces the groups and fields that it has, and no others", () => {
    const how = { date: "2026-11-22", machine: "another", command: "npm run simulate -- crowd" };
    const found = withMeasurements(KEPT, [
      { edge: { how, hitRatio: 0.5 } },
      { boards: { kinds: { pulse: { jsonBytes: 3, gzipBytes: 2, brotliBytes: 1 } } } },
      { edge: { hitRatio: 0.75 } },
    ]);
    expect(found).toEqual({
      ...KEPT,
      edge: { ...KEPT.edge, how, hitRatio: 0.75 },
      boards: {
        ...KEPT.boards,
        kinds: { ...KEPT.boards.kinds, pulse: { jsonBytes: 3, gzipBytes: 2, brotliBytes: 1 } },
      },
    });
  });

  it.each<[unknown, string]>([
    [{ edge: { hitRatio: 1.5 } }, "edge.hitRatio"],
    [{ pipeline: { writeUnits: -1 } }, "pipeline.writeUnits"],
    [{ boards: { kinds: { pulse: { jsonBytes: 3 } } } }, "boards.kinds.pulse.gzipBytes"],
    [{ requests: { shares: { pulse: "most" } } }, "requests.shares.pulse"],
    [{ weather: {} }, "measured"],
    ["nothing", "measured"],
  ])("%j is refused by its field", (measurement, field) => {
    expect(() => withMeasurements(KEPT, [measurement])).toThrow(
      expect.objectContaining({ code: "MEASUREMENT_INVALID", field, rule: expect.any(String) }),
    );
  });
});

it("of what is kept, shares of requests are at most all of them", () => {
  for (const { shares } of [KEPT.requests, KEPT.guidance]) {
    const sum = Object.values(shares).reduce((left, right) => left + right, 0);
    expect(sum).toBeGreaterThan(0.5);
    expect(sum).toBeLessThanOrEqual(1.0001);
  }
});

it.each([
  ["live", "live"],
  ["events/ALPMDH", "event"],
  ["events/ALPMDH/live", "pulse"],
  ["leaderboards/medals", "medals"],
  ["leaderboards/athletes", "athletes"],
  ["leaderboards/disciplines/ALP", "discipline"],
  ["leaderboards/days/2022-02-07", "day"],
  ["athletes/1234", "athlete"],
  ["countries/NOR", "country"],
  ["schedule/2022-02-07", "schedule"],
  ["games", "games"],
  ["search", "search"],
  ["weather", undefined],
])("%s is a board of the kind %s", (name, kind) => {
  expect(boardKind(name)).toBe(kind);
});
