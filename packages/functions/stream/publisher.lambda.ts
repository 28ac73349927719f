import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { cloudFrontEdge } from "@podium/core/edge/edge.ts";
import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createPublisherHandler } from "./publisher.ts";

export const handler = createPublisherHandler({
  edge: cloudFrontEdge(new CloudFrontClient({}), setting("PODIUM_DISTRIBUTION")),
  table: openTable(setting("PODIUM_TABLE")),
  monthlyTags: Number(setting("PODIUM_INVALIDATIONS_PER_MONTH")),
  now,
  log: createLogger("publisher"),
  metrics: createMetrics("publisher"),
});
