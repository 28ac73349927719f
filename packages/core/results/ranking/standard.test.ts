import { describe, expect, test } from "vitest";
import { compareScores, compareText, standardRanks } from "./standard.ts";

describe("standard competition ranking", () => {
  const ranks = (values: number[]) =>
    standardRanks(values, (left, right) => left - right).map(
      ({ rank, rankEqual }) => `${rank}${rankEqual ? "=" : ""}`,
    );

  test("equal values share a rank and the next counts them all", () => {
    expect(ranks([10, 20, 20, 20, 30])).toEqual(["1", "2=", "2=", "2=", "5"]);
  });

  test("a tie for the last rank is marked on both", () => {
    expect(ranks([1, 2, 2])).toEqual(["1", "2=", "2="]);
  });

  test("nobody gives no ranks", () => {
    expect(ranks([])).toEqual([]);
  });
});

describe("comparing scores", () => {
  test("the first number that differs decides", () => {
    expect(compareScores([1, 9], [2, 0])).toBe(-1);
    expect(compareScores([1, 9], [1, 8])).toBe(1);
  });

  test("a missing number is worse than any other", () => {
    expect(compareScores([1], [1, 5])).toBe(1);
    expect(compareScores([1, 5], [1])).toBe(-1);
  });

  test("the same numbers are equal, also when they are infinite", () => {
    expect(compareScores([1, Number.POSITIVE_INFINITY], [1, Number.POSITIVE_INFINITY])).toBe(0);
    expect(compareScores([], [])).toBe(0);
  });
});

test("texts are ordered by code unit", () => {
  expect(["b", "B", "a"].sort(compareText)).toEqual(["B", "a", "b"]);
  expect(compareText("a", "a")).toBe(0);
});
