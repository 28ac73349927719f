/** The feed's services on one machine: queue and object store. Who consumes the queue is elsewhere (consumers/). */
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { openObjects } from "@podium/core/feed/objects.ts";
import { openQueue, type Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import type { Table } from "@podium/core/table/client.ts";
import { MAX_RECEIVES, VISIBILITY_SECONDS } from "@podium/functions/ingest/applier.ts";
import { loopback } from "../loopback.ts";
import { startObjectServer } from "../objects/server.ts";
import { type Surroundings, startPart } from "../part.ts";
import type { ProcessUsage } from "../process-usage.ts";
import { createQueue } from "../queue/create.ts";

export const BUCKET = "podium";
const QUEUE = "feed.fifo";
const DEAD = "feed-dead.fifo";

export interface FeedServices {
  /** Where other processes find the queues and the objects. */
  endpoints: FeedEndpoints;
  /** By the queue, which has a process of its own. */
  used(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

export interface FeedEndpoints {
  queues: string;
  queueUrl: string;
  /** Of the dead-letter queue. */
  deadUrl: string;
  objects: string;
}

export async function startFeedServices(dataDir: string, surroundings: Surroundings): Promise<FeedServices> {
  const undo: (() => Promise<unknown> | undefined)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const module = new URL("../queue/serve.part.ts", import.meta.url);
    const queues = await startPart<string>(module, { dataDir }, surroundings);
    undo.push(() => queues.stop());
    const { log } = surroundings;
    const objects = await startObjectServer({ dataDir: join(dataDir, "objects"), buckets: [BUCKET], log });
    undo.push(() => objects.stop());
    const client = queueClient(queues.started);
    const deadUrl = await createQueue(client, DEAD, { FifoQueue: "true" });
    const queueUrl = await createQueue(client, QUEUE, {
      FifoQueue: "true",
      VisibilityTimeout: String(VISIBILITY_SECONDS),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:local:000000000000:${DEAD}`,
        maxReceiveCount: MAX_RECEIVES,
      }),
    });
    const endpoints = { queues: queues.started, queueUrl, deadUrl, objects: objects.url };
    return { endpoints, used: () => queues.used(), stop };
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
  const s3 = new S3Client({ ...loopback(endpoint), forcePathStyle: true });
  return { table, objects: openObjects(s3, BUCKET) };
}

export const queueClient = (endpoint: string): SQSClient => new SQSClient(loopback(endpoint));
