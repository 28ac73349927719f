/**
 * An event-source mapping as Lambda's for DynamoDB Streams, over the real Streams API: in order within a shard, parents
 * before children, one batch of a shard at a time.
 */
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type Shard,
} from "@aws-sdk/client-dynamodb-streams";
import { type Log, messageOf } from "../log.ts";
import type { CheckpointStore } from "./checkpoints.ts";
import type { DeadLetter } from "./dead-letters.ts";
import { type DeliveryStats, pause, type StreamHandler } from "./delivery.ts";
import { compileFilters, type Pattern } from "./filter.ts";
import { Pages } from "./get-records.ts";
import { ShardReader, type ShardStats } from "./shard.ts";

const DISCOVER_MS = 60_000;
const TIMEOUT_MS = 30_000;
const POLL_MS = 250;
const BACKOFF_MS = 100;

export interface MappingOptions {
  /** Also the name of the function. */
  name: string;
  streams: DynamoDBStreamsClient;
  /** Of the same client, shared with other consumers of the stream (its own). */
  pages?: Pages;
  streamArn: string;
  handler: StreamHandler;
  /** Most records of one invocation, 1 to 10,000. */
  batchSize: number;
  /** How long to gather for a fuller batch, from its first record; 0 hands over what a poll brings. */
  windowMs: number;
  /** A record passes if one of these matches; all pass where there are none. */
  filters?: readonly Pattern[];
  /** Split a failed batch in two, without counting it as an attempt, until the poison record stands alone. */
  bisect: boolean;
  /** Invocations with the same records before they become a dead letter, the first included. */
  maxAttempts: number;
  /** Older records become dead letters without an attempt. */
  maxRecordAgeMs?: number;
  /** From poll to poll while the reader keeps up; Lambda polls four times a second. */
  pollMs?: number;
  /** What one invocation may take. */
  timeoutMs?: number;
  /** Wait before the second attempt; doubles with each. */
  backoffMs?: number;
  /** How often to look for new shards that no parent announced. */
  discoverMs?: number;
  /** Must resolve only when the letter is kept: the shard goes on then. */
  onDeadLetter: (letter: DeadLetter) => Promise<void>;
  checkpoints: CheckpointStore;
  log: Log;
}

export type MappingStats = DeliveryStats & ShardStats;

export interface Mapping {
  readonly name: string;
  readonly stats: Readonly<MappingStats>;
  /** Resolves when all that is in the stream now is handled or given up. Also resolves when the mapping stops. */
  idle(): Promise<void>;
  /** Finishes the batch under way, begins no other, and writes the checkpoint. May be called twice. */
  stop(): Promise<void>;
}

/** Reads from the checkpoint, or from the oldest record where there is none. Throws where the stream can't be described. */
export async function startMapping(options: MappingOptions): Promise<Mapping> {
  const matches = compileFilters(options.filters ?? []);
  if (!(Number.isInteger(options.batchSize) && options.batchSize >= 1 && options.batchSize <= 10_000)) {
    throw new RangeError(`batchSize is a whole number from 1 to 10,000, not ${options.batchSize}`);
  }
  const { streams, streamArn, checkpoints, log, pages = new Pages(streams) } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const stats: MappingStats = {
    polls: 0,
    records: 0,
    matched: 0,
    invocations: 0,
    handled: 0,
    failures: 0,
    retries: 0,
    bisections: 0,
    dead: 0,
  };
  const readers = new Map<string, ShardReader>();
  const running = new Set<Promise<void>>();

  /** Starts a reader for each shard that has none and whose parent is handled or gone. */
  async function discover(): Promise<void> {
    const shards = await listShards(streams, streamArn);
    const listed = new Set(shards.map(({ ShardId }) => ShardId ?? ""));
    checkpoints.keepOnly(listed);
    for (const { ShardId: shardId = "", ParentShardId: parent } of shards) {
      if (signal.aborted || readers.has(shardId) || checkpoints.isClosed(shardId)) continue;
      if (parent !== undefined && listed.has(parent) && !checkpoints.isClosed(parent)) continue;
      const run = read(shardId).finally(() => running.delete(run));
      running.add(run);
    }
  }

  async function read(shardId: string): Promise<void> {
    const reader = new ShardReader({
      streams,
      pages,
      shardId,
      matches,
      batchSize: options.batchSize,
      windowMs: options.windowMs,
      pollMs: options.pollMs ?? POLL_MS,
      checkpoints,
      stats,
      log,
      signal,
      delivery: {
        name: options.name,
        streamArn,
        shardId,
        handler: options.handler,
        timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
        bisect: options.bisect,
        maxAttempts: options.maxAttempts,
        maxRecordAgeMs: options.maxRecordAgeMs,
        backoffMs: options.backoffMs ?? BACKOFF_MS,
        onDeadLetter: options.onDeadLetter,
        stats,
        log,
        signal,
      },
    });
    readers.set(shardId, reader);
    const ended = await reader.run();
    readers.delete(shardId);
    if (ended) await rediscover();
  }

  async function rediscover(): Promise<void> {
    try {
      await discover();
    } catch (cause) {
      log("warn", "the stream can't be described; trying again later", {
        mapping: options.name,
        cause: messageOf(cause),
      });
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(options.discoverMs ?? DISCOVER_MS, signal);
      if (!signal.aborted) await rediscover();
    }
  }

  await discover();
  const watching = watch();

  return {
    name: options.name,
    stats,
    async idle() {
      // A shard that ends hands over to its children, which then have to be waited for too.
      const asked = new Set<ShardReader>();
      for (;;) {
        const fresh = [...readers.values()].filter((reader) => !asked.has(reader));
        if (fresh.length === 0) return;
        await Promise.all(
          fresh.map((reader) => {
            asked.add(reader);
            return reader.idle();
          }),
        );
      }
    },
    async stop() {
      stopping.abort();
      await watching;
      while (running.size > 0) await Promise.all(running);
      await checkpoints.flush();
    },
  };
}

async function listShards(streams: DynamoDBStreamsClient, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({
        StreamArn: streamArn,
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
      }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}
