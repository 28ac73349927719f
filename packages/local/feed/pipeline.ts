/** The feed's half of the cloud on one machine: queue, object store, and the applier between the queue and the table. */
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { openObjects } from "@podium/core/feed/objects.ts";
import { openQueue, type Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import type { Table } from "@podium/core/table/client.ts";
import { SILENT } from "@podium/core/table/reader.ts";
import {
  type ApplierDependencies,
  createApplierHandler,
  createDeadHandler,
  MAX_RECEIVES,
  TIMEOUT_SECONDS,
  VISIBILITY_SECONDS,
} from "@podium/functions/ingest/applier.ts";
import { counted } from "../invocations.ts";
import type { Log } from "../log.ts";
import type { LocalMetrics } from "../metrics.ts";
import { startObjectServer } from "../objects/server.ts";
import { createQueue } from "../queue/create.ts";
import { type QueueMapping, startQueueMapping } from "../queue/mapping.ts";
import { startQueueThread } from "../queue/thread.ts";
import { UNSIGNED } from "../unsigned.ts";

export const BUCKET = "podium";
const QUEUE = "feed.fifo";
const DEAD = "feed-dead.fifo";
/** Lanes that are applied side by side. */
const CONCURRENCY = 10;
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

export interface FeedPipelineOptions {
  dataDir: string;
  table: Table;
  /** Of the venue. */
  timeZone: string;
  now: () => Date;
  handlerLog: ApplierDependencies["log"];
  metrics: LocalMetrics;
  log: Log;
}

export interface FeedPipeline {
  store: RawStore;
  queue: Queue;
  reader: Reader;
  /** Where another process finds the queue and the objects. */
  endpoints: FeedEndpoints;
  mapping: QueueMapping;
  stop(): Promise<void>;
}

export interface FeedEndpoints {
  queues: string;
  queueUrl: string;
  objects: string;
}

export async function startFeedPipeline(options: FeedPipelineOptions): Promise<FeedPipeline> {
  const { dataDir, table, timeZone, now, handlerLog, metrics, log } = options;
  const undo: (() => Promise<unknown> | undefined)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const queues = await startQueueThread({ dataDir, log });
    undo.push(() => queues.stop());
    const objects = await startObjectServer({ dataDir: join(dataDir, "objects"), buckets: [BUCKET], log });
    undo.push(() => objects.stop());
    const client = queueClient(queues.url);
    const deadUrl = await createQueue(client, DEAD, { FifoQueue: "true" });
    const queueUrl = await createQueue(client, QUEUE, {
      FifoQueue: "true",
      VisibilityTimeout: String(VISIBILITY_SECONDS),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:local:000000000000:${DEAD}`,
        maxReceiveCount: MAX_RECEIVES,
      }),
    });
    const endpoints = { queues: queues.url, queueUrl, objects: objects.url };
    const { store, queue } = openFeed(endpoints, table);
    const reader = new Reader(store, timeZone);
    const mapping = await startQueueMapping({
      name: "feed-applier",
      client,
      queueUrl,
      handler: counted(
        metrics,
        "applier",
        createApplierHandler({ table, reader, queue, now, log: handlerLog, metrics }),
      ),
      batchSize: 10,
      concurrency: CONCURRENCY,
      timeoutMs: TIMEOUT_SECONDS * 1000,
      log,
    });
    undo.push(() => mapping.stop());
    const dead = await startQueueMapping({
      name: "feed-dead",
      client,
      queueUrl: deadUrl,
      handler: createDeadHandler({ table, now, metrics }),
      batchSize: 10,
      concurrency: 1,
      log,
    });
    undo.push(() => dead.stop());
    return { store, queue, reader, endpoints, mapping, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The queue and the objects of a stage that runs, for whoever sends to it or looks into it. */
export function openFeed(
  { queues, queueUrl, objects }: FeedEndpoints,
  table: Table,
): { store: RawStore; queue: Queue } {
  return { store: openStore(objects, table), queue: openQueue(queueClient(queues), queueUrl) };
}

export function openStore(endpoint: string, table: Table): RawStore {
  const s3 = new S3Client({
    endpoint,
    region: "local",
    credentials: CREDENTIALS,
    forcePathStyle: true,
    logger: SILENT,
  });
  return { table, objects: openObjects(s3, BUCKET) };
}

const queueClient = (endpoint: string): SQSClient =>
  new SQSClient({
    endpoint,
    region: "local",
    credentials: CREDENTIALS,
    signer: UNSIGNED,
    logger: SILENT,
  });
