import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createNdjsonHandler } from "./ndjson.ts";
import { parseSecrets } from "./secrets.ts";

export const handler = createNdjsonHandler({
  table: openTable(setting("PODIUM_TABLE")),
  secrets: parseSecrets(setting("PODIUM_FEED_SECRETS")),
  now,
  log: createLogger("ingest-ndjson"),
  metrics: createMetrics("ingest-ndjson"),
});
