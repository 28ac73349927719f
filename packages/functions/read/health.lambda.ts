import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { setting } from "../environment.ts";
import { createHealthHandler } from "./health.ts";

export const handler = createHealthHandler({
  client: openReader(),
  table: setting("PODIUM_TABLE"),
  nowMs: Date.now,
  log: createLogger("read-health"),
  metrics: createMetrics("read-health"),
});
