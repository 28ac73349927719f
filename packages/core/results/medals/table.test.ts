import { describe, expect, test } from "vitest";
import type { Medal } from "../ranking/types.ts";
import { medalTable } from "./table.ts";

const countries = new Map(
  ["AAA", "BBB", "CCC", "DDD"].map((noc) => [noc, { name: `Land of ${noc}`, listed: true }]),
);

/** `AAA gsb`: one medal of each colour. */
const won = (...nocs: string[]) =>
  nocs.flatMap((text) => {
    const [noc = "", colours = ""] = text.split(" ");
    const names: Record<string, Medal> = { g: "gold", s: "silver", b: "bronze" };
    return [...colours].map((colour) => ({ noc, medal: names[colour] ?? "gold" }));
  });

const shown = (...nocs: string[]) =>
  medalTable(won(...nocs), countries).map(
    ({ rank, rankEqual, noc, rankByTotal }) => `${rank}${rankEqual ? "=" : ""} ${noc} (${rankByTotal})`,
  );

describe("the medal table", () => {
  test("goes by gold, then silver, then bronze, with the rank by all medals beside it", () => {
    expect(shown("AAA sssbbb", "BBB g", "CCC gs", "DDD gsb")).toEqual([
      "1 DDD (2)",
      "2 CCC (3)",
      "3 BBB (4)",
      "4 AAA (1)",
    ]);
  });

  test("equal NOCs share the rank and are listed by code", () => {
    expect(shown("CCC g", "AAA g", "BBB s", "DDD b")).toEqual([
      "1= AAA (1)",
      "1= CCC (1)",
      "3 BBB (1)",
      "4 DDD (1)",
    ]);
  });

  test("counts each colour and all together", () => {
    expect(medalTable(won("AAA ggsbbb"), countries)).toEqual([
      {
        rank: 1,
        rankEqual: false,
        noc: "AAA",
        name: "Land of AAA",
        gold: 2,
        silver: 1,
        bronze: 3,
        total: 6,
        rankByTotal: 1,
      },
    ]);
  });

  test("a NOC that isn't listed has no row and takes no rank", () => {
    const neutral = new Map([...countries, ["AIN", { name: "Neutral athletes", listed: false }]]);
    expect(medalTable(won("AIN ggg", "AAA g"), neutral).map(({ rank, noc }) => [rank, noc])).toEqual([
      [1, "AAA"],
    ]);
  });

  test("a NOC of which nothing is known stands under its code", () => {
    expect(medalTable(won("ZZZ b"), countries)[0]).toMatchObject({
      noc: "ZZZ",
      name: "ZZZ",
      bronze: 1,
      total: 1,
    });
  });

  test("is empty before the first medal", () => {
    expect(medalTable([], countries)).toEqual([]);
  });
});
