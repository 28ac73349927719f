/**
 * What works behind the queue and the stream: applier, projector and publisher, each called as Lambda calls it. They are
 * busy whenever the Games are; who asks or sends waits for none of them.
 */
import { join } from "node:path";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { cloudFrontEdge } from "@podium/core/edge/edge.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { openTable } from "@podium/core/table/client.ts";
import { type Capacity, CapacityMeter } from "@podium/core/table/meter.ts";
import {
  createApplierHandler,
  createDeadHandler,
  TIMEOUT_SECONDS,
} from "@podium/functions/ingest/applier.ts";
import { createProjectorHandler, PROJECTOR_FILTERS } from "@podium/functions/stream/projector.ts";
import { createPublisherHandler, PUBLISHER_FILTERS } from "@podium/functions/stream/publisher.ts";
import { every } from "../every.ts";
import { type FeedEndpoints, openFeed, queueClient } from "../feed/pipeline.ts";
import { counted } from "../invocations.ts";
import { handlerLogOf } from "../log.ts";
import { loopback } from "../loopback.ts";
import type { Surroundings } from "../part.ts";
import { startQueueMapping } from "../queue/mapping.ts";
import { type CheckpointStore, openCheckpoints } from "../stream/checkpoints.ts";
import { openDeadLetters } from "../stream/dead-letters.ts";
import { Pages } from "../stream/get-records.ts";
import { type Mapping, startMapping } from "../stream/mapping.ts";
import { TRIM_ROWS, trimStreams } from "../table/streams.ts";
import { BoardSizes, type Sizes } from "./board-sizes.ts";

/** Counts the dead letters of the stream, those of earlier runs included. */
export const DEAD_LETTERS = "StreamDeadLetters";
const TRIM_EVERY_MS = 5_000;
/** What the stream holds for a projector that is behind is worth more than a small batch: more changes, fewer boards. */
const PROJECTOR_BATCH = 1000;
const PUBLISHER_BATCH = 100;
/** Batches that are applied side by side. With more each of them is smaller, and all wait for the same table. */
const CONCURRENCY = 3;

/** Plain: it crosses processes. */
export interface ConsumerOptions {
  dataDir: string;
  /** Of the venue. */
  timeZone: string;
  /** `dbPath`: of the engine's file, whose stream is trimmed; absent where it isn't ours. */
  table: { name: string; endpoint: string; streamArn: string; dbPath?: string };
  feed: FeedEndpoints;
  edge: { endpoint: string; distributionId: string; monthlyTags: number };
}

/** What they have used and written so far. */
export interface Usage {
  capacity: Capacity;
  sizes: Sizes;
}

export interface Consumers {
  /** The projector's event-source mapping: disabled, and enabled again where it was. */
  stopProjector(): Promise<void>;
  startProjector(): Promise<void>;
  /** Resolves when all that was sent and written so far has been handled or given up. */
  quiet(): Promise<void>;
  usage(): Promise<Usage>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** @param onTableClient sees the client of the table before it is used */
export async function startConsumers(
  { dataDir, timeZone, table: place, feed, edge }: ConsumerOptions,
  { log, metrics }: Surroundings,
  onTableClient: (client: DynamoDBClient) => void = () => {},
): Promise<Consumers> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const now = () => new Date();
    const handlerLog = handlerLogOf(log);
    const meter = new CapacityMeter();
    const sizes = new BoardSizes();
    const table = openTable(place.name, loopback(place.endpoint), meter);
    sizes.attach(table.client);
    onTableClient(table.client);
    const { store, queue } = openFeed(feed, table);
    const applying = await startQueueMapping({
      name: "feed-applier",
      client: queueClient(feed.queues),
      queueUrl: feed.queueUrl,
      handler: counted(
        metrics,
        "applier",
        createApplierHandler({
          table,
          reader: new Reader(store, timeZone),
          queue,
          now,
          log: handlerLog,
          metrics,
        }),
      ),
      batchSize: 10,
      concurrency: CONCURRENCY,
      timeoutMs: TIMEOUT_SECONDS * 1000,
      log,
    });
    undo.push(() => applying.stop());
    const dead = await startQueueMapping({
      name: "feed-dead",
      client: queueClient(feed.queues),
      queueUrl: feed.deadUrl,
      handler: createDeadHandler({ table, now, metrics }),
      batchSize: 10,
      concurrency: 1,
      log,
    });
    undo.push(() => dead.stop());

    const streams = new DynamoDBStreamsClient(loopback(place.endpoint));
    const pages = new Pages(streams);
    const letters = openDeadLetters(join(dataDir, "dead-letters.ndjson"), log);
    metrics.count(DEAD_LETTERS, letters.count);
    const checkpoints = new Map<string, CheckpointStore>();
    const mappings = new Map<string, Mapping>();
    const map = async (
      name: string,
      handler: Parameters<typeof startMapping>[0]["handler"],
      filters: typeof PROJECTOR_FILTERS | typeof PUBLISHER_FILTERS,
      batchSize: number,
    ) => {
      const { streamArn } = place;
      const store = openCheckpoints({ file: join(dataDir, `checkpoint-${name}.json`), streamArn, log });
      checkpoints.set(name, store);
      const mapping = await startMapping({
        name,
        streams,
        pages,
        streamArn,
        handler: counted(metrics, name, handler),
        batchSize,
        windowMs: 0,
        filters,
        bisect: true,
        maxAttempts: 5,
        async onDeadLetter(letter) {
          await letters.append(letter);
          metrics.count(DEAD_LETTERS);
        },
        checkpoints: store,
        log,
      });
      mappings.set(name, mapping);
      undo.push(() => mapping.stop());
    };
    const projector = createProjectorHandler({ table, now, log: handlerLog, metrics });
    const startProjector = () => map("projector", projector, PROJECTOR_FILTERS, PROJECTOR_BATCH);
    await startProjector();
    const cloudFront = new CloudFrontClient(loopback(edge.endpoint));
    const publisher = createPublisherHandler({
      edge: cloudFrontEdge(cloudFront, edge.distributionId),
      table,
      monthlyTags: edge.monthlyTags,
      now,
      log: handlerLog,
      metrics,
    });
    await map("publisher", publisher, PUBLISHER_FILTERS, PUBLISHER_BATCH);

    const trimming = every(TRIM_EVERY_MS, log, () => {
      const behind = lowest([...checkpoints.values()].map((one) => one.lowest()));
      if (place.dbPath === undefined || behind === undefined) return;
      while (trimStreams(place.dbPath, place.name, behind) === TRIM_ROWS);
    });
    undo.push(async () => clearInterval(trimming));
    return {
      startProjector,
      stopProjector: async () => mappings.get("projector")?.stop(),
      async quiet() {
        await applying.quiet();
        // What the projector writes comes back through the stream: outcomes to itself, boards to the publisher.
        for (let round = 0; round < 3; round++) for (const mapping of mappings.values()) await mapping.idle();
      },
      usage: async () => ({ capacity: meter.read(), sizes: sizes.read() }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Undefined while any consumer has no position yet: then nothing may go. */
function lowest(positions: readonly (string | undefined)[]): string | undefined {
  let low: string | undefined;
  for (const position of positions) {
    if (position === undefined) return undefined;
    if (low === undefined || BigInt(position) < BigInt(low)) low = position;
  }
  return low;
}
