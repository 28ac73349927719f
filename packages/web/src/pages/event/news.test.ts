import type { Mark } from "@podium/core/results/schema.ts";
import { describe, expect, it } from "vitest";
import { eventBoard } from "./fixtures.ts";
import { eventNews } from "./news.ts";

function race(marks: Record<string, Mark | null>, result: "LIVE" | "UNOFFICIAL" = "LIVE") {
  return eventBoard("ALPMDH", { "FNL-000100--": { decides: "GSB", result, marks } });
}

const before = race({ 1: { timeMs: 103_000 }, 2: { timeMs: 104_000 }, 3: null, 4: null });

describe("a listener hears", () => {
  it("of a new leader, with the time, and who is behind", () => {
    const now = race({ 1: { timeMs: 103_000 }, 2: { timeMs: 104_000 }, 3: { timeMs: 102_690 }, 4: null });
    expect(eventNews(before, now)).toEqual([
      "Skier 3 leads with 1:42.69.",
      "Silver Skier 1, Bronze Skier 2.",
    ]);
  });

  it("of a medal position that changes hands", () => {
    const now = race({ 1: { timeMs: 103_000 }, 2: { timeMs: 104_000 }, 3: { timeMs: 103_500 }, 4: null });
    expect(eventNews(before, now)).toEqual(["Silver Skier 3, Bronze Skier 2."]);
  });

  it("nothing of a mark that changes neither", () => {
    const full = { 1: { timeMs: 103_000 }, 2: { timeMs: 104_000 }, 3: { timeMs: 105_000 } };
    expect(eventNews(race({ ...full, 4: null }), race({ ...full, 4: { timeMs: 106_000 } }))).toEqual([]);
    expect(eventNews(before, before)).toEqual([]);
  });

  it("when the race is over", () => {
    const over = race(
      { 1: { timeMs: 103_000 }, 2: { timeMs: 104_000 }, 3: { irm: "DNF" }, 4: { irm: "DNF" } },
      "UNOFFICIAL",
    );
    expect(eventNews(before, over)).toEqual(["An event: Unofficial."]);
  });
});
