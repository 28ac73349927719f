import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ExpiredIteratorException, TrimmedDataAccessException } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { silent } from "../log.ts";
import { type LocalTable, startTable } from "../table/dynoxide.ts";
import { prepareStreams, trimStreams } from "../table/streams.ts";
import {
  type Clients,
  clientsOf,
  type Folder,
  makeTable,
  type TestTable,
  temporaryFolder,
  until,
} from "../table/testing.ts";
import { type CheckpointStore, openCheckpoints } from "./checkpoints.ts";
import { type DeadLetter, type DeadLetters, openDeadLetters, type StoredDeadLetter } from "./dead-letters.ts";
import { type Mapping, type MappingOptions, startMapping } from "./mapping.ts";

let folder: Folder;
let engine: LocalTable;
let clients: Clients;
let table: TestTable;
let deadLetters: DeadLetters;
let mappings: Mapping[];

beforeAll(async () => {
  folder = temporaryFolder();
  engine = await startTable({ dataDir: folder.path, log: silent, env: {} });
});

beforeEach(async () => {
  clients = clientsOf(engine.endpoint);
  table = await makeTable(clients.table);
  prepareStreams(engine.dbPath ?? "", table.name);
  deadLetters = openDeadLetters(join(folder.path, `${table.name}.ndjson`), silent);
  mappings = [];
});

afterEach(async () => {
  for (const mapping of mappings) await mapping.stop();
  clients[Symbol.dispose]();
});

afterAll(async () => {
  await engine.stop();
  folder[Symbol.dispose]();
});

function checkpointFile(): string {
  return join(folder.path, `${table.name}.json`);
}

function checkpoints(flushMs = 20): CheckpointStore {
  return openCheckpoints({ file: checkpointFile(), streamArn: table.streamArn, log: silent, flushMs });
}

async function start(options: Partial<MappingOptions> & Pick<MappingOptions, "handler">): Promise<Mapping> {
  const mapping = await startMapping({
    name: "projector",
    streams: clients.streams,
    streamArn: table.streamArn,
    batchSize: 10,
    windowMs: 0,
    bisect: true,
    maxAttempts: 3,
    pollMs: 20,
    backoffMs: 1,
    onDeadLetter: (letter) => deadLetters.append(letter),
    checkpoints: checkpoints(),
    log: silent,
    ...options,
  });
  mappings.push(mapping);
  return mapping;
}

async function write(...sks: string[]): Promise<void> {
  for (const sk of sks) {
    const Item = { pk: { S: "p" }, sk: { S: sk } };
    await clients.table.send(new PutItemCommand({ TableName: table.name, Item }));
  }
}

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => String(from + index));
}

function skOf(record: DynamoDBRecord): string {
  return record.dynamodb?.Keys?.sk?.S ?? "";
}

async function letters(): Promise<StoredDeadLetter[]> {
  const all: StoredDeadLetter[] = [];
  for await (const letter of deadLetters.list()) all.push(letter);
  return all;
}

test("a function gets every record once, in order, in batches no larger than it asked for", async () => {
  await write(...numbered(25));
  const batches: string[][] = [];
  const mapping = await start({ handler: async ({ Records }) => batches.push(Records.map(skOf)) });
  await mapping.idle();
  expect(batches.flat()).toEqual(numbered(25));
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(10);
  await write(...numbered(3, 25));
  await mapping.idle();
  expect(batches.flat()).toEqual(numbered(28));
});

test("a record looks as it does in Lambda: JSON with binary values as base64", async () => {
  const Item = {
    pk: { S: "p" },
    sk: { S: "s" },
    body: { B: new Uint8Array([1, 2, 255]) },
    list: { L: [{ M: { inner: { BS: [new Uint8Array([9])] } } }, { N: "1.5" }, { NULL: true }] },
  };
  await clients.table.send(new PutItemCommand({ TableName: table.name, Item }));
  const Key = { pk: Item.pk, sk: Item.sk };
  await clients.table.send(new DeleteItemCommand({ TableName: table.name, Key }));
  let event: DynamoDBStreamEvent | undefined;
  const mapping = await start({
    handler: async (given, context) => {
      event = given;
      expect(context.functionName).toBe("projector");
      expect(context.getRemainingTimeInMillis()).toBeGreaterThan(0);
    },
  });
  await mapping.idle();
  expect(event?.Records).toHaveLength(2);
  const [put, remove] = event?.Records ?? [];
  expect(put).toEqual(JSON.parse(JSON.stringify(put)));
  expect(put).toMatchObject({
    eventName: "INSERT",
    eventSource: "aws:dynamodb",
    eventSourceARN: table.streamArn,
    dynamodb: {
      Keys: { pk: { S: "p" }, sk: { S: "s" } },
      NewImage: { body: { B: "AQL/" }, list: { L: [{ M: { inner: { BS: ["CQ=="] } } }, { N: "1.5" }, {}] } },
      SequenceNumber: "1",
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  });
  expect(put?.dynamodb?.ApproximateCreationDateTime).toBeGreaterThan(1_700_000_000);
  expect(put?.dynamodb).not.toHaveProperty("OldImage");
  expect(remove).toMatchObject({ eventName: "REMOVE", dynamodb: { OldImage: { body: { B: "AQL/" } } } });
});

test("records that the filters drop cost no invocation, and the checkpoint passes them", async () => {
  await write(...numbered(5));
  const seen: string[] = [];
  const mapping = await start({
    filters: [{ dynamodb: { Keys: { sk: { S: ["3"] } } } }],
    handler: async ({ Records }) => seen.push(...Records.map(skOf)),
  });
  await mapping.idle();
  expect(seen).toEqual(["3"]);
  await mapping.stop();
  expect(checkpoints().lowest()).toBe("5");
});

test("records gather within the window until the batch is full", async () => {
  const batches: number[] = [];
  await start({
    windowMs: 60_000,
    batchSize: 4,
    handler: async ({ Records }) => batches.push(Records.length),
  });
  await write(...numbered(9));
  await until(() => batches.length === 2, "two full batches");
  expect(batches).toEqual([4, 4]);
});

test("what the window gathered is handed over when it ends", async () => {
  const batches: number[] = [];
  await start({ windowMs: 30, handler: async ({ Records }) => batches.push(Records.length) });
  await write("a");
  await until(() => batches.length === 1, "the batch of one");
});

test("one poison record is isolated, tried, kept as a dead letter, and the others go on", async () => {
  await write(...numbered(20));
  const handled: string[] = [];
  let poisoned = 0;
  const mapping = await start({
    handler: async ({ Records }) => {
      if (Records.some((record) => skOf(record) === "13")) {
        if (Records.length === 1) poisoned += 1;
        throw new Error("poison");
      }
      handled.push(...Records.map(skOf));
    },
  });
  await mapping.idle();
  expect(handled).toEqual(numbered(20).filter((sk) => sk !== "13"));
  expect(poisoned).toBe(3);
  expect(await letters()).toMatchObject([
    {
      mapping: "projector",
      streamArn: table.streamArn,
      reason: "RetryAttemptsExhausted",
      attempts: 3,
      error: "Error: poison",
      records: [{ dynamodb: { NewImage: { sk: { S: "13" } } } }],
    },
  ]);
  expect(mapping.stats).toMatchObject({ dead: 1, handled: 19 });
});

test("for any set of poison records, each other record is handled in order and each poison one becomes a dead letter", async () => {
  let base = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { maxLength: 6 }),
      fc.boolean(),
      async (poison, reports) => {
        const names = numbered(12, base);
        const isPoison = (sk: string) => poison.includes(Number(sk) - base);
        const handled: string[] = [];
        const before = (await letters()).length;
        const mapping = await start({
          batchSize: 5,
          maxAttempts: 2,
          handler: async ({ Records }) => {
            for (const record of Records) {
              const sk = skOf(record);
              if (isPoison(sk) && reports) {
                return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber }] };
              }
              if (isPoison(sk)) throw new Error("poison");
              if (!handled.includes(sk)) handled.push(sk);
            }
            return undefined;
          },
        });
        await write(...names);
        await mapping.idle();
        await mapping.stop();
        expect(handled).toEqual(names.filter((sk) => !isPoison(sk)));
        const dead = (await letters()).slice(before).flatMap(({ records }) => records.map(skOf));
        expect(dead).toEqual(names.filter(isPoison));
        base += 12;
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test("after a partial failure only the failed record and those behind it come again", async () => {
  await write(...numbered(6));
  const batches: string[][] = [];
  const mapping = await start({
    bisect: false,
    handler: async ({ Records }) => {
      batches.push(Records.map(skOf));
      if (batches.length > 1) return { batchItemFailures: [] };
      return {
        batchItemFailures: [5, 3].map((i) => ({ itemIdentifier: Records[i]?.dynamodb?.SequenceNumber })),
      };
    },
  });
  await mapping.idle();
  expect(batches).toEqual([numbered(6), ["3", "4", "5"]]);
});

test("an answer that names an unknown item makes the whole batch come again", async () => {
  await write(...numbered(3));
  const sizes: number[] = [];
  const mapping = await start({
    bisect: false,
    handler: async ({ Records }) => {
      sizes.push(Records.length);
      return sizes.length === 1 ? { batchItemFailures: [{ itemIdentifier: "x" }] } : {};
    },
  });
  await mapping.idle();
  expect(sizes).toEqual([3, 3]);
});

test("a function that hangs is given up after its timeout", async () => {
  await write("a");
  const mapping = await start({ timeoutMs: 20, maxAttempts: 2, handler: () => new Promise(() => {}) });
  await mapping.idle();
  expect(await letters()).toMatchObject([{ attempts: 2, error: "Error: Task timed out after 20 ms" }]);
});

test("records older than allowed are kept as dead letters without an attempt", async () => {
  await write("a", "b");
  const handled: string[] = [];
  const mapping = await start({
    maxRecordAgeMs: -60_000,
    handler: async ({ Records }) => handled.push(...Records.map(skOf)),
  });
  await mapping.idle();
  expect(handled).toEqual([]);
  expect(await letters()).toMatchObject([{ reason: "RecordAgeExceeded", attempts: 0, records: [{}, {}] }]);
});

test("while a dead letter can't be kept its record is not passed over", async () => {
  await write("poison", "next");
  const handled: string[] = [];
  let refusals = 0;
  const mapping = await start({
    maxAttempts: 1,
    handler: async ({ Records }) => {
      if (Records.some((record) => skOf(record) === "poison")) throw new Error("poison");
      handled.push(...Records.map(skOf));
    },
    onDeadLetter: async (letter) => {
      if (refusals < 3) {
        refusals += 1;
        expect(handled).toEqual([]);
        throw new Error("disk full");
      }
      await deadLetters.append(letter);
    },
  });
  await mapping.idle();
  expect(refusals).toBe(3);
  expect(handled).toEqual(["next"]);
  expect(deadLetters.count).toBe(1);
});

test("started again, a function goes on after the last record it handled", async () => {
  await write(...numbered(5));
  const first: string[] = [];
  const one = await start({ handler: async ({ Records }) => first.push(...Records.map(skOf)) });
  await one.idle();
  await one.stop();
  await write(...numbered(5, 5));
  const second: string[] = [];
  const two = await start({ handler: async ({ Records }) => second.push(...Records.map(skOf)) });
  await two.idle();
  expect(second).toEqual(numbered(5, 5));
});

test("stopped without having written its checkpoint, a function gets records again rather than never", async () => {
  await write(...numbered(5));
  const store = checkpoints(60_000);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first: string[] = [];
  const one = await start({
    batchSize: 2,
    checkpoints: { ...store, flush: async () => {} },
    handler: async ({ Records }) => {
      first.push(...Records.map(skOf));
      await held;
    },
  });
  await until(() => first.length === 2, "the first batch is under way");
  const stopped = one.stop();
  release();
  await stopped;
  expect(first).toEqual(["0", "1"]);
  const second: string[] = [];
  const two = await start({ handler: async ({ Records }) => second.push(...Records.map(skOf)) });
  await two.idle();
  expect(second).toEqual(numbered(5));
});

test("a batch that fails while the mapping stops comes again after the next start", async () => {
  await write(...numbered(3));
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const first: string[] = [];
  const one = await start({
    handler: async ({ Records }) => {
      first.push(...Records.map(skOf));
      await held;
      throw new Error("the table is gone");
    },
  });
  await until(() => first.length === 3, "the batch is under way");
  const stopped = one.stop();
  release();
  await stopped;
  const second: string[] = [];
  const two = await start({ handler: async ({ Records }) => second.push(...Records.map(skOf)) });
  await two.idle();
  expect(second).toEqual(numbered(3));
});

test("the trim mark never runs ahead of what is on disk", async () => {
  await write(...numbered(5));
  const store = checkpoints(60_000);
  const mapping = await start({ checkpoints: store, handler: async () => {} });
  await mapping.idle();
  expect(store.lowest()).toBeUndefined();
  await mapping.stop();
  expect(store.lowest()).toBe("5");
  expect(trimStreams(engine.dbPath ?? "", table.name, store.lowest() ?? "")).toBe(4);
  await write("after");
  const seen: string[] = [];
  const again = await start({ handler: async ({ Records }) => seen.push(...Records.map(skOf)) });
  await again.idle();
  expect(seen).toEqual(["after"]);
});

test("an iterator that expired, and a stream trimmed ahead of the reader, are taken up again", async () => {
  await write(...numbered(3));
  const failures = [
    () => new ExpiredIteratorException({ message: "expired", $metadata: {} }),
    () => new TrimmedDataAccessException({ message: "trimmed", $metadata: {} }),
    () => new Error("socket hang up"),
  ];
  clients.streams.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const failure = commandName === "GetRecordsCommand" ? failures.shift() : undefined;
        if (failure !== undefined) throw failure();
        return next(args);
      },
    { step: "initialize" },
  );
  const seen: string[] = [];
  const mapping = await start({ handler: async ({ Records }) => seen.push(...Records.map(skOf)) });
  await mapping.idle();
  expect(seen).toEqual(numbered(3));
  expect(failures).toEqual([]);
});

test("a shard's children are read after all of it, and a closed shard is not read again", async () => {
  await write(...numbered(4));
  const child = await makeTable(clients.table);
  const parentShard = `shardId-00000001-${table.name}`;
  // The engine never splits a shard: another table's stream stands in for the child of this one.
  clients.streams.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const input = args.input as { ShardId?: string; StreamArn?: string; ShardIterator?: string };
        if (commandName === "GetShardIteratorCommand" && input.ShardId === "child") {
          Object.assign(input, { ShardId: `shardId-00000001-${child.name}`, StreamArn: child.streamArn });
        }
        const result = await next(args);
        const output = result.output as {
          StreamDescription?: { Shards?: object[] };
          NextShardIterator?: string;
        };
        if (commandName === "DescribeStreamCommand") {
          output.StreamDescription?.Shards?.push({ ShardId: "child", ParentShardId: parentShard });
        }
        const position = Buffer.from(input.ShardIterator ?? "", "base64").toString();
        // The parent ends with its one page.
        if (position.includes(table.name)) delete output.NextShardIterator;
        return result;
      },
    { step: "initialize" },
  );
  for (const sk of ["x", "y"]) {
    const Item = { pk: { S: "p" }, sk: { S: sk } };
    await clients.table.send(new PutItemCommand({ TableName: child.name, Item }));
  }
  const seen: string[] = [];
  const one = await start({ handler: async ({ Records }) => seen.push(...Records.map(skOf)) });
  await until(() => seen.length === 6, "parent and child are read");
  await one.stop();
  expect(seen).toEqual(["0", "1", "2", "3", "x", "y"]);
  const again = await start({ handler: async ({ Records }) => seen.push(...Records.map(skOf)) });
  await again.idle();
  expect(seen).toHaveLength(6);
});

test("an unreadable checkpoint means reading from the oldest record, not from nowhere", async () => {
  writeFileSync(checkpointFile(), "{");
  await write("a");
  const seen: string[] = [];
  const mapping = await start({ handler: async ({ Records }) => seen.push(...Records.map(skOf)) });
  await mapping.idle();
  expect(seen).toEqual(["a"]);
});

test("a dead letter cut off by a crash is dropped, the ones before and after it are whole", async () => {
  const file = join(folder.path, "cut.ndjson");
  const letter: DeadLetter = {
    mapping: "m",
    streamArn: "s",
    shardId: "x",
    reason: "RetryAttemptsExhausted",
    attempts: 1,
    records: [],
  };
  const first = openDeadLetters(file, silent);
  await first.append({ ...letter, attempts: 1 });
  writeFileSync(file, `${readFileSync(file, "utf8")}{"mapping":"m","att`);
  const second = openDeadLetters(file, silent);
  expect(second.count).toBe(1);
  await second.append({ ...letter, attempts: 2 });
  const attempts: number[] = [];
  for await (const stored of second.list()) attempts.push(stored.attempts);
  expect(attempts).toEqual([1, 2]);
  expect(second.count).toBe(2);
});
