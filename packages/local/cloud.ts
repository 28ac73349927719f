/**
 * The cloud on one machine: table, queue, API, edge and what works behind them, each speaking its own protocol on
 * loopback. The handlers are the ones that run in Lambda.
 */
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { cloudFrontEdge } from "@podium/core/edge/edge.ts";
import { DATA_HEADERS, SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import { QUERY_PARAMETERS } from "@podium/core/edge/key.ts";
import type { Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { TTL_ATTRIBUTE } from "@podium/core/table/definition.ts";
import { type Capacity, CapacityMeter } from "@podium/core/table/meter.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { createFindKey } from "@podium/functions/ingest/api-keys.ts";
import { createAuthenticate } from "@podium/functions/ingest/authenticate.ts";
import { createNdjsonHandler } from "@podium/functions/ingest/ndjson.ts";
import { createOdfHandler } from "@podium/functions/ingest/odf.ts";
import { createWatch, LOOK_EVERY_MS } from "@podium/functions/ingest/watch.ts";
import { createBoardHandler } from "@podium/functions/read/board.ts";
import { createHealthHandler } from "@podium/functions/read/health.ts";
import { type ConsumerOptions, type Consumers, DEAD_LETTERS, startConsumers } from "./consumers/consumers.ts";
import { startConsumersPart } from "./consumers/part.ts";
import { DOCS_HEADERS, docsRoutes } from "./docs.ts";
import { createEdge, type Edge } from "./edge/edge.ts";
import { createInvalidationApi } from "./edge/invalidation.ts";
import { httpOrigin } from "./edge/origin.ts";
import { staticOrigin } from "./edge/static.ts";
import { every } from "./every.ts";
import { namedKey } from "./feed/key.ts";
import { type FeedEndpoints, openFeed, startFeedServices } from "./feed/pipeline.ts";
import { createGateway } from "./gateway/gateway.ts";
import { counted } from "./invocations.ts";
import { handlerLogOf, type Log } from "./log.ts";
import { loopback } from "./loopback.ts";
import { LocalMetrics } from "./metrics.ts";
import { type ProcessUsage, processUsage, sumOf } from "./process-usage.ts";
import { startConsole } from "./sign-in/console.ts";
import type { LocalUser } from "./sign-in/seed.ts";
import { createTable } from "./table/create.ts";
import { type EngineExit, startTable } from "./table/dynoxide.ts";
import { prepareStreams } from "./table/streams.ts";
import { sweepExpired } from "./table/ttl.ts";

export const FEED_KEY_ID = "local";
/** Source of what comes with the key `feedKey`. */
export const ODF_KEY_ID = "odf";
export const TABLE = "podium";
const DISTRIBUTION = "EPODIUMLOCAL";
/** Ten times what a Games takes; at list price 45 USD beyond the thousand that are free. */
const INVALIDATIONS_PER_MONTH = 10_000;
const SWEEP_EVERY_MS = 10 * 60_000;

export interface CloudOptions {
  dataDir: string;
  /** Of the edge; 0 for any. A taken one gives way to the next. */
  port: number;
  feedSecret: string;
  /** The API key that ODF is sent with; without it only those in the table. */
  feedKey?: string;
  /** Of the venue, because ODF says local times (UTC). */
  timeZone?: string;
  /** Folder of the built web app. */
  webDir: string;
  log: Log;
  /** The table engine ended by itself: nothing works from here on. */
  onTableLost: (exit: EngineExit) => void;
  /** Sees every client of the table before it is used. The consumers then share this process. */
  onTableClient?: (client: DynamoDBClient) => void;
}

export interface Cloud {
  /** Of the edge: pages and API. */
  url: string;
  port: number;
  /** Of the API behind the edge. */
  apiUrl: string;
  table: Table;
  /** Of the table's engine. */
  tableEndpoint: string;
  feed: { endpoints: FeedEndpoints; store: RawStore; queue: Queue };
  /** What works behind the queue and the stream. */
  consumers: Omit<Consumers, "stop">;
  /** Who may sign in at the console. */
  users: readonly LocalUser[];
  metrics: LocalMetrics;
  edge: Edge;
  /** What all functions have consumed of the table. */
  consumed(): Promise<Capacity>;
  /** By all processes that this is made of, without the table's engine. */
  used(): Promise<ProcessUsage>;
  /** Dead letters of this and earlier runs in this data folder. */
  deadLetters(): number;
  /** Resolves when everything written so far has reached its boards, and they the edge. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { dataDir, log } = options;
  const undo: (() => Promise<unknown> | undefined)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const engine = await startTable({ dataDir, log, onExit: options.onTableLost });
    undo.push(() => engine.stop());
    const client = loopback(engine.endpoint);
    const meter = new CapacityMeter();
    const metrics = new LocalMetrics();
    const table = openTable(TABLE, client, meter);
    const readerClient = openReader(client, meter);
    for (const one of [table.client, readerClient]) options.onTableClient?.(one);
    const streamArn = await createTable(table.client, TABLE);
    const { dbPath } = engine;
    if (dbPath !== undefined) prepareStreams(dbPath, TABLE);

    const now = () => new Date();
    const handlerLog = handlerLogOf(log);
    const read = { client: readerClient, table: TABLE, nowMs: Date.now, log: handlerLog, metrics };
    const timeZone = options.timeZone ?? "UTC";
    const services = await startFeedServices(dataDir, { log, metrics });
    undo.push(() => services.stop());
    const { endpoints } = services;
    const { store, queue } = openFeed(endpoints, table);
    const reader = new Reader(store, timeZone);
    const authenticate = createAuthenticate({
      secrets: new Map([[FEED_KEY_ID, [options.feedSecret]]]),
      findKey: namedKey(options.feedKey, ODF_KEY_ID, createFindKey(table, now)),
      now,
      log: handlerLog,
      metrics,
    });
    const ingest = { store, queue, authenticate, now, log: handlerLog, metrics };
    const invalidations = createInvalidationApi({
      invalidate: (what) => edge.invalidate(what),
      distributionId: DISTRIBUTION,
      log,
    });
    const { port: invalidationPort } = await invalidations.listen({ port: 0 });
    undo.push(() => invalidations.close());
    const invalidationUrl = `http://127.0.0.1:${invalidationPort}`;
    const cloudFront = new CloudFrontClient(loopback(invalidationUrl));
    const forgetting = cloudFrontEdge(cloudFront, DISTRIBUTION);
    const desk = await startConsole({
      dataDir,
      store,
      queue,
      edge: forgetting,
      monthlyInvalidations: INVALIDATIONS_PER_MONTH,
      now,
      handlerLog,
      metrics,
      log,
    });
    undo.push(() => desk.stop());
    const board = createBoardHandler(read);
    const health = createHealthHandler(read);
    const gateway = createGateway(
      [
        { route: "GET /api/health/{check}", handler: health, name: "read-health" },
        {
          route: "POST /api/ingest/ndjson",
          handler: counted(metrics, "ingest", createNdjsonHandler(ingest)),
          name: "ingest-ndjson",
        },
        {
          route: "POST /api/ingest/odf",
          handler: counted(metrics, "ingest", createOdfHandler({ ...ingest, reader })),
          name: "ingest-odf",
        },
        ...desk.routes,
        ...docsRoutes(),
        { route: "ANY /api/{board+}", handler: board, name: "read-board" },
      ],
      log,
    );
    const { port: apiPort } = await gateway.listen({ port: 0 });
    undo.push(() => gateway.close());
    const apiUrl = `http://127.0.0.1:${apiPort}`;

    const api = httpOrigin({ url: apiUrl });
    const edge = createEdge({
      behaviours: [
        { pathPattern: "/api/health/*", origin: api, cache: "none", responseHeaders: SECURITY_HEADERS },
        { pathPattern: "/api/ingest/*", origin: api, cache: "none", responseHeaders: SECURITY_HEADERS },
        { pathPattern: "/api/admin/*", origin: api, cache: "none", responseHeaders: SECURITY_HEADERS },
        { pathPattern: "/api/docs*", origin: api, cache: "none", responseHeaders: DOCS_HEADERS },
        { pathPattern: "/api/sign-in*", origin: api, cache: "none", responseHeaders: SECURITY_HEADERS },
        {
          pathPattern: "/api/*",
          origin: api,
          cache: { queryParameters: QUERY_PARAMETERS },
          responseHeaders: DATA_HEADERS,
        },
        {
          pathPattern: "/*",
          origin: staticOrigin(options.webDir),
          cache: { queryParameters: [] },
          responseHeaders: SECURITY_HEADERS,
        },
      ],
      log,
    });
    const consuming: ConsumerOptions = {
      dataDir,
      timeZone,
      table: { name: TABLE, endpoint: engine.endpoint, streamArn, ...(dbPath !== undefined && { dbPath }) },
      feed: endpoints,
      edge: {
        endpoint: invalidationUrl,
        distributionId: DISTRIBUTION,
        monthlyTags: INVALIDATIONS_PER_MONTH,
      },
    };
    const part =
      options.onTableClient === undefined ? await startConsumersPart(consuming, { log, metrics }) : undefined;
    const consumers = part ?? (await startConsumers(consuming, { log, metrics }, options.onTableClient));
    undo.push(() => consumers.stop());

    const sweep = async () => {
      await sweepExpired(table.client, TABLE, TTL_ATTRIBUTE, Math.floor(Date.now() / 1000));
    };
    const look = createWatch({ table, now, log: handlerLog, metrics });
    const housekeeping = [every(SWEEP_EVERY_MS, log, sweep), every(LOOK_EVERY_MS, log, look)];
    undo.push(async () => housekeeping.forEach(clearInterval));

    const { port } = await edge.listen({ port: options.port });
    undo.push(() => edge.close());
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      apiUrl,
      table,
      tableEndpoint: engine.endpoint,
      feed: { endpoints, store, queue },
      consumers,
      users: desk.users,
      metrics,
      edge,
      async consumed() {
        const [here, there] = [meter.read(), (await consumers.usage()).capacity];
        return {
          calls: here.calls + there.calls,
          readUnits: here.readUnits + there.readUnits,
          writeUnits: here.writeUnits + there.writeUnits,
        };
      },
      async used() {
        const others = await Promise.all([services.used(), ...(part ? [part.used()] : [])]);
        return sumOf([processUsage(), ...others]);
      },
      deadLetters: () => metrics.total(DEAD_LETTERS),
      quiet: () => consumers.quiet(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
