import { describe, expect, it } from "vitest";
import { competitorName, isAthlete } from "./competitor.ts";

describe("a competitor", () => {
  it.each([
    ["2202255", "Beat Feuz", "SUI", "Beat Feuz"],
    ["CURXTEAM2---NOR01", "Skaslien / Nedregotten", "NOR", "Skaslien / Nedregotten"],
    ["BTHXRELAY4--CZE01", "Czech Republic", "CZE", "Czechia"],
    ["SBDXTEAM----USA02", "United States 2", "USA", "United States 2"],
  ])(
    "%s, %s, is called by people's own names, or by the country's as the reader knows it",
    (id, name, noc, shown) => {
      expect(competitorName({ id, name, noc })).toBe(shown);
    },
  );

  it("has a page where it is a person", () => {
    expect(isAthlete({ id: "2202255" })).toBe(true);
    expect(isAthlete({ id: "CURXTEAM2---NOR01" })).toBe(false);
  });
});
