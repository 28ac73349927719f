import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileFilters, type Pattern } from "./filter.ts";

const record = {
  eventName: "MODIFY",
  dynamodb: {
    Keys: { pk: { S: "$podium#unit_SSKM500M" } },
    NewImage: {
      kind: { S: "mark" },
      timeMs: { N: "34000" },
      body: { B: new Uint8Array([1, 2, 255]) },
      tags: { SS: ["event", "medals"] },
      final: { BOOL: true },
      irm: { NULL: true },
      empty: { S: "" },
    },
  },
};

describe("a filter lets pass what Lambda would", () => {
  const passing: [string, Pattern][] = [
    ["an exact value", { eventName: ["MODIFY"] }],
    ["one of several values", { eventName: ["INSERT", "MODIFY"] }],
    ["a nested value", { dynamodb: { NewImage: { kind: { S: ["mark"] } } } }],
    ["a prefix", { dynamodb: { Keys: { pk: { S: [{ prefix: "$podium#unit_" }] } } } }],
    ["a suffix", { dynamodb: { Keys: { pk: { S: [{ suffix: "500M" }] } } } }],
    ["another case", { eventName: [{ "equals-ignore-case": "modify" }] }],
    ["what exists", { dynamodb: { NewImage: { kind: { S: [{ exists: true }] } } } }],
    ["what is absent", { dynamodb: { NewImage: { rank: { N: [{ exists: false }] } } } }],
    ["anything but a value", { dynamodb: { NewImage: { kind: { S: [{ "anything-but": "board" }] } } } }],
    ["anything but a list", { eventName: [{ "anything-but": ["REMOVE", "INSERT"] }] }],
    [
      "anything but a prefix",
      { dynamodb: { Keys: { pk: { S: [{ "anything-but": { prefix: "$podium#board" } }] } } } },
    ],
    ["a member of a set", { dynamodb: { NewImage: { tags: { SS: ["medals"] } } } }],
    ["a boolean", { dynamodb: { NewImage: { final: { BOOL: [true] } } } }],
    ["an empty string", { dynamodb: { NewImage: { empty: { S: [""] } } } }],
    ["binary as base64", { dynamodb: { NewImage: { body: { B: ["AQL/"] } } } }],
    ["several fields at once", { eventName: ["MODIFY"], dynamodb: { NewImage: { kind: { S: ["mark"] } } } }],
    ["one of several patterns", { $or: [{ eventName: ["REMOVE"] }, { eventName: ["MODIFY"] }] }],
  ];
  test.each(passing)("%s", (_, pattern) => {
    expect(compileFilters([pattern])(record)).toBe(true);
  });

  const failing: [string, Pattern][] = [
    ["another value", { eventName: ["REMOVE"] }],
    ["a value of another type", { dynamodb: { NewImage: { timeMs: { N: [34000] } } } }],
    ["a field that is not there", { dynamodb: { OldImage: { kind: { S: ["mark"] } } } }],
    ["anything but, where the field is not there", { rank: [{ "anything-but": "1" }] }],
    ["exists, for an object in between", { dynamodb: { NewImage: [{ exists: true }] } }],
    ["one field of two", { eventName: ["MODIFY"], dynamodb: { NewImage: { kind: { S: ["board"] } } } }],
    ["none of several patterns", { $or: [{ eventName: ["REMOVE"] }, { eventName: ["INSERT"] }] }],
  ];
  test.each(failing)("and stops %s", (_, pattern) => {
    expect(compileFilters([pattern])(record)).toBe(false);
  });
});

test("without filters everything passes; with several, one has to match", () => {
  expect(compileFilters([])(record)).toBe(true);
  expect(compileFilters([{ eventName: ["REMOVE"] }, { eventName: ["MODIFY"] }])(record)).toBe(true);
});

test("anything-but is the opposite of the value for every value that is there", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, wanted) => {
      const event = { field: value };
      const is = compileFilters([{ field: [wanted] }])(event);
      expect(compileFilters([{ field: [{ "anything-but": wanted }] }])(event)).toBe(!is);
    }),
  );
});

test("what Lambda refuses for DynamoDB is refused with the place of the mistake", () => {
  const numeric = JSON.parse('{"dynamodb":{"NewImage":{"timeMs":{"N":[{"numeric":[">",1]}]}}}}');
  expect(() => compileFilters([numeric])).toThrow("filter 0.dynamodb.NewImage.timeMs.N");
  expect(() => compileFilters([JSON.parse('{"a":"x"}')])).toThrow("a rule stands in a list");
  expect(() => compileFilters([JSON.parse('{"a":[{"sounds-like":"x"}]}')])).toThrow("no such rule");
  expect(() => compileFilters([{ a: [] }])).toThrow("an empty list");
  expect(() => compileFilters(Array(6).fill({ a: ["x"] }))).toThrow("at most 5");
});
