import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { now } from "../environment.ts";
import { deployedAuthenticate, deployedFeed } from "./deployed.ts";
import { createOdfHandler } from "./odf.ts";

const log = createLogger("ingest-odf");
const metrics = createMetrics("ingest-odf");
const { store, queue, reader } = deployedFeed();
const authenticate = deployedAuthenticate({ store, log, metrics });

export const handler = createOdfHandler({ store, queue, reader, authenticate, now, log, metrics });
