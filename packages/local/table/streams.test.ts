import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silent } from "../log.ts";
import { type LocalTable, startTable } from "./dynoxide.ts";
import { prepareStreams, trimStreams } from "./streams.ts";
import { type Clients, clientsOf, type Folder, makeTable, temporaryFolder } from "./testing.ts";
import { sweepExpired } from "./ttl.ts";

let folder: Folder;
let table: LocalTable;
let clients: Clients;

beforeAll(async () => {
  folder = temporaryFolder();
  table = await startTable({ dataDir: folder.path, log: silent, env: {} });
  clients = clientsOf(table.endpoint);
});

afterAll(async () => {
  clients[Symbol.dispose]();
  await table.stop();
  folder[Symbol.dispose]();
});

async function write(name: string, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const Item = { pk: { S: "p" }, sk: { S: String(i) } };
    await clients.table.send(new PutItemCommand({ TableName: name, Item }));
  }
}

async function sequenceNumbers(streamArn: string): Promise<number[]> {
  const { StreamDescription } = await clients.streams.send(
    new DescribeStreamCommand({ StreamArn: streamArn }),
  );
  const { ShardIterator } = await clients.streams.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: StreamDescription?.Shards?.[0]?.ShardId,
      ShardIteratorType: "TRIM_HORIZON",
    }),
  );
  const { Records = [] } = await clients.streams.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map((record) => Number(record.dynamodb?.SequenceNumber));
}

function dbPath(): string {
  if (table.dbPath === undefined) throw new Error("this test needs its own engine");
  return table.dbPath;
}

test("the index that keeps writes fast is used by the engine's queries, made once or twice", async () => {
  const { name } = await makeTable(clients.table);
  prepareStreams(dbPath(), name);
  prepareStreams(dbPath(), name);
  await write(name, 3);
});

test("trimming takes what all consumers have handled, in bounded bites, and nothing of another table", async () => {
  const one = await makeTable(clients.table);
  const other = await makeTable(clients.table);
  await write(one.name, 10);
  await write(other.name, 3);
  expect(trimStreams(dbPath(), one.name, "6", 4)).toBe(4);
  expect(trimStreams(dbPath(), one.name, "6", 4)).toBe(2);
  expect(trimStreams(dbPath(), one.name, "6", 4)).toBe(0);
  expect(await sequenceNumbers(one.streamArn)).toEqual([7, 8, 9, 10]);
  expect(await sequenceNumbers(other.streamArn)).toEqual([1, 2, 3]);
});

test("numbers go on upwards after everything was trimmed", async () => {
  const { name, streamArn } = await makeTable(clients.table);
  await write(name, 5);
  expect(trimStreams(dbPath(), name, "99")).toBe(4);
  await write(name, 2);
  expect(await sequenceNumbers(streamArn)).toEqual([5, 6, 7]);
});

test("the sweep deletes what has expired and spares what has not, has no expiry, or is older than five years", async () => {
  const { name } = await makeTable(clients.table);
  const now = 1_800_000_000;
  const items = [
    { sk: "expired", expiresAt: { N: String(now - 1) } },
    { sk: "later", expiresAt: { N: String(now + 1) } },
    { sk: "text", expiresAt: { S: "1" } },
    { sk: "ancient", expiresAt: { N: "1" } },
    { sk: "never" },
  ];
  for (const { sk, expiresAt } of items) {
    const Item = { pk: { S: "p" }, sk: { S: sk }, ...(expiresAt && { expiresAt }) };
    await clients.table.send(new PutItemCommand({ TableName: name, Item }));
  }
  expect(await sweepExpired(clients.table, name, "expiresAt", now)).toBe(1);
  expect(await sweepExpired(clients.table, name, "expiresAt", now)).toBe(0);
  expect(await sweepExpired(clients.table, name, "expiresAt", now + 1)).toBe(1);
});
