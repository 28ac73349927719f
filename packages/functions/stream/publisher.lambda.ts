import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { deployedEdge } from "../edge.ts";
import { now, setting } from "../environment.ts";
import { createPublisherHandler } from "./publisher.ts";

export const handler = createPublisherHandler({
  edge: deployedEdge(),
  table: openTable(setting("PODIUM_TABLE")),
  monthlyTags: Number(setting("PODIUM_INVALIDATIONS_PER_MONTH")),
  now,
  log: createLogger("publisher"),
  metrics: createMetrics("publisher"),
});
