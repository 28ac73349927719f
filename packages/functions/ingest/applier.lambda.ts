import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { now } from "../environment.ts";
import { createApplierHandler } from "./applier.ts";
import { deployedFeed } from "./deployed.ts";

const { store, queue, reader } = deployedFeed();

export const handler = createApplierHandler({
  table: store.table,
  reader,
  queue,
  now,
  log: createLogger("feed-applier"),
  metrics: createMetrics("feed-applier"),
});
