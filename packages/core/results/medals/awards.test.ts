import { describe, expect, test } from "vitest";
import { sketch, type UnitSketch } from "../ranking/fixtures.ts";
import { rankEvent } from "../ranking/rank.ts";
import { awards } from "./awards.ts";

function awarded(event: string, units: Readonly<Record<string, UnitSketch>>): string {
  const facts = sketch(event, units);
  return awards(facts, rankEvent(facts))
    .map(({ medal, competitor }) => `${medal} ${competitor}`)
    .join(", ");
}

const t = (timeMs: number) => ({ timeMs });
const FINAL = "FNL-000100--";
const marks = { A: t(10), B: t(20), C: t(30), D: t(40) };

describe("medals", () => {
  test("are awarded when the final is official, with the unit that decided them", () => {
    const facts = sketch("LUGXRELAY4", { [FINAL]: { marks, decides: "GSB" } });
    const unit = facts.units[0]?.id;
    expect(awards(facts, rankEvent(facts))).toEqual([
      { competitor: "A", medal: "gold", unit },
      { competitor: "B", medal: "silver", unit },
      { competitor: "C", medal: "bronze", unit },
    ]);
  });

  test.each([
    "START_LIST",
    "LIVE",
    "INTERMEDIATE",
    "UNCONFIRMED",
    "UNOFFICIAL",
    "PARTIAL",
    "PROTESTED",
    "PROVISIONAL",
  ] as const)("are not awarded while the final is %s", (result) => {
    expect(awarded("LUGXRELAY4", { [FINAL]: { marks, decides: "GSB", result } })).toBe("");
  });

  test("wait for every earlier run, but not for a cancelled one", () => {
    const runs = (first: UnitSketch) =>
      awarded("ALPWSL", { "FNL-000050--": first, [FINAL]: { marks, decides: "GSB" } });
    expect(runs({ marks, result: "PROTESTED" })).toBe("");
    expect(runs({ marks })).toBe("gold A, silver B, bronze C");
    expect(runs({ marks: { D: t(1) }, status: "CANCELLED" })).toBe("gold A, silver B, bronze C");
  });

  test("of a unit without a decision there are none", () => {
    expect(awarded("LUGXRELAY4", { [FINAL]: { marks } })).toBe("");
  });

  test.each([
    [[10, 10, 20, 30], "gold A, gold B, bronze C"],
    [[10, 20, 20, 30], "gold A, silver B, silver C"],
    [[10, 20, 30, 30], "gold A, silver B, bronze C, bronze D"],
    [[10, 10, 10, 30], "gold A, gold B, gold C"],
  ])("equal times %o give %s", ([a = 0, b = 0, c = 0, d = 0], expected) => {
    const equal = { A: t(a), B: t(b), C: t(c), D: t(d) };
    expect(awarded("LUGXRELAY4", { [FINAL]: { marks: equal, decides: "GSB" } })).toBe(expected);
  });

  test("are fewer where fewer are ranked", () => {
    expect(
      awarded("LUGXRELAY4", { [FINAL]: { marks: { A: t(1), B: { irm: "DNF" } }, decides: "GSB" } }),
    ).toBe("gold A");
  });

  test("a final of two awards gold and silver even while the one for bronze is under protest, and the other way round", () => {
    const at = (finishPlace: number) => ({ finishPlace });
    const duels = (small: UnitSketch["result"], big: UnitSketch["result"]) =>
      awarded("SBDWPGS", {
        SFNL00010000: { marks: { A: at(1), C: at(2) } },
        SFNL00020000: { marks: { B: at(1), D: at(2) } },
        "FNL-00020000": { marks: { C: at(1), D: at(2) }, decides: "B", ...(small && { result: small }) },
        "FNL-00010000": { marks: { A: at(2), B: at(1) }, decides: "GS", ...(big && { result: big }) },
      });
    expect(duels("OFFICIAL", "OFFICIAL")).toBe("gold B, silver A, bronze C");
    expect(duels("PROTESTED", "OFFICIAL")).toBe("gold B, silver A");
    expect(duels("OFFICIAL", "LIVE")).toBe("bronze C");
  });

  test("move on when a winner is disqualified afterwards", () => {
    const after = { ...marks, A: { timeMs: 10, irm: "DSQ" } };
    expect(awarded("LUGXRELAY4", { [FINAL]: { marks: after, decides: "GSB" } })).toBe(
      "gold B, silver C, bronze D",
    );
  });
});
