/** Commands in, boards out, over a real table: the stream is drained by hand, so that a test decides when. */
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { Actor } from "@podium/core/access/actor.ts";
import { decompress } from "@podium/core/board/encoding.ts";
import type { Envelope } from "@podium/core/board/envelope.ts";
import { readBoard } from "@podium/core/board/read.ts";
import { type Message, parseCommand } from "@podium/core/results/commands.ts";
import { type Context, type Done, execute, type Options } from "@podium/core/results/execute.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { CapacityMeter } from "@podium/core/table/meter.ts";
import { createProjectorHandler, PROJECTOR_FILTERS } from "@podium/functions/stream/projector.ts";
import { boards } from "@podium/local/dump.ts";
import { silent } from "@podium/local/log.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import type { CheckpointStore } from "@podium/local/stream/checkpoints.ts";
import type { DeadLetter } from "@podium/local/stream/dead-letters.ts";
import { type Mapping, startMapping } from "@podium/local/stream/mapping.ts";
import type { DynamoDBRecord } from "aws-lambda";
import type { Engine } from "./table.ts";

export const FEED: Actor = { kind: "feed", keyId: "test" };

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

export interface Pipeline {
  table: Table;
  meter: CapacityMeter;
  metrics: LocalMetrics;
  streamArn: string;
  context: Context;
  handler: Projecting["handler"];
  deadLetters: DeadLetter[];
  take(message: Message, options?: Options): Promise<Done>;
  /** Until everything written so far has reached its boards. */
  settle(): Promise<void>;
  /** The board as fans get it, or undefined. */
  board<T = Record<string, unknown>>(name: string, version?: number): Promise<(T & Envelope) | undefined>;
  stop(): Promise<void>;
}

/** Positions in memory: a test's stream begins and ends with it. */
function checkpointsInMemory(): CheckpointStore {
  const positions = new Map<string, string>();
  const closed = new Set<string>();
  return {
    position: (shard) => positions.get(shard),
    isClosed: (shard) => closed.has(shard),
    advance: (shard, sequence) => void positions.set(shard, sequence),
    close: (shard) => void closed.add(shard),
    keepOnly: () => {},
    lowest: () => undefined,
    flush: async () => {},
  };
}

export interface Projecting {
  mapping: Mapping;
  /** As the mapping calls it. */
  handler: ReturnType<typeof createProjectorHandler>;
  deadLetters: DeadLetter[];
  stop(): Promise<void>;
}

const everything = (_record: DynamoDBRecord): boolean => true;

/** A projector on the table's stream, from its beginning. `share`: the records that are its own, where others do the rest. */
export async function startProjector(
  engine: Engine,
  { table, streamArn }: Pick<Pipeline, "table" | "streamArn">,
  { metrics = new LocalMetrics(), batchSize = 100, share = everything } = {},
): Promise<Projecting> {
  const deadLetters: DeadLetter[] = [];
  const streams = new DynamoDBStreamsClient(engine.clientConfig);
  const handler = createProjectorHandler({ table, now: () => new Date(), log: QUIET, metrics });
  const mapping = await startMapping({
    name: "projector",
    streams,
    streamArn,
    handler: (event, invocation) => handler({ Records: event.Records.filter(share) }, invocation),
    batchSize,
    windowMs: 0,
    pollMs: 10,
    backoffMs: 1,
    filters: PROJECTOR_FILTERS,
    bisect: true,
    maxAttempts: 3,
    onDeadLetter: async (letter) => void deadLetters.push(letter),
    checkpoints: checkpointsInMemory(),
    log: silent,
  });
  return {
    mapping,
    handler,
    deadLetters,
    async stop() {
      await mapping.stop();
      streams.destroy();
    },
  };
}

export async function startPipeline(engine: Engine, batchSize = 100): Promise<Pipeline> {
  const { table, meter, streamArn } = await engine.table();
  const now = () => new Date();
  const metrics = new LocalMetrics();
  const { mapping, handler, deadLetters, stop } = await startProjector(
    engine,
    { table, streamArn },
    { metrics, batchSize },
  );
  const context: Context = { table, actor: FEED, source: "test", now, known: new Set() };
  return {
    table,
    meter,
    metrics,
    streamArn,
    context,
    handler,
    deadLetters,
    take: (message, options) => execute(context, parseCommand(message), options),
    async settle() {
      // Outcomes come back through the stream once more.
      await mapping.idle();
      await mapping.idle();
    },
    async board<T>(name: string, version?: number) {
      const stored = await readBoard(table.client, table.name, name, version);
      return stored && (JSON.parse(decompress(stored.body)) as T & Envelope);
    },
    stop,
  };
}

/** The latest of all boards by name, without what depends on when and how often they were made. */
export async function contents(table: Table): Promise<Record<string, unknown>> {
  const found: [string, unknown][] = [];
  for await (const { board, text } of boards(table)) found.push([board, content(JSON.parse(text))]);
  return Object.fromEntries(found.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** A board without what depends on when and how often it was made. */
export function content<T extends Envelope>(
  board: T | undefined,
): Omit<T, "version" | "updatedAt" | "factAt"> | undefined {
  if (board === undefined) return undefined;
  const { version: _version, updatedAt: _updatedAt, factAt: _factAt, ...rest } = board;
  return rest;
}
