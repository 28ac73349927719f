/** Writes that share a request, on a real table: what they share is the journey, nothing else. */
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { getAll, writeTogether } from "@podium/core/table/batch.ts";
import type { Table } from "@podium/core/table/client.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "./support/table.ts";

let engine: Engine;
let table: Table;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  ({ table } = await engine.table());
});

const put = (pk: string, says: string) => ({ TableName: table.name, Item: { pk, sk: "-", says } });
/** Only where there is nothing yet. */
const first = (pk: string, says: string) => ({
  ...put(pk, says),
  ConditionExpression: "attribute_not_exists(pk)",
});

async function written(...pks: string[]): Promise<unknown[]> {
  const found = await getAll(
    table,
    pks.map((pk) => ({ pk, sk: "-" })),
  );
  return pks.map((pk) => found.get(`${pk}\n-`)?.says);
}

const WRITTEN = { status: "fulfilled", value: { kind: "written" } };

describe("writes that share a request", () => {
  it("are all written", async () => {
    const outcomes = await writeTogether(table, [[first("a", "1")], [first("b", "2"), put("c", "3")]]);
    expect(outcomes).toEqual([WRITTEN, WRITTEN]);
    expect(await written("a", "b", "c")).toEqual(["1", "2", "3"]);
  });

  it("are refused alone, with all that belongs to them", async () => {
    await table.documents.send(new PutCommand(put("b", "before")));
    const outcomes = await writeTogether(table, [
      [first("a", "1")],
      [put("x", "never"), first("b", "2")],
      [first("c", "3")],
    ]);
    expect(outcomes).toEqual([
      WRITTEN,
      { status: "fulfilled", value: { kind: "refused", positions: [1] } },
      WRITTEN,
    ]);
    expect(await written("a", "x", "b", "c")).toEqual(["1", undefined, "before", "3"]);
  });

  it("follow each other where they write the same item: the first one wins its condition", async () => {
    const outcomes = await writeTogether(table, [
      [first("a", "1"), put("b", "1")],
      [first("a", "2"), put("c", "2")],
    ]);
    expect(outcomes).toEqual([WRITTEN, { status: "fulfilled", value: { kind: "refused", positions: [0] } }]);
    expect(await written("a", "b", "c")).toEqual(["1", "1", undefined]);
  });

  it("fail alone where only one of them can't be carried out at all", async () => {
    const outcomes = await writeTogether(table, [
      [first("a", "1")],
      [{ ...put("b", "2"), Item: { sk: "-" } }],
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await written("a")).toEqual(["1"]);
  });
});
