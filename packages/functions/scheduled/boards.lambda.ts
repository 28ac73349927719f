import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createBoardWatch } from "./boards.ts";

export const handler = createBoardWatch({
  table: openTable(setting("PODIUM_TABLE")),
  monthlyInvalidations: Number(setting("PODIUM_INVALIDATIONS_PER_MONTH")),
  now,
  log: createLogger("board-watch"),
  metrics: createMetrics("board-watch"),
});
