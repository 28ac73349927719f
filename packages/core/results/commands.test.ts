import { describe, expect, it } from "vitest";
import { COMMAND_TYPES, parseCommand, Rejected } from "./commands.ts";

const unit = "ALPMDH----------------FNL-000102--";
const mark = {
  id: "m1",
  at: "2022-02-07T04:01:42.45Z",
  type: "mark",
  unit,
  competitor: "2200107",
  mark: { timeMs: 103_450 },
};

function refusal(input: unknown): { code: string; field: string | undefined; rule: string | undefined } {
  try {
    parseCommand(input);
  } catch (error) {
    if (error instanceof Rejected) return { code: error.code, field: error.field, rule: error.rule };
    throw error;
  }
  throw new Error("it was taken");
}

describe("a message", () => {
  it("is taken with its instants in one form, so that they sort as text", () => {
    expect(parseCommand(mark)).toMatchObject({ at: "2022-02-07T04:01:42.450Z", type: "mark" });
  });

  it.each([
    [
      "of an unknown type",
      { ...mark, type: "wish" },
      "UNKNOWN_TYPE",
      "type",
      `is one of ${COMMAND_TYPES.join(", ")}`,
    ],
    ["without a type", { ...mark, type: undefined }, "INVALID", "type", undefined],
    ["with a negative time", { ...mark, mark: { timeMs: -1 } }, "INVALID", "mark.timeMs", "is negative"],
    [
      "with a float for a time",
      { ...mark, mark: { timeMs: 1.5 } },
      "INVALID",
      "mark.timeMs",
      "is not a whole number of milliseconds",
    ],
    [
      "with a field nobody knows",
      { ...mark, mark: { timeMss: 1 } },
      "INVALID",
      "mark.timeMss",
      "is not a field of this message",
    ],
    [
      "with a local time",
      { ...mark, at: "2022-02-07T12:01:42+08:00" },
      "INVALID",
      "at",
      "is not an instant in UTC, like 2022-02-07T04:01:42.450Z",
    ],
    ["with an id that could hide something", { ...mark, id: "a\nb" }, "INVALID", "id", undefined],
    ["with a unit that is no RSC", { ...mark, unit: "ALPMDH" }, "INVALID", "unit", undefined],
    [
      "with an empty list",
      { id: "e", at: mark.at, type: "entries", unit, entries: [] },
      "INVALID",
      "entries",
      "is empty",
    ],
    [
      "with a correction that explains nothing",
      { ...mark, type: "correction", reason: " " },
      "INVALID",
      "reason",
      undefined,
    ],
    ["that is no object", "hello", "INVALID", "message", undefined],
    ["that is null", null, "INVALID", "message", undefined],
  ])("%s is refused by field and rule", (_, input, code, field, rule) => {
    const refused = refusal(input);
    expect(refused).toMatchObject({ code, field });
    if (rule !== undefined) expect(refused.rule).toBe(rule);
    expect(refused.rule).not.toBe("");
  });

  it("with a list too long for one transaction is refused", () => {
    const entries = Array.from({ length: 91 }, (_, n) => ({ competitor: `${n}` }));
    expect(refusal({ id: "e", at: mark.at, type: "entries", unit, entries })).toMatchObject({
      field: "entries",
    });
  });
});
