import { expect, test } from "vitest";
import { itemsOf } from "./forget.ts";
import { byPath, pathsOf } from "./paths.ts";

test.each([
  "live",
  "games",
  "search",
  "leaderboards/medals",
  "leaderboards/athletes",
  "leaderboards/disciplines/ALP",
  "leaderboards/days/2022-02-07",
  "athletes/ALP-1234.5",
  "countries/NOR",
  "schedule/2022-02-07",
])("an edge without tags forgets the board %s by its path", (board) => {
  expect(itemsOf({ what: "board", board }).flatMap(pathsOf)).toEqual([`/api/${board}`]);
});

test("an event's boards are forgotten together, by tag or by path", () => {
  expect(itemsOf({ what: "board", board: "events/SSKM500M" }).flatMap(pathsOf)).toEqual([
    "/api/events/SSKM500M",
    "/api/events/SSKM500M/live",
  ]);
});

test("a discipline is one wildcard and its leaderboard; everything stays everything", async () => {
  const asked: unknown[] = [];
  const edge = byPath({ invalidate: async (paths, reference) => void asked.push(paths, reference) });
  await edge.invalidate(itemsOf({ what: "discipline", discipline: "ALP" }), "once");
  await edge.invalidate(["/*", "/*"], "twice");
  expect(asked).toEqual([["/api/events/ALP*", "/api/leaderboards/disciplines/ALP"], "once", ["/*"], "twice"]);
});
