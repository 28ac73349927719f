import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createProjectorHandler } from "./projector.ts";

export const handler = createProjectorHandler({
  table: openTable(setting("PODIUM_TABLE")),
  now,
  log: createLogger("projector"),
  metrics: createMetrics("projector"),
});
