import { describe, expect, it } from "vitest";
import { eventBoard } from "./fixtures.ts";
import { chosenView, views } from "./phases.ts";

const HEAT = { marks: { A: { finishPlace: 1 }, B: { finishPlace: 2 } } };
const TO_COME = { result: "START_LIST", marks: { A: null, B: null } } as const;

/** The view that opens, of an event of short track. */
function opened(units: Parameters<typeof eventBoard>[1], hash = ""): string | undefined {
  const board = eventBoard("STKM1000M", units);
  return chosenView(board, views(board), hash)?.id;
}

describe("an event opens", () => {
  it("with what is on", () => {
    expect(opened({ QFNL000100: HEAT, SFNL000100: { ...HEAT, result: "LIVE" }, "FNL-000100": TO_COME })).toBe(
      "sfnl",
    );
  });

  it("between two rounds with the last that has results", () => {
    expect(opened({ QFNL000100: HEAT, SFNL000100: TO_COME, "FNL-000100": TO_COME })).toBe("qfnl");
  });

  it("with the first start list before all results", () => {
    expect(opened({ QFNL000100: TO_COME, SFNL000100: TO_COME, "FNL-000100": TO_COME })).toBe("qfnl");
  });

  it("with the standings when it is over", () => {
    expect(opened({ QFNL000100: HEAT, SFNL000100: HEAT, "FNL-000100": HEAT })).toBe("standings");
  });

  it("with what the address asks for, and as ever where it asks for nothing that there is", () => {
    const over = { QFNL000100: HEAT, SFNL000100: HEAT, "FNL-000100": HEAT };
    expect(opened(over, "#sfnl")).toBe("sfnl");
    expect(opened(over, "#content")).toBe("standings");
  });

  it("without tabs where one table says all", () => {
    const board = eventBoard("ALPMDH", { "FNL-000100--": { marks: { A: { timeMs: 1 } } } });
    expect(views(board).map(({ id }) => id)).toEqual(["standings"]);
  });
});
