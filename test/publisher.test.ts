/** What is pushed to the edge and what it may cost: a real table holds the budget, the edge's own API takes the order. */
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { budgetOf, SHARE_PERCENT, spend } from "@podium/core/edge/budget.ts";
import { cloudFrontEdge } from "@podium/core/edge/edge.ts";
import { createPublisherHandler } from "@podium/functions/stream/publisher.ts";
import { LocalContext } from "@podium/local/context.ts";
import { createInvalidationApi, type InvalidationApi } from "@podium/local/edge/invalidation.ts";
import { silent } from "@podium/local/log.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import type { DynamoDBRecord } from "aws-lambda";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "./support/table.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const FEBRUARY = new Date("2026-02-10T12:00:00.000Z");
const PUSHES = ["correction", "withdrawal", "official"] as const;

let engine: Engine;
let table: Awaited<ReturnType<Engine["table"]>>["table"];
let api: InvalidationApi;
let invalidated: string[];
let client: CloudFrontClient;
let metrics: LocalMetrics;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  ({ table } = await engine.table());
  invalidated = [];
  metrics = new LocalMetrics();
  api = createInvalidationApi({ invalidate: ({ tags }) => invalidated.push(...tags), log: silent });
  const { port } = await api.listen({ port: 0 });
  client = new CloudFrontClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterEach(async () => {
  client.destroy();
  await api.close();
});

async function publish(monthlyTags: number, ...records: DynamoDBRecord[]): Promise<void> {
  const handler = createPublisherHandler({
    edge: cloudFrontEdge(client, "EPODIUM"),
    table,
    monthlyTags,
    now: () => FEBRUARY,
    log: QUIET,
    metrics,
  });
  const context = new LocalContext("publisher", 30_000);
  await handler({ Records: records }, context);
}

let sequence = 0;

/** Written long enough ago that nothing is waited for. */
function pushed(tag: string, push: string): DynamoDBRecord {
  sequence += 1;
  const NewImage = {
    tags: { L: [{ S: tag }, { S: "discipline-ALP" }] },
    push: { S: push },
    updatedAt: { S: "2026-02-10T11:00:00.000Z" },
  };
  return { eventName: "MODIFY", dynamodb: { NewImage, SequenceNumber: String(sequence) } };
}

describe("the budget of invalidations", () => {
  it("is never overdrawn, whoever spends at the same time, and counts what was spent", async () => {
    const wish = fc.record({ push: fc.constantFrom(...PUSHES), count: fc.integer({ min: 1, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(wish, { maxLength: 12 }),
        fc.integer({ min: 0, max: 100 }),
        async (wishes, limit) => {
          const { table: fresh } = await engine.table();
          const granted = await Promise.all(
            wishes.map(({ push, count }) => spend(fresh, FEBRUARY, push, count, limit)),
          );
          const sum = wishes.reduce((total, { count }, index) => total + (granted[index] ? count : 0), 0);
          expect(await budgetOf(fresh, FEBRUARY, limit)).toEqual({ month: "2026-02", used: sum, limit });
          expect(sum).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("keeps room for corrections when results have used their share", async () => {
    expect(SHARE_PERCENT.official).toBeLessThan(SHARE_PERCENT.withdrawal);
    expect(await spend(table, FEBRUARY, "official", 80, 100)).toBe(true);
    expect(await spend(table, FEBRUARY, "official", 1, 100)).toBe(false);
    expect(await spend(table, FEBRUARY, "withdrawal", 15, 100)).toBe(true);
    expect(await spend(table, FEBRUARY, "correction", 5, 100)).toBe(true);
    expect(await spend(table, FEBRUARY, "correction", 1, 100)).toBe(false);
  });

  it("begins anew each month", async () => {
    expect(await spend(table, FEBRUARY, "correction", 10, 10)).toBe(true);
    expect(await spend(table, new Date("2026-03-01T00:00:00.000Z"), "correction", 10, 10)).toBe(true);
    expect(await budgetOf(table, FEBRUARY, 10)).toMatchObject({ used: 10 });
  });

  it("says when the table can't be asked, so that the stream brings the batch again", async () => {
    const missing = { ...table, name: "no-such-table" };
    await expect(spend(missing, FEBRUARY, "official", 1, 10)).rejects.toThrow(/not found|non-existent/i);
  });
});

describe("the publisher", () => {
  it("names each board once, whatever happened to it in the batch", async () => {
    await publish(100, pushed("event-ALPMDH", "official"), pushed("event-ALPMDH", "correction"));
    expect(invalidated).toEqual(["event-ALPMDH"]);
    expect((await budgetOf(table, FEBRUARY, 100)).used).toBe(1);
  });

  it("pushes the correction and leaves the official results to their TTL when there isn't room for both", async () => {
    await publish(
      2,
      pushed("event-A", "official"),
      pushed("event-B", "official"),
      pushed("event-C", "correction"),
    );
    expect(invalidated).toEqual(["event-C"]);
    expect(metrics.total("InvalidationOverBudget")).toBe(2);
    expect(metrics.total("TagInvalidated")).toBe(1);
  });

  it("asks the edge once for a batch that comes again", async () => {
    const batch = [pushed("event-A", "correction"), pushed("event-B", "official")];
    await publish(100, ...batch);
    await publish(100, ...batch);
    expect(invalidated.sort()).toEqual(["event-A", "event-B"]);
  });
});
