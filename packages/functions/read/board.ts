/** `GET /api/…`: one board, bytes as stored. Nothing is computed while a fan waits. */

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import middy from "@middy/core";
import { type Encoding, encode, negotiate } from "@podium/core/board/encoding.ts";
import { cacheControl } from "@podium/core/board/freshness.ts";
import { readBoard, type StoredBoard } from "@podium/core/board/read.ts";
import { PodiumError } from "@podium/core/errors.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";
import { problem } from "../http/problem.ts";
import { Memory } from "./memory.ts";
import { BadRequest, NotFound, route } from "./route.ts";

export interface ReadDependencies {
  client: DynamoDBClient;
  table: string;
  nowMs: () => number;
  log: Log;
  metrics: Metrics;
}

/** The edge answers it with a copy that is stale but there. */
class Unreachable extends PodiumError {}

type Response = APIGatewayProxyStructuredResultV2;

/** Answers that are ready to send, made once per version and encoding. */
interface Ready {
  etag: string;
  full: Partial<Record<Encoding, Response>>;
  headers: Record<string, string>;
  notModified: Response;
  stored: StoredBoard;
}

const FLUSH_EVERY_MS = 10_000;

export function createBoardHandler({ client, table, nowMs, log, metrics }: ReadDependencies) {
  let memoryHits = 0;
  let flushedAtMs = nowMs();
  const memory = new Memory<Ready | null>(async (key) => {
    const [board = "", version] = key.split("?");
    metrics.count("TableRead");
    const stored = await readBoard(
      client,
      table,
      board,
      version === undefined ? undefined : Number(version),
    ).catch((cause) => {
      const detail = "the board can't be read right now";
      throw new Unreachable({ code: "TABLE_UNREACHABLE", detail }, { retry: true, cause });
    });
    return stored === undefined ? null : prepare(stored);
  }, nowMs);
  /** Requests that were routed before, by path and query: shapes needn't be checked twice. */
  const routed = new Map<string, string>();

  const handle = async (event: APIGatewayProxyEventV2): Promise<Response> => {
    const { method } = event.requestContext.http;
    if (method !== "GET" && method !== "HEAD") {
      const detail = `${method} is not for reading; boards take GET and HEAD`;
      const error = new BadRequest({ code: "METHOD_NOT_ALLOWED", detail });
      return problem(error, { instance: event.rawPath, allow: "GET, HEAD" });
    }
    const address = event.rawQueryString === "" ? event.rawPath : `${event.rawPath}?${event.rawQueryString}`;
    let key = routed.get(address);
    if (key === undefined) {
      const { board, version } = route(event.rawPath, event.queryStringParameters);
      key = version === undefined ? board : `${board}?${version}`;
      if (routed.size >= 10_000) routed.clear();
      routed.set(address, key);
    }
    let ready = memory.recall(key);
    if (ready === undefined) ready = await memory.fetch(key);
    else memoryHits += 1;
    if (ready === null)
      throw new NotFound({ code: "NOT_FOUND", detail: `there is no board ${key}`, field: "path" });

    flushNow();
    const { headers } = event;
    if (matches(headers["if-none-match"], ready.etag)) return ready.notModified;
    const encoding = negotiate(headers["accept-encoding"]);
    const full = ready.full[encoding] ?? render(ready, encoding);
    if (method === "GET") return full;
    return { statusCode: 200, headers: full.headers ?? {}, body: "" };
  };

  /** A line of metrics per request would cost more than the request. */
  const flushNow = () => {
    if (nowMs() - flushedAtMs < FLUSH_EVERY_MS) return;
    flushedAtMs = nowMs();
    metrics.count("MemoryHit", memoryHits);
    memoryHits = 0;
    metrics.flush();
  };

  return middy<APIGatewayProxyEventV2, Response>({ timeoutEarlyInMillis: 0 })
    .use(
      problems(log, metrics, ({ code }) =>
        code === "NOT_FOUND" || code === "INVALID" ? cacheControl("missing") : undefined,
      ),
    )
    .handler(handle);
}

function prepare(stored: StoredBoard): Ready {
  const headers = {
    etag: stored.etag,
    "cache-control": cacheControl(stored.freshness),
    "cache-tag": stored.tags,
    "content-type": "application/json",
    vary: "accept-encoding",
  };
  return { etag: stored.etag, full: {}, headers, notModified: { statusCode: 304, headers }, stored };
}

function render(ready: Ready, encoding: Encoding): Response {
  const bytes = encode(ready.stored.body, encoding);
  const response: Response = {
    statusCode: 200,
    headers: encoding === "identity" ? ready.headers : { ...ready.headers, "content-encoding": encoding },
    body: Buffer.from(bytes).toString("base64"),
    isBase64Encoded: true,
  };
  ready.full[encoding] = response;
  return response;
}

/** Weak comparison, RFC 9110, 13.1.2. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => opaque(tag) === opaque(etag));
}
