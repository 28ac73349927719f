/** The watch of the boards on a real table: what it says is what alarms rest on. */
import { spend } from "@podium/core/edge/budget.ts";
import { createBoardWatch } from "@podium/functions/scheduled/boards.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { A, entries, MASTER, mark, status } from "./support/games.ts";
import { type Pipeline, startPipeline } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };
const LIMIT = 200;

let engine: Engine;
let podium: Pipeline;
beforeAll(async () => {
  engine = await startEngine();
  podium = await startPipeline(engine);
});
afterAll(async () => {
  await podium.stop();
  await engine.stop();
});

async function look(now = new Date()): Promise<LocalMetrics> {
  const metrics = new LocalMetrics();
  const watch = createBoardWatch({
    table: podium.table,
    monthlyInvalidations: LIMIT,
    now: () => now,
    log,
    metrics,
  });
  await watch();
  return metrics;
}

it("tells how far boards are behind their facts, how old the front page's is, and what is left of the month", async () => {
  const empty = await look();
  expect(empty.percentiles("BoardLagMs").max).toBe(0);
  expect(empty.total("InvalidationsUsedPercent")).toBe(0);

  for (const message of [...MASTER, entries, status("LIVE", 1), mark(A, 103_450, 2)])
    await podium.take(message);
  await podium.settle();
  const hour = 3_600_000;
  await spend(podium.table, new Date(), "correction", 50, LIMIT);
  const later = await look(new Date(Date.now() + hour));
  expect(later.percentiles("FrontBoardAgeMs").max).toBeGreaterThanOrEqual(hour - 1_000);
  expect(later.percentiles("BoardLagMs").max).toBeLessThan(hour);
  expect(later.total("InvalidationsUsedPercent")).toBe(25);
});
