import { type MedalRow, medalTable } from "@podium/core/results/medals/table.ts";
import type { Medal } from "@podium/core/results/ranking/types.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byDay, chosen, type MedalEvent, medalsOf, sorted, tally } from "./tally.ts";

const MEDALS: readonly Medal[] = ["gold", "silver", "bronze"];
const NOCS = ["NOR", "GER", "SUI", "AUT", "FIN"];
const SPORTS = ["ALP", "BTH", "CCS"];
const GENDERS = ["M", "W", "X"];
const ALL = { sport: "", gender: "" };

const downhill = event("ALPMDH", "2022-02-07", ["SUI", "FRA", "AUT"]);
const slalom = event("ALPWSL", "2022-02-09", ["SVK", "AUT", "SUI"]);
const sprint = event("BTHM10KMSP", "2022-02-12", ["NOR", "FRA", "NOR"]);
const events = [downhill, slalom, sprint];

describe("the medal table of a choice", () => {
  it("counts the chosen sport and gender alone", () => {
    const men = chosen(events, { sport: "ALP", gender: "M" });
    expect(men).toEqual([downhill]);
    expect(tally(boardOf(events), men).map(({ noc, rank }) => [rank, noc])).toEqual([
      [1, "SUI"],
      [2, "FRA"],
      [3, "AUT"],
    ]);
  });

  it("shares a rank where the medals are the same", () => {
    const twoGolds = event("STKM1000M", "2022-02-07", ["CHN", "HUN"], ["gold", "gold"]);
    expect(tally(boardOf([twoGolds]), [twoGolds]).map(({ rank, rankEqual }) => [rank, rankEqual])).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  it("leaves out whom the whole table leaves out", () => {
    const board = { rows: boardOf(events).rows.filter(({ noc }) => noc !== "FRA") };
    expect(tally(board, events).some(({ noc }) => noc === "FRA")).toBe(false);
  });

  it("is the board's own table where nothing is chosen", () => {
    fc.assert(
      fc.property(anyEvents(), (all) => {
        const board = boardOf(all);
        expect(tally(board, chosen(all, ALL))).toEqual(board.rows);
      }),
    );
  });

  it.each([["sport", SPORTS] as const, ["gender", GENDERS] as const])(
    "summed over every %s is the whole table",
    (key, values) => {
      fc.assert(
        fc.property(anyEvents(), (all) => {
          const board = boardOf(all);
          const parts = values.flatMap((value) => tally(board, chosen(all, { ...ALL, [key]: value })));
          for (const { noc, gold, silver, bronze, total } of board.rows) {
            const own = parts.filter((row) => row.noc === noc);
            const sum = (count: Medal | "total") => own.reduce((all, row) => all + row[count], 0);
            expect([sum("gold"), sum("silver"), sum("bronze"), sum("total")]).toEqual([
              gold,
              silver,
              bronze,
              total,
            ]);
          }
        }),
      );
    },
  );
});

describe("a country's row", () => {
  it("opens to each of its medals, and to no other", () => {
    expect(medalsOf("SUI", events).map(({ event: { id }, medal }) => [id, medal])).toEqual([
      ["ALPMDH", "gold"],
      ["ALPWSL", "bronze"],
    ]);
    fc.assert(
      fc.property(anyEvents(), (all) => {
        for (const { noc, total } of boardOf(all).rows) expect(medalsOf(noc, all)).toHaveLength(total);
      }),
    );
  });
});

describe("the table sorted by a column", () => {
  const rows = boardOf(events).rows;
  const order = (...by: ["noc" | "total" | "rank", "ascending" | "descending"]) =>
    sorted(rows, ...by, (noc) => ({ SUI: "Schweiz", NOR: "Ørland" })[noc] ?? noc, "de").map(({ noc }) => noc);

  it("has the most first, or the fewest", () => {
    expect(rows.map(({ noc, total }) => `${noc} ${total}`)).toEqual([
      "NOR 2",
      "SUI 2",
      "SVK 1",
      "FRA 2",
      "AUT 2",
    ]);
    expect(order("total", "descending").at(-1)).toBe("SVK");
    expect(order("total", "ascending")[0]).toBe("SVK");
  });

  it("keeps equal countries in the order of the medal table", () => {
    expect(order("total", "descending")).toEqual(["NOR", "SUI", "FRA", "AUT", "SVK"]);
  });

  it("has names in the reader's alphabet", () => {
    expect(order("noc", "ascending")).toEqual(["AUT", "FRA", "NOR", "SUI", "SVK"]);
  });

  it("loses no country", () => {
    expect(order("rank", "descending").toSorted()).toEqual(rows.map(({ noc }) => noc).toSorted());
  });
});

describe("medals by day", () => {
  it("has each day from the first to the last, without medals too", () => {
    expect(byDay([sprint], events).map(({ date, gold }) => [date, gold])).toEqual([
      ["2022-02-07", 0],
      ["2022-02-08", 0],
      ["2022-02-09", 0],
      ["2022-02-10", 0],
      ["2022-02-11", 0],
      ["2022-02-12", 1],
    ]);
  });

  it("counts every medal once", () => {
    fc.assert(
      fc.property(anyEvents(), (all) => {
        const counted = byDay(all, all).reduce(
          (sum, { gold, silver, bronze }) => sum + gold + silver + bronze,
          0,
        );
        expect(counted).toBe(all.reduce((sum, { medals }) => sum + medals.length, 0));
      }),
    );
  });

  it("is nothing before the first medal", () => {
    expect(byDay([], [])).toEqual([]);
  });
});

function event(id: string, day: string, winners: readonly string[], medals = MEDALS): MedalEvent {
  return {
    id,
    name: id,
    discipline: { code: id.slice(0, 3), name: id.slice(0, 3) },
    gender: id.charAt(3),
    day,
    medals: winners.map((noc, index) => ({
      medal: medals[index] ?? "bronze",
      competitor: { id: `${noc}${index}`, name: noc, noc },
    })),
  };
}

function anyEvents(): fc.Arbitrary<MedalEvent[]> {
  const one = fc.record({
    sport: fc.constantFrom(...SPORTS),
    gender: fc.constantFrom(...GENDERS),
    day: fc.integer({ min: 5, max: 20 }),
    winners: fc.array(fc.constantFrom(...NOCS), { minLength: 1, maxLength: 4 }),
    medals: fc.array(fc.constantFrom(...MEDALS), { minLength: 4, maxLength: 4 }),
  });
  return fc
    .array(one, { maxLength: 30 })
    .map((all) =>
      all.map(({ sport, gender, day, winners, medals }, index) =>
        event(`${sport}${gender}${index}`, `2022-02-${String(day).padStart(2, "0")}`, winners, medals),
      ),
    );
}

/** As core makes the board's table. */
function boardOf(all: readonly MedalEvent[]): { rows: MedalRow[] } {
  const won = all.flatMap(({ medals }) => medals.map(({ medal, competitor: { noc } }) => ({ noc, medal })));
  return { rows: medalTable(won, new Map()) };
}
