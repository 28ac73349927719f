import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { setting } from "../environment.ts";
import { createBoardHandler } from "./board.ts";

export const handler = createBoardHandler({
  client: openReader(),
  table: setting("PODIUM_TABLE"),
  nowMs: Date.now,
  log: createLogger("read-board"),
  metrics: createMetrics("read-board"),
});
