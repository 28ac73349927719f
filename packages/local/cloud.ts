/**
 * The cloud on one machine: table, stream, projector, publisher, API and edge in one process, each speaking its own
 * protocol on loopback. The handlers are the ones that run in Lambda.
 */
import { join } from "node:path";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { cloudFrontEdge } from "@podium/core/edge/edge.ts";
import { DATA_HEADERS, SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import { QUERY_PARAMETERS } from "@podium/core/edge/key.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { TTL_ATTRIBUTE } from "@podium/core/table/definition.ts";
import { CapacityMeter } from "@podium/core/table/meter.ts";
import { openReader, SILENT } from "@podium/core/table/reader.ts";
import { createFindKey } from "@podium/functions/ingest/api-keys.ts";
import { createAuthenticate } from "@podium/functions/ingest/authenticate.ts";
import { createNdjsonHandler } from "@podium/functions/ingest/ndjson.ts";
import { createOdfHandler } from "@podium/functions/ingest/odf.ts";
import { createWatch, LOOK_EVERY_MS } from "@podium/functions/ingest/watch.ts";
import { createBoardHandler } from "@podium/functions/read/board.ts";
import { createHealthHandler } from "@podium/functions/read/health.ts";
import { createProjectorHandler, PROJECTOR_FILTERS } from "@podium/functions/stream/projector.ts";
import { createPublisherHandler, PUBLISHER_FILTERS } from "@podium/functions/stream/publisher.ts";
import { DOCS_HEADERS, docsRoutes } from "./docs.ts";
import { createEdge, type Edge } from "./edge/edge.ts";
import { createInvalidationApi } from "./edge/invalidation.ts";
import { httpOrigin } from "./edge/origin.ts";
import { staticOrigin } from "./edge/static.ts";
import { namedKey } from "./feed/key.ts";
import { type FeedPipeline, startFeedPipeline } from "./feed/pipeline.ts";
import { createGateway } from "./gateway/gateway.ts";
import { counted } from "./invocations.ts";
import { type Log, messageOf } from "./log.ts";
import { LocalMetrics } from "./metrics.ts";
import { startConsole } from "./sign-in/console.ts";
import type { LocalUser } from "./sign-in/seed.ts";
import { type CheckpointStore, openCheckpoints } from "./stream/checkpoints.ts";
import { openDeadLetters } from "./stream/dead-letters.ts";
import { type Mapping, startMapping } from "./stream/mapping.ts";
import { createTable } from "./table/create.ts";
import { type EngineExit, startTable } from "./table/dynoxide.ts";
import { prepareStreams, TRIM_ROWS, trimStreams } from "./table/streams.ts";
import { sweepExpired } from "./table/ttl.ts";
import { UNSIGNED } from "./unsigned.ts";

export const FEED_KEY_ID = "local";
/** Source of what comes with the key `feedKey`. */
export const ODF_KEY_ID = "odf";
export const TABLE = "podium";
const DISTRIBUTION = "EPODIUMLOCAL";
/** Ten times what a Games takes; at list price 45 USD beyond the thousand that are free. */
const INVALIDATIONS_PER_MONTH = 10_000;
const TRIM_EVERY_MS = 5_000;
const SWEEP_EVERY_MS = 10 * 60_000;
/** What the stream holds for a projector that is behind is worth more than a small batch: more changes, fewer boards. */
const PROJECTOR_BATCH = 1000;

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
}

export interface Cloud {
  /** Of the edge: pages and API. */
  url: string;
  port: number;
  /** Of the API behind the edge. */
  apiUrl: string;
  table: Table;
  /** The client of the read handlers. */
  reader: DynamoDBClient;
  /** Its event-source mapping: disabled, and enabled again where it was. */
  projector: { stop(): Promise<void>; start(): Promise<void> };
  /** Of the table's engine. */
  tableEndpoint: string;
  feed: FeedPipeline;
  /** Who may sign in at the console. */
  users: readonly LocalUser[];
  meter: CapacityMeter;
  metrics: LocalMetrics;
  edge: Edge;
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
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = { endpoint: engine.endpoint, region: "local", credentials, signer: UNSIGNED };
    const meter = new CapacityMeter();
    const metrics = new LocalMetrics();
    const table = openTable(TABLE, client, meter);
    const streams = new DynamoDBStreamsClient({ ...client, logger: SILENT });
    const streamArn = await createTable(table.client, TABLE);
    if (engine.dbPath !== undefined) prepareStreams(engine.dbPath, TABLE);

    const now = () => new Date();
    const handlerLog = asHandlerLog(log);
    const read = {
      client: openReader(client, meter),
      table: TABLE,
      nowMs: Date.now,
      log: handlerLog,
      metrics,
    };
    const feed = await startFeedPipeline({
      dataDir,
      table,
      timeZone: options.timeZone ?? "UTC",
      now,
      handlerLog,
      metrics,
      log,
    });
    undo.push(() => feed.stop());
    const { store, queue, reader } = feed;
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
    const cloudFront = new CloudFrontClient({ ...client, endpoint: `http://127.0.0.1:${invalidationPort}` });
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
    const deadLetters = openDeadLetters(join(dataDir, "dead-letters.ndjson"), log);
    const checkpoints = new Map<string, CheckpointStore>();
    const mappings = new Map<string, Mapping>();
    const map = async (
      name: string,
      handler: Parameters<typeof startMapping>[0]["handler"],
      filters: typeof PROJECTOR_FILTERS | typeof PUBLISHER_FILTERS,
      batchSize: number,
    ) => {
      const store = openCheckpoints({ file: join(dataDir, `checkpoint-${name}.json`), streamArn, log });
      checkpoints.set(name, store);
      const mapping = await startMapping({
        name,
        streams,
        streamArn,
        handler: counted(metrics, name, handler),
        batchSize,
        windowMs: 0,
        filters,
        bisect: true,
        maxAttempts: 5,
        onDeadLetter: (letter) => deadLetters.append(letter),
        checkpoints: store,
        log,
      });
      mappings.set(name, mapping);
      undo.push(() => mapping.stop());
    };
    const projector = createProjectorHandler({ table, now, log: handlerLog, metrics });
    const startProjector = () => map("projector", projector, PROJECTOR_FILTERS, PROJECTOR_BATCH);
    await startProjector();
    await map(
      "publisher",
      createPublisherHandler({
        edge: forgetting,
        table,
        monthlyTags: INVALIDATIONS_PER_MONTH,
        now,
        log: handlerLog,
        metrics,
      }),
      PUBLISHER_FILTERS,
      100,
    );

    const { dbPath } = engine;
    const housekeeping = [
      every(TRIM_EVERY_MS, log, () => {
        const positions = [...checkpoints.values()].map((store) => store.lowest());
        const behind = lowest(positions);
        if (dbPath === undefined || behind === undefined) return;
        while (trimStreams(dbPath, TABLE, behind) === TRIM_ROWS);
      }),
      every(SWEEP_EVERY_MS, log, async () => {
        await sweepExpired(table.client, TABLE, TTL_ATTRIBUTE, Math.floor(Date.now() / 1000));
      }),
    ];
    const look = createWatch({ table, now, log: handlerLog, metrics });
    housekeeping.push(every(LOOK_EVERY_MS, log, look));
    undo.push(async () => housekeeping.forEach(clearInterval));

    const { port } = await edge.listen({ port: options.port });
    undo.push(() => edge.close());
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      apiUrl,
      table,
      reader: read.client,
      projector: { start: startProjector, stop: async () => mappings.get("projector")?.stop() },
      tableEndpoint: engine.endpoint,
      feed,
      users: desk.users,
      meter,
      metrics,
      edge,
      deadLetters: () => deadLetters.count,
      async quiet() {
        await feed.mapping.quiet();
        // What the projector writes comes back through the stream: outcomes to itself, boards to the publisher.
        for (let round = 0; round < 3; round++) for (const mapping of mappings.values()) await mapping.idle();
      },
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

function every(ms: number, log: Log, work: () => void | Promise<void>): NodeJS.Timeout {
  return setInterval(async () => {
    try {
      await work();
    } catch (cause) {
      log("warn", "housekeeping failed; trying again later", { cause: messageOf(cause) });
    }
  }, ms).unref();
}

/** The handlers speak as Powertools does; on one machine their lines go where all the others go. */
function asHandlerLog(log: Log): Parameters<typeof createBoardHandler>[0]["log"] {
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (input: unknown, ...extra: unknown[]) =>
      log(
        level,
        String(input),
        Object.assign({}, ...extra.map((part) => (typeof part === "object" ? part : { part }))),
      );
  return { debug: at("debug"), info: at("debug"), warn: at("warn"), error: at("error") };
}
