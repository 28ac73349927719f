import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { now } from "../environment.ts";
import { deployedAuthenticate, deployedFeed } from "./deployed.ts";
import { createNdjsonHandler } from "./ndjson.ts";

const log = createLogger("ingest-ndjson");
const metrics = createMetrics("ingest-ndjson");
const { store, queue } = deployedFeed();
const authenticate = deployedAuthenticate({ store, log, metrics });

export const handler = createNdjsonHandler({ store, queue, authenticate, now, log, metrics });
