import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createDeadHandler } from "./applier.ts";

export const handler = createDeadHandler({
  table: openTable(setting("PODIUM_TABLE")),
  now,
  metrics: createMetrics("feed-dead"),
});
