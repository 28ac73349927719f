/** The edge on this machine: a cache with CloudFront's rules in front of origins. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { closeServer, type Listening, type ListenOptions, listen, refuseGarbage } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { type Ask, type CacheState, type CacheStats, EdgeCache, VIA, viaOf } from "./cache.ts";
import { encodingFor, endToEnd, flat, type Headers, matchesEtag, single } from "./headers.ts";
import { type Origin, OriginError, type OriginFailure, type OriginResponse } from "./origin.ts";
import type { Copy } from "./store.ts";

const MAX_BYTES = 64 * 1024 * 1024;
const ERROR_TTL_SECONDS = 10;

export interface Behaviour {
  /** `/api/*`: `*` any characters, `?` one. The first that matches is taken; the last has to be `/*`. */
  pathPattern: string;
  origin: Origin;
  /** Names of query parameters that tell answers apart; the others don't reach the origin of a cached path. `"none"` turns the cache off. */
  cache: { queryParameters: readonly string[] } | "none";
  /** Whether the edge compresses what the origin did not; true unless said otherwise. */
  compress?: boolean;
  /** Put on every answer, for security headers. Names in lower case. */
  responseHeaders?: Record<string, string>;
}

export interface EdgeOptions {
  behaviours: readonly Behaviour[];
  log: Log;
  /** Bound of what is kept in memory. */
  maxBytes?: number;
  /** The origin's header with comma-separated tags; viewers don't see it. */
  tagHeader?: string;
  /** How long an error is kept that says nothing of its own. */
  errorTtlSeconds?: number;
  now?: () => number;
}

export interface EdgeStats extends CacheStats {
  requests: number;
  /** Requests that went through uncached: other methods, credentials, behaviours without a cache. */
  passed: number;
  /** Body bytes sent to viewers. */
  bytes: number;
  storedCopies: number;
  storedBytes: number;
}

export interface Edge {
  listen(options: ListenOptions): Promise<Listening>;
  /** Paths (`*` only at the end) and cache tags. See EdgeCache.invalidate. */
  invalidate(what: { paths: readonly string[]; tags: readonly string[] }): void;
  stats(): EdgeStats;
  close(): Promise<void>;
}

interface Compiled {
  matches: (path: string) => boolean;
  origin: Origin;
  queryParameters: ReadonlySet<string> | undefined;
  compress: boolean;
  responseHeaders: Headers;
  rawResponseHeaders: string[];
}

/** Throws a TypeError where the last behaviour is not `/*`. */
export function createEdge(options: EdgeOptions): Edge {
  const { log, now = Date.now } = options;
  const tagHeader = (options.tagHeader ?? "Cache-Tag").toLowerCase();
  const behaviours = compileBehaviours(options.behaviours);
  const cache = new EdgeCache({
    maxBytes: options.maxBytes ?? MAX_BYTES,
    tagHeader,
    errorTtlSeconds: options.errorTtlSeconds ?? ERROR_TTL_SECONDS,
    log,
    now,
  });
  let requests = 0;
  let passed = 0;
  let bytes = 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests += 1;
    const url = request.url ?? "/";
    if (!url.startsWith("/")) {
      fail(response, 400, "The request line names no path.", []);
      return;
    }
    const mark = url.indexOf("?");
    const path = mark === -1 ? url : url.slice(0, mark);
    const behaviour = behaviours.find(({ matches }) => matches(path)) as Compiled;
    const { method, headers } = request;
    const isRead = method === "GET" || method === "HEAD";
    const keys = behaviour.queryParameters;
    if (!isRead || keys === undefined || headers.authorization !== undefined) {
      void pass(request, response, behaviour, url);
      return;
    }
    const target = mark === -1 ? path : path + keptQuery(url.slice(mark + 1), keys);
    const encoding = encodingFor(single(headers["accept-encoding"]));
    const ask: Ask = {
      key: `${encoding}${target}`,
      target,
      encoding,
      origin: behaviour.origin,
      compress: behaviour.compress,
      responseHeaders: behaviour.responseHeaders,
      requestHeaders: {
        "accept-encoding": encoding === "br" ? "br, gzip" : encoding,
        "user-agent": "podium-edge",
        via: VIA,
        "x-forwarded-for": request.socket.remoteAddress ?? "",
      },
    };
    const copy = cache.peek(ask);
    if (copy !== undefined) show(request, response, copy, "Hit");
    else void fetchAndShow(request, response, behaviour, ask);
  }

  async function fetchAndShow(
    request: IncomingMessage,
    response: ServerResponse,
    behaviour: Compiled,
    ask: Ask,
  ): Promise<void> {
    const found = await cache.fetch(ask);
    if (found.kind === "copy") show(request, response, found.copy, found.state);
    else if (found.kind === "stream") stream(request, response, behaviour, found.response);
    else failOrigin(response, behaviour, found.failure);
  }

  function show(request: IncomingMessage, response: ServerResponse, copy: Copy, state: CacheState): void {
    const moment = ["x-cache", state];
    if (state !== "Miss") {
      const age = Math.max(0, copy.ageSeconds + (now() - copy.storedAt) / 1_000);
      moment.push("age", String(Math.floor(age)));
    }
    try {
      if (copy.status === 200 && isNotModified(request, copy)) {
        response.writeHead(304, copy.raw304.concat(moment)).end();
        return;
      }
      response.writeHead(copy.status, copy.raw.concat(moment));
    } catch (cause) {
      failOnHeaders(response, cause);
      return;
    }
    if (request.method === "HEAD") response.end();
    else {
      bytes += copy.body.length;
      response.end(copy.body);
    }
  }

  /** Uncached: everything goes to the origin as it came, and back as it comes. */
  async function pass(
    request: IncomingMessage,
    response: ServerResponse,
    behaviour: Compiled,
    url: string,
  ): Promise<void> {
    passed += 1;
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    const hasBody = request.headers["content-length"] !== undefined || "transfer-encoding" in request.headers;
    // Node has answered `Expect: 100-continue` itself.
    const { expect: _expect, ...given } = endToEnd(request.headers as Headers);
    const forwarded = single(request.headers["x-forwarded-for"]);
    const viewer = request.socket.remoteAddress ?? "";
    try {
      stream(
        request,
        response,
        behaviour,
        await behaviour.origin.fetch({
          method: request.method ?? "GET",
          target: url,
          headers: {
            ...given,
            via: viaOf(given),
            "x-forwarded-for": forwarded === undefined ? viewer : `${forwarded}, ${viewer}`,
          },
          signal: gone.signal,
          ...(hasBody ? { body: request } : {}),
        }),
      );
    } catch (cause) {
      if (gone.signal.aborted) return;
      log("warn", "the origin failed", { target: url, cause: messageOf(cause) });
      failOrigin(response, behaviour, cause instanceof OriginError ? cause.code : "UNREACHABLE");
    }
  }

  function stream(
    request: IncomingMessage,
    response: ServerResponse,
    behaviour: Compiled,
    { status, headers: given, body }: OriginResponse,
  ): void {
    const headers = {
      ...endToEnd(given),
      ...behaviour.responseHeaders,
      via: viaOf(given),
      "x-cache": "Miss",
    };
    delete (headers as Headers)[tagHeader];
    try {
      response.writeHead(status, flat(headers));
    } catch (cause) {
      body.destroy();
      failOnHeaders(response, cause);
      return;
    }
    if (request.method === "HEAD") {
      body.destroy();
      response.end();
      return;
    }
    body.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    pipeline(body, response, (cause) => {
      if (cause) log("debug", "an answer broke off", { url: request.url, cause: messageOf(cause) });
    });
  }

  function failOrigin(response: ServerResponse, behaviour: Compiled, failure: OriginFailure): void {
    if (failure === "TIMEOUT")
      fail(response, 504, "The origin did not answer in time.", behaviour.rawResponseHeaders);
    else fail(response, 502, "The origin can't be reached.", behaviour.rawResponseHeaders);
  }

  /** An origin can send bytes in a header that may not be sent on. */
  function failOnHeaders(response: ServerResponse, cause: unknown): void {
    log("warn", "an origin's headers can't be sent on", { cause: messageOf(cause) });
    if (response.headersSent) response.destroy();
    else fail(response, 502, "The origin's answer is not valid HTTP.", []);
  }

  const server = createServer(answer);
  refuseGarbage(server, log);
  return {
    listen: (where) => listen(server, where),
    invalidate: (what) => cache.invalidate(what),
    stats: () => ({
      ...cache.stats,
      requests,
      passed,
      bytes,
      storedCopies: cache.store.size,
      storedBytes: cache.store.bytes,
    }),
    async close() {
      await closeServer(server);
      for (const { origin } of options.behaviours) origin.close();
    },
  };
}

function compileBehaviours(behaviours: readonly Behaviour[]): Compiled[] {
  const last = behaviours.at(-1)?.pathPattern;
  if (last !== "/*") throw new TypeError("the last behaviour is '/*': it takes what the others leave");
  return behaviours.map((behaviour) => {
    const responseHeaders = behaviour.responseHeaders ?? {};
    return {
      matches: matcherOf(behaviour.pathPattern),
      origin: behaviour.origin,
      queryParameters: behaviour.cache === "none" ? undefined : new Set(behaviour.cache.queryParameters),
      compress: behaviour.compress ?? true,
      responseHeaders,
      rawResponseHeaders: flat(responseHeaders),
    };
  });
}

function matcherOf(pattern: string): (path: string) => boolean {
  if (/^[^*?]*\*$/.test(pattern)) {
    const prefix = pattern.slice(0, -1);
    return (path) => path.startsWith(prefix);
  }
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  return (path) => expression.test(path);
}

/** Sorted by name, so that the order in a link does not matter. `?a=1&b=2`, or nothing. */
function keptQuery(query: string, names: ReadonlySet<string>): string {
  const kept = [...new URLSearchParams(query)].filter(([name]) => names.has(name));
  if (kept.length === 0) return "";
  const parameters = new URLSearchParams(kept);
  parameters.sort();
  return `?${parameters}`;
}

function isNotModified({ headers }: IncomingMessage, copy: Copy): boolean {
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch !== undefined) return copy.etag !== undefined && matchesEtag(ifNoneMatch, copy.etag);
  const since = headers["if-modified-since"];
  if (since === undefined || copy.lastModified === undefined) return false;
  return Date.parse(copy.lastModified) <= Date.parse(since);
}

/** The edge's own word, as problem details (RFC 9457). */
function fail(response: ServerResponse, status: number, detail: string, extra: string[]): void {
  const titles: Record<number, string> = { 400: "Bad Request", 502: "Bad Gateway", 504: "Gateway Timeout" };
  const body = JSON.stringify({ type: "about:blank", title: titles[status], status, detail });
  response.writeHead(status, [
    ...extra,
    ...["content-type", "application/problem+json", "content-length", String(Buffer.byteLength(body))],
    ...["cache-control", "no-store", "via", VIA, "x-cache", "Error"],
  ]);
  response.end(response.req.method === "HEAD" ? undefined : body);
}
