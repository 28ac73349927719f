import { describe, expect, it } from "vitest";
import type { Search } from "../../board/types.ts";
import { indexOf } from "./index-of.ts";
import { find } from "./match.ts";

const board: Search = {
  board: "search",
  version: 1,
  updatedAt: "2022-02-20T13:00:00.000Z",
  factAt: "2022-02-20T06:25:26.000Z",
  nextPollSeconds: 60,
  games: { id: "OWG2022", name: "Beijing 2022 Winter Games" },
  disciplines: [
    ["ALP", "Alpine Skiing"],
    ["IHO", "Ice Hockey"],
  ],
  events: [
    ["ALPMDH", "Men's Downhill"],
    ["IHOWTEAM6", "Women's Tournament"],
  ],
  countries: ["CZE", "GBR", "SUI"],
  athletes: [["2202255", "Beat Feuz", "SUI", "ALP"]],
};
const index = indexOf(board);

describe("the index of a search", () => {
  it.each([
    ["country", "great", "/countries/GBR"],
    ["country", "cze", "/countries/CZE"],
    ["country", "sui", "/countries/SUI"],
    ["sport", "hockey", "/sports/IHO"],
    ["event", "hockey women", "/events/IHOWTEAM6"],
    ["event", "mens downhill", "/events/ALPMDH"],
    ["athlete", "feuz", "/athletes/2202255"],
  ] as const)("leads to the %s that is meant by %s", (kind, typed, href) => {
    expect(find(index[kind], typed).map((found) => found.href)).toEqual([href]);
  });

  it("says of an athlete which sport it is, to tell those of one name apart", () => {
    expect(find(index.athlete, "beat")[0]).toMatchObject({ detail: "Alpine Skiing", noc: "SUI" });
  });
});
