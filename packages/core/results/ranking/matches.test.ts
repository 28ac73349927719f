import { describe, expect, test } from "vitest";
import { line, rank, type UnitSketch, unitLine, won } from "./fixtures.ts";

/** `AB` : A beat B. */
function games(
  phase: string,
  results: readonly string[],
  score: [number, number] = [2, 1],
): Record<string, UnitSketch> {
  return Object.fromEntries(
    results.map((pair, index) => [
      `${phase}${String(index + 1).padStart(4, "0")}00--`,
      won(pair[0] ?? "", pair[1] ?? "", score),
    ]),
  );
}

const open = (left: string, right: string): UnitSketch => ({
  match: { sides: [{ competitor: left, score: 1 }, { competitor: right }] },
  result: "LIVE",
});

describe("curling", () => {
  const event = "CURWTEAM4";
  const robin = (...results: string[]) => games("PREL", results);

  test("wins first; two equal teams by the game between them", () => {
    const ranking = rank(event, robin("AB", "AC", "BC", "CD", "DB", "DA"));
    // A 2, D 2, B 1, C 1: D beat A, B beat C.
    expect(line(ranking)).toBe("1 D, 2 A, 3 B, 4 C");
    expect(ranking.standings[0]?.result).toEqual({ pointsMilli: 2_000 });
    expect(ranking.cut).toEqual({ places: 4 });
  });

  test("three equal teams that beat each other in turn share the rank: the facts hold no draw shots", () => {
    expect(line(rank(event, robin("AB", "BC", "CA")))).toBe("1= A, 1= B, 1= C");
  });

  test("among more equal teams those whom it separates go first, the rest start over among themselves", () => {
    // A, B, C, D two wins each of three; between them A 2, B 2, C 1, D 1: A beat B, C beat D.
    const results = ["AB", "AC", "DA", "BC", "BD", "CD", "CE", "DF"];
    expect(line(rank(event, robin(...results, "EF", "FE"))).startsWith("1 A, 2 B, 3 C, 4 D")).toBe(true);
  });

  test("a game that isn't decided gives nothing and no rank", () => {
    const ranking = rank(event, { PREL000100: {}, "PREL000200--": open("A", "B") });
    expect(line(ranking)).toBe("- A, - B");
    expect(unitLine(ranking, "PREL000200--")).toBe("- A, - B");
  });

  test("the games for the medals give the first four places, the round robin those behind", () => {
    const units = {
      ...robin("AE", "BE", "CE", "DE", "AB", "AC", "AD", "BC", "BD", "CD"),
      ...games("SFNL", ["DA", "CB"]),
      "FNL-000102--": { ...won("A", "B", [5, 3]), decides: "B" as const },
      "FNL-000101--": { ...won("C", "D", [7, 3]), decides: "GS" as const },
    };
    const ranking = rank(event, units);
    expect(line(ranking)).toBe("1 C, 2 D, 3 A, 4 B, 5 E");
    expect(ranking.standings.map(({ result }) => result)).toEqual([
      { place: 1 },
      { place: 2 },
      { place: 1 },
      { place: 2 },
      { pointsMilli: 0 },
    ]);
    expect(ranking.cut).toBeNull();
    expect([...ranking.units.values()].at(-1)).toEqual([
      { competitor: "C", rank: 1, rankEqual: false, result: { pointsMilli: 7_000 }, irm: null },
      { competitor: "D", rank: 2, rankEqual: false, result: { pointsMilli: 3_000 }, irm: null },
    ]);
  });

  test("while the semifinals are on, the fifth is the fifth", () => {
    const units = {
      ...robin("AE", "BE", "CE", "DE", "AB", "AC", "AD", "BC", "BD", "CD"),
      "SFNL000100--": open("A", "D"),
      "SFNL000200--": open("B", "C"),
    };
    expect(line(rank(event, units)).startsWith("5 E, ")).toBe(true);
  });

  test("the winner counts whichever side it is, also without a score", () => {
    const match = {
      sides: [{ competitor: "A" }, { competitor: "B" }] as [{ competitor: string }, { competitor: string }],
      winner: "B",
    };
    const ranking = rank(event, { "PREL000100--": { match } });
    expect(unitLine(ranking, "PREL000100--")).toBe("1 B, 2 A");
    expect([...ranking.units.values()][0]?.map(({ result }) => result)).toEqual([{ place: 1 }, { place: 2 }]);
  });

  test("a match without sides shows its entries, without a rank", () => {
    const ranking = rank(event, { "PREL000100--": { marks: { B: null, A: null } } });
    expect(line(ranking)).toBe("- A, - B");
  });
});

describe("ice hockey", () => {
  const men = "IHOMTEAM6";

  test("three points in time, two after it, one for losing then", () => {
    const ranking = rank(men, {
      "GPA-000100--": won("A", "B", [3, 2], "OT"),
      "GPA-000200--": won("C", "D", [1, 0]),
      "GPA-000300--": won("D", "B", [2, 1], "SO"),
    });
    expect(ranking.standings.map(({ competitor, result }) => `${competitor} ${result?.pointsMilli}`)).toEqual(
      ["C 3000", "A 2000", "D 2000", "B 2000"],
    );
  });

  test("two equal teams by their game, whatever the goals", () => {
    const ranking = rank(men, {
      "GPA-000100--": won("A", "B", [1, 0]),
      "GPA-000200--": won("B", "C", [9, 0]),
      "GPA-000300--": won("D", "A", [9, 0]),
    });
    // A, B, D three points each, not all met: points in the games between them are D 3, A 3, B 0; D beat A.
    expect(line(ranking)).toBe("1 D, 2 A, 3 B, 4 C");
  });

  test("three equal teams by goal difference, then goals, in the games between them", () => {
    const circle = (first: [number, number], second: [number, number], third: [number, number]) =>
      line(
        rank(men, {
          "GPA-000100--": won("A", "B", first),
          "GPA-000200--": won("B", "C", second),
          "GPA-000300--": won("C", "A", third),
        }),
      );
    expect(circle([5, 0], [3, 0], [1, 0])).toBe("1 A, 2 B, 3 C");
    expect(circle([2, 1], [3, 2], [4, 3])).toBe("1 C, 2 A, 3 B");
    expect(circle([4, 3], [2, 1], [3, 2])).toBe("1 A, 2 B, 3 C");
    expect(circle([2, 1], [2, 1], [2, 1])).toBe("1= A, 1= B, 1= C");
  });

  test("groups of equal strength go by place in the group, then points, goal difference, goals", () => {
    const ranking = rank(men, {
      "GPA-000100--": won("A", "B", [2, 1], "OT"),
      "GPB-000100--": won("C", "D", [2, 0]),
      "GPC-000100--": won("E", "F", [3, 1]),
    });
    expect(line(ranking)).toBe("1 E, 2 C, 3 A, 4 B, 5 F, 6 D");
  });

  test("the women's first group stands before the second", () => {
    const units = { "GPA-000100--": won("A", "B", [1, 0]), "GPB-000100--": won("C", "D", [9, 0]) };
    expect(line(rank("IHOWTEAM6", units))).toBe("1 A, 2 B, 3 C, 4 D");
    expect(line(rank(men, units))).toBe("1 C, 2 A, 3 B, 4 D");
    const laterFirst = { "GPB-000100--": units["GPB-000100--"], "GPA-000100--": units["GPA-000100--"] };
    expect(line(rank("IHOWTEAM6", laterFirst))).toBe("1 A, 2 B, 3 C, 4 D");
  });

  test("who is out in the same play-off round is placed by the groups", () => {
    const ranking = rank(men, {
      "GPA-000100--": won("A", "B", [1, 0]),
      "GPA-000200--": won("C", "D", [2, 0]),
      "QFNL000100--": won("D", "C", [1, 0], "SO"),
      "QFNL000200--": won("B", "A", [1, 0]),
    });
    // Group: C, A, B, D.
    expect(line(ranking)).toBe("1 B, 2 D, 3 C, 4 A");
  });
});
