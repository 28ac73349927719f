/**
 * The functions as they are deployed, each started from its own entry with nothing but its settings, against a table, a
 * queue and an edge on loopback that note what it asks for: that must be within the rights which were reviewed for it
 * (test/infrastructure/reviewed-rights.json), or its first request in AWS would be refused.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createKey } from "@podium/core/feed/keys.ts";
import type { Message } from "@podium/core/results/commands.ts";
import type { Table } from "@podium/core/table/client.ts";
import { PROJECTOR_FILTERS } from "@podium/functions/stream/projector.ts";
import { PUBLISHER_FILTERS } from "@podium/functions/stream/publisher.ts";
import { createInvalidationApi } from "@podium/local/edge/invalidation.ts";
import { silent } from "@podium/local/log.ts";
import { createQueue } from "@podium/local/queue/create.ts";
import { type QueueHandler, startQueueMapping } from "@podium/local/queue/mapping.ts";
import { startQueueServer } from "@podium/local/queue/server.ts";
import { openCheckpoints } from "@podium/local/stream/checkpoints.ts";
import { startMapping } from "@podium/local/stream/mapping.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signed } from "./support/cloud.ts";
import { A, B, C, correction, EVENT, MASTER, RACE } from "./support/games.ts";
import { result, ZONE } from "./support/odf.ts";
import { type Engine, startEngine } from "./support/table.ts";

const SECRET = "a secret of at least sixteen characters";
const DISTRIBUTION = "ERIGHTS";
const REVIEWED = JSON.parse(
  readFileSync(new URL("./infrastructure/reviewed-rights.json", import.meta.url), "utf8"),
) as Record<string, string[]>;

/** `dynamodb:GetItem` and its like, as in the reviewed list, by function. */
const asked = new Map<string, Set<string>>();
const undo: (() => unknown)[] = [];
let engine: Engine;
let table: Table;
let streamArn: string;
let dataDir: string;
let upstream: { table: string; queues: string; edge: string };
let queueUrl: string;
let queues: SQSClient;

beforeAll(async () => {
  engine = await startEngine();
  undo.push(() => engine.stop());
  ({ table, streamArn } = await engine.table());
  dataDir = mkdtempSync(join(tmpdir(), "podium-rights-"));
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startQueueServer({ dataDir, log: silent });
  undo.push(() => server.stop());
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  queues = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials });
  queueUrl = await createQueue(queues, "feed.fifo", { FifoQueue: "true" });
  const edge = createInvalidationApi({ invalidate: () => {}, distributionId: DISTRIBUTION, log: silent });
  const { port } = await edge.listen({ port: 0 });
  undo.push(() => edge.close());
  const { endpoint } = engine.clientConfig;
  upstream = { table: String(endpoint), queues: server.url, edge: `http://127.0.0.1:${port}` };
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

type HttpHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
type StreamHandler = Parameters<typeof startMapping>[0]["handler"];

/** The entry of a function, with its settings, and an endpoint for all of AWS that notes what it is asked. */
async function start<Handler = HttpHandler>(name: string, entry: string): Promise<Handler> {
  const proxy = await startProxy(name);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: proxy,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    POWERTOOLS_LOG_LEVEL: "ERROR",
    POWERTOOLS_METRICS_DISABLED: "true",
    PODIUM_TABLE: table.name,
    PODIUM_BUCKET: "podium",
    PODIUM_QUEUE_URL: `${proxy}${new URL(queueUrl).pathname}`,
    PODIUM_TIME_ZONE: ZONE,
    PODIUM_FEED_SECRETS: JSON.stringify({ local: [SECRET] }),
    PODIUM_DISTRIBUTION: DISTRIBUTION,
    PODIUM_INVALIDATIONS_PER_MONTH: "100",
    PODIUM_CACHE_TAGS: "off",
  });
  const file = new URL(`../packages/functions/${entry}.lambda.ts`, import.meta.url).href;
  const { handler } = (await import(/* @vite-ignore */ file)) as { handler: Handler };
  return handler;
}

async function startProxy(name: string): Promise<string> {
  const rights = new Set<string>();
  asked.set(name, rights);
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const target = String(incoming.headers["x-amz-target"] ?? "");
    for (const right of rightsFor(target, body)) rights.add(right);
    const to = target.startsWith("DynamoDB") ? upstream.table : target ? upstream.queues : upstream.edge;
    const { method, headers } = incoming;
    const forward = request(new URL(incoming.url ?? "/", to), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => server.close());
  undo.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * A transaction is allowed by its parts, a batch of messages by the right to send one. Sources: DynamoDB Developer Guide, "Using
 * IAM with DynamoDB transactions"; Service Authorization Reference, "Actions defined by Amazon SQS".
 */
function rightsFor(target: string, body: Buffer): string[] {
  const operation = target.split(".")[1] ?? "";
  if (target.startsWith("AmazonSQS")) return [`sqs:${operation.replace(/Batch$/, "")} on sqs Feed.fifo`];
  if (!target.startsWith("DynamoDB")) return ["cloudfront:CreateInvalidation on cloudfront distribution"];
  const input = JSON.parse(body.toString()) as {
    IndexName?: string;
    TransactItems?: Record<string, unknown>[];
  };
  const parts = (input.TransactItems ?? []).flatMap((item) => Object.keys(item));
  const actions = { Put: "PutItem", Delete: "DeleteItem", Update: "UpdateItem", Get: "GetItem" } as const;
  const named = parts.map((part) => actions[part as keyof typeof actions] ?? "ConditionCheckItem");
  const where = input.IndexName === undefined ? "" : `/index/${input.IndexName}`;
  return (parts.length > 0 ? named : [operation]).map(
    (action) => `dynamodb:${action} on dynamodb table/Table${where}`,
  );
}

/** Each action of a reviewed line with its resource. */
function granted(name: string): Set<string> {
  return new Set(
    (REVIEWED[name] ?? []).flatMap((line) => {
      const [actions = "", resource = ""] = line.split(" on ");
      return actions
        .split(" ")
        .map((action) => `${action} on ${resource.replace(/^(cloudfront distribution).*/, "$1")}`);
    }),
  );
}

const http = (method: string, rawPath: string, body = "", headers: Record<string, string> = {}) =>
  ({
    version: "2.0",
    rawPath,
    rawQueryString: "",
    headers,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: "1", http: { method, path: rawPath, sourceIp: "127.0.0.1" } },
  }) as Partial<APIGatewayProxyEventV2> as APIGatewayProxyEventV2;

async function post(handler: HttpHandler, messages: readonly Message[]) {
  const body = messages.map((message) => JSON.stringify(message)).join("\n");
  const headers = signed(body, { secret: SECRET });
  return (await handler(
    http("POST", "/api/ingest/ndjson", body, headers),
  )) as APIGatewayProxyStructuredResultV2;
}

/** Everything in the stream so far through a consumer, until what it writes has come through too. */
async function consume(
  name: string,
  handler: StreamHandler,
  filters: typeof PROJECTOR_FILTERS | typeof PUBLISHER_FILTERS,
) {
  const streams = new DynamoDBStreamsClient(engine.clientConfig);
  const mapping = await startMapping({
    name,
    streams,
    streamArn,
    handler,
    batchSize: 100,
    windowMs: 0,
    filters,
    bisect: true,
    maxAttempts: 3,
    onDeadLetter: async ({ error }) => {
      throw new Error(`${name}: ${error}`);
    },
    checkpoints: openCheckpoints({ file: join(dataDir, `${name}.json`), streamArn, log: silent }),
    log: silent,
  });
  for (let round = 0; round < 3; round++) await mapping.idle();
  await mapping.stop();
  streams.destroy();
}

test("a race from its feeds to the fans asks for no right that its functions don't have", async () => {
  const ndjson = await start("IngestNdjson", "ingest/ndjson");
  expect(await post(ndjson, [...MASTER, ...RACE])).toMatchObject({ statusCode: 200 });
  expect(await post(ndjson, [correction(A, { irm: "DSQ" }, 60, "gate 3")])).toMatchObject({
    statusCode: 200,
  });

  const actor = { kind: "system", name: "test" } as const;
  const { apiKey } = await createKey(
    { table, actor, now: () => new Date() },
    { id: "odf", name: "ODF", role: "official" },
  );
  const odf = await start("IngestOdf", "ingest/odf");
  const xml = result({ version: 1, lines: [A, B, C].map((competitor) => ({ competitor, time: "1:43.45" })) });
  const taken = await odf(http("POST", "/api/ingest/odf", xml, { "x-api-key": apiKey }));
  expect(taken).toMatchObject({ statusCode: 200 });

  const applier = await start<QueueHandler>("FeedApplier", "ingest/applier");
  const mapping = await startQueueMapping({
    name: "applier",
    client: queues,
    queueUrl,
    handler: applier,
    batchSize: 10,
    concurrency: 1,
    log: silent,
  });
  await mapping.quiet();
  await mapping.stop();

  await consume("projector", await start<StreamHandler>("Projector", "stream/projector"), PROJECTOR_FILTERS);
  await consume("publisher", await start<StreamHandler>("Publisher", "stream/publisher"), PUBLISHER_FILTERS);
  await (await start<() => Promise<void>>("BoardWatch", "scheduled/boards"))();

  const board = await start("ReadBoard", "read/board");
  expect(await board(http("GET", `/api/events/${EVENT}`))).toMatchObject({ statusCode: 200 });
  const health = await start("ReadHealth", "read/health");
  expect(await health(http("GET", "/api/health/ready"))).toMatchObject({ statusCode: 200 });

  for (const [name, rights] of asked) {
    const may = granted(name);
    expect
      .soft(
        [...rights].filter((right) => !may.has(right)),
        `${name} asks for`,
      )
      .toEqual([]);
    expect.soft(rights.size, `${name} asked for nothing: the test sees nothing`).toBeGreaterThan(0);
  }
  expect(asked.get("Publisher")).toContain("cloudfront:CreateInvalidation on cloudfront distribution");
});
