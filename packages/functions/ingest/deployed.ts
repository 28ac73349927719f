/** What the ingest handlers are told by their environment. */
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { openObjects } from "@podium/core/feed/objects.ts";
import { openQueue, type Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { SILENT } from "@podium/core/table/reader.ts";
import { now, setting } from "../environment.ts";
import { createFindKey } from "./api-keys.ts";
import { type Authenticate, createAuthenticate } from "./authenticate.ts";
import { parseSecrets } from "./secrets.ts";

export interface DeployedFeed {
  store: RawStore;
  queue: Queue;
  /** Knows the time zone of the venue. */
  reader: Reader;
}

export function deployedFeed(): DeployedFeed {
  const table = openTable(setting("PODIUM_TABLE"));
  const store = { table, objects: openObjects(new S3Client({ logger: SILENT }), setting("PODIUM_BUCKET")) };
  return {
    store,
    queue: openQueue(new SQSClient({ logger: SILENT }), setting("PODIUM_QUEUE_URL")),
    reader: new Reader(store, setting("PODIUM_TIME_ZONE")),
  };
}

export function deployedAuthenticate({
  store,
  log,
  metrics,
}: {
  store: RawStore;
  log: Log;
  metrics: Metrics;
}): Authenticate {
  return createAuthenticate({
    secrets: parseSecrets(setting("PODIUM_FEED_SECRETS")),
    findKey: createFindKey(store.table, now),
    now,
    log,
    metrics,
  });
}
