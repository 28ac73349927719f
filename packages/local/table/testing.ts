/** For tests and benchmarks: a folder that goes away, tables of the house's shape under names that are used once. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";

export interface Folder extends Disposable {
  path: string;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "podium-local-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Clients extends Disposable {
  table: DynamoDBClient;
  streams: DynamoDBStreamsClient;
}

/** Clients of an endpoint that takes any credentials. */
export function clientsOf(endpoint: string): Clients {
  const config = {
    endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const table = new DynamoDBClient(config);
  const streams = new DynamoDBStreamsClient(config);
  return {
    table,
    streams,
    [Symbol.dispose]() {
      table.destroy();
      streams.destroy();
    },
  };
}

export interface TestTable {
  name: string;
  streamArn: string;
}

/** pk, sk and a stream of both images. A name is used once: the engine keeps a deleted table's stream. */
export async function makeTable(client: DynamoDBClient): Promise<TestTable> {
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: `t-${randomUUID()}`,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  const { TableName: name, LatestStreamArn: streamArn } = TableDescription ?? {};
  if (name === undefined || streamArn === undefined)
    throw new Error("the engine made no table with a stream");
  return { name, streamArn };
}

/** Waits until the condition holds; throws after `withinMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`did not happen within ${withinMs} ms: ${what}`);
    await sleep(5);
  }
}
