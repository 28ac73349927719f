import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeServer, listen } from "../listen.ts";
import { silent } from "../log.ts";
import { until } from "../table/testing.ts";
import { type Behaviour, createEdge, type Edge, type EdgeOptions } from "./edge.ts";
import { httpOrigin } from "./origin.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
}

let handle: Handle;
let seen: Seen[];
let clock: number;
let edge: Edge;
let base: string;
let originPort: number;
let cleanups: (() => Promise<void>)[];

beforeEach(async () => {
  cleanups = [];
  seen = [];
  clock = 1_800_000_000_000;
  const origin = createServer((request, response) => {
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers });
    handle(request, response);
  });
  ({ port: originPort } = await listen(origin, { port: 0 }));
  cleanups.push(() => closeServer(origin, 0));
  await open();
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function open(
  options: Partial<EdgeOptions> = {},
  behaviour: Partial<Behaviour> = {},
  timeoutMs = 5_000,
) {
  edge = createEdge({
    behaviours: [
      {
        pathPattern: "/*",
        origin: httpOrigin({ url: `http://127.0.0.1:${originPort}`, timeoutMs }),
        cache: { queryParameters: ["page", "q"] },
        ...behaviour,
      },
    ],
    log: silent,
    now: () => clock,
    ...options,
  });
  const { port } = await edge.listen({ port: 0 });
  cleanups.push(edge.close);
  base = `http://127.0.0.1:${port}`;
}

interface Reply {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

/** Not fetch: it adds headers and unpacks bodies. */
async function ask(
  path: string,
  headers: Record<string, string> = {},
  method = "GET",
  body?: string,
): Promise<Reply> {
  const outgoing = httpRequest(`${base}${path}`, { method, headers, agent: false });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
}

/** An origin that counts: the body says how often it was asked. */
function counting(headers: Record<string, string> = {}, status = 200): Handle {
  let count = 0;
  return (_, response) => {
    count += 1;
    response.writeHead(status, { "cache-control": "public, max-age=10", ...headers }).end(`v${count}`);
  };
}

async function shown(path: string, headers: Record<string, string> = {}): Promise<string> {
  const { headers: got, body } = await ask(path, headers);
  return `${got["x-cache"]} ${body}`;
}

function seconds(count: number): void {
  clock += count * 1_000;
}

test("a fresh answer is served from the edge with its age, the origin is asked once", async () => {
  handle = counting();
  const first = await ask("/a");
  expect([first.status, first.headers["x-cache"], String(first.body)]).toEqual([200, "Miss", "v1"]);
  expect(first.headers.via).toBe("1.1 podium-edge");
  expect(first.headers.age).toBeUndefined();
  seconds(9);
  const second = await ask("/a");
  expect([second.headers["x-cache"], second.headers.age, String(second.body)]).toEqual(["Hit", "9", "v1"]);
  seconds(1);
  expect(await shown("/a")).toBe("Miss v2");
  expect(edge.stats()).toMatchObject({ requests: 3, hits: 1, misses: 2, originRequests: 2, bytes: 6 });
});

test("s-maxage rules the edge, and an answer that came with an age is older by it", async () => {
  handle = counting({ "cache-control": "public, max-age=1, s-maxage=20", age: "15" });
  await ask("/a");
  seconds(4);
  expect((await ask("/a")).headers.age).toBe("19");
  seconds(1);
  expect(await shown("/a")).toBe("Miss v2");
});

test.each(["no-store", "private, max-age=60", "no-cache", "max-age=0", "s-maxage=0, max-age=60", ""])(
  "an answer with Cache-Control '%s' is asked for each time",
  async (value) => {
    handle = counting({ "cache-control": value });
    expect([await shown("/a"), await shown("/a"), await shown("/a")]).toEqual([
      "Miss v1",
      "Miss v2",
      "Miss v3",
    ]);
  },
);

test("an answer that sets a cookie belongs to one viewer", async () => {
  handle = counting({ "set-cookie": "session=1" });
  expect([await shown("/a"), await shown("/a")]).toEqual(["Miss v1", "Miss v2"]);
});

test("the key is the path, the allowed query parameters in any order, and the encoding", async () => {
  handle = counting();
  expect(await shown("/a?q=x&page=2&utm=1")).toBe("Miss v1");
  expect(await shown("/a?page=2&q=x")).toBe("Hit v1");
  expect(await shown("/a?page=3&q=x")).toBe("Miss v2");
  expect(await shown("/a")).toBe("Miss v3");
  expect(await shown("/A")).toBe("Miss v4");
  expect(await shown("/a", { "accept-encoding": "gzip, deflate, br;q=0.9" })).toBe("Miss v5");
  expect(await shown("/a", { "accept-encoding": "br" })).toBe("Hit v5");
  expect(await shown("/a", { "accept-encoding": "gzip, br;q=0" })).toBe("Miss v6");
  expect(seen.map(({ url }) => url)).toEqual(["/a?page=2&q=x", "/a?page=3&q=x", "/a", "/A", "/a", "/a"]);
  expect(seen.map(({ headers }) => headers["accept-encoding"])).toEqual([
    ...Array(4).fill("identity"),
    "br, gzip",
    "gzip",
  ]);
});

test("what tells viewers apart does not reach the origin of a cached path", async () => {
  handle = counting();
  await ask("/a", { cookie: "session=1", "if-none-match": '"x"', range: "bytes=0-1", "x-secret": "1" });
  expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
    "via",
    "x-forwarded-for",
  ]);
});

test("a crowd that asks for the same thing at once reaches the origin as one request", async () => {
  let release = () => {};
  handle = (_, response) => {
    release = () => response.writeHead(200, { "cache-control": "max-age=1" }).end("v");
  };
  const crowd = Array.from({ length: 50 }, () => ask("/a"));
  await until(() => edge.stats().requests === 50 && seen.length === 1, "the crowd has arrived");
  release();
  for (const reply of await Promise.all(crowd)) expect(String(reply.body)).toBe("v");
  expect(seen).toHaveLength(1);
});

test("a crowd never shares an answer that may not be kept", async () => {
  let count = 0;
  const waiting: (() => void)[] = [];
  handle = (_, response) => {
    count += 1;
    const body = `v${count}`;
    waiting.push(() => response.writeHead(200, { "cache-control": "private" }).end(body));
  };
  const crowd = Array.from({ length: 5 }, () => ask("/a"));
  await until(() => waiting.length === 1 && edge.stats().requests === 5, "the crowd has arrived");
  waiting.shift()?.();
  await until(() => waiting.length === 4, "the others ask for themselves, all at once");
  for (const release of waiting) release();
  const bodies = (await Promise.all(crowd)).map(({ body }) => String(body));
  expect(bodies.sort()).toEqual(["v1", "v2", "v3", "v4", "v5"]);
});

test("while revalidating, everyone gets the stale copy at once and the origin one request", async () => {
  handle = counting({ "cache-control": "max-age=2, stale-while-revalidate=10" });
  await ask("/a");
  seconds(3);
  let release = () => {};
  const fresh = handle;
  handle = (request, response) => {
    release = () => fresh(request, response);
  };
  expect([await shown("/a"), await shown("/a"), await shown("/a")]).toEqual(["Hit v1", "Hit v1", "Hit v1"]);
  await until(() => seen.length === 2, "the refresh is under way");
  release();
  await until(async () => (await shown("/a")) === "Hit v2", "the refresh has landed");
  expect(seen).toHaveLength(2);
  expect(edge.stats().stale).toBeGreaterThanOrEqual(3);
  seconds(13);
  handle = fresh;
  expect(await shown("/a")).toBe("Miss v3");
});

const failures: [string, Handle][] = [
  ["answers 503", (_, response) => response.writeHead(503).end("broken")],
  ["hangs", () => {}],
  ["breaks off", (request) => request.socket.destroy()],
  [
    "breaks off within the body",
    (request, response) => {
      response.writeHead(200, { "content-length": "100", "cache-control": "max-age=9" }).write("half");
      setImmediate(() => request.socket.destroy());
    },
  ],
];

test.each(failures)(
  "while the origin %s, the stale copy is shown as long as it is allowed",
  async (_, failing) => {
    await open({}, {}, 50);
    handle = counting({ "cache-control": "max-age=2, stale-if-error=100" });
    await ask("/a");
    const healthy = handle;
    handle = failing;
    seconds(3);
    expect(await shown("/a")).toBe("Hit v1");
    const asked = seen.length;
    expect(await shown("/a")).toBe("Hit v1");
    // Held for a moment: a failing origin is not asked again at once.
    expect(seen).toHaveLength(asked);
    seconds(100);
    expect((await ask("/a")).status).toBeGreaterThanOrEqual(502);
    // An origin's own 503 is an answer, kept for 10 s.
    seconds(11);
    handle = healthy;
    expect(await shown("/a")).toBe("Miss v2");
  },
);

test("an origin that is away gives 502 without a copy, a silent one 504, and both are over when it is back", async () => {
  await open({}, { responseHeaders: { "x-frame-options": "DENY" } }, 50);
  handle = (request) => request.socket.destroy();
  const away = await ask("/a");
  expect([away.status, away.headers["x-cache"], away.headers["cache-control"]]).toEqual([
    502,
    "Error",
    "no-store",
  ]);
  expect(away.headers["x-frame-options"]).toBe("DENY");
  handle = () => {};
  expect((await ask("/a")).status).toBe(504);
  handle = counting();
  expect(await shown("/a")).toBe("Miss v1");
});

test("a copy is confirmed by the origin's ETag without sending the body again", async () => {
  const body = "x".repeat(5_000);
  let news: Record<string, string> = {};
  handle = (request, response) => {
    const headers = { "cache-control": "max-age=5", etag: '"one"', "cache-tag": "medals", ...news };
    if (request.headers["if-none-match"] === '"one"') response.writeHead(304, headers).end();
    else response.writeHead(200, { ...headers, "content-type": "text/plain" }).end(body);
  };
  await ask("/a", { "accept-encoding": "br" });
  seconds(6);
  news = { "cache-control": "max-age=7", "x-new": "1" };
  const confirmed = await ask("/a", { "accept-encoding": "br" });
  expect([confirmed.status, confirmed.headers["x-cache"]]).toEqual([200, "RefreshHit"]);
  expect(confirmed.headers).toMatchObject({ etag: 'W/"one"', "content-encoding": "br", "x-new": "1" });
  expect(String(brotliDecompressSync(confirmed.body))).toBe(body);
  seconds(6);
  expect((await ask("/a", { "accept-encoding": "br" })).headers["x-cache"]).toBe("Hit");
  expect(seen.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, '"one"']);
  expect(edge.stats().refreshHits).toBe(1);
  edge.invalidate({ paths: [], tags: ["medals"] });
  expect((await ask("/a", { "accept-encoding": "br" })).headers["x-cache"]).toBe("Miss");
});

test("a viewer who has the copy gets 304 from the edge, for an ETag strong or weak, or a date", async () => {
  handle = counting({
    etag: '"one"',
    "last-modified": "Sat, 21 Nov 2026 08:00:00 GMT",
    "content-type": "text/plain",
  });
  await ask("/a");
  for (const value of ['"one"', 'W/"one"', '"zero", "one"', "*"]) {
    const reply = await ask("/a", { "if-none-match": value });
    expect([value, reply.status, reply.body.length]).toEqual([value, 304, 0]);
    expect(reply.headers).toMatchObject({
      etag: '"one"',
      "cache-control": "public, max-age=10",
      "x-cache": "Hit",
    });
    expect(reply.headers).not.toHaveProperty("content-type");
  }
  expect((await ask("/a", { "if-none-match": '"two"' })).status).toBe(200);
  const since = "if-modified-since";
  expect((await ask("/a", { [since]: "Sat, 21 Nov 2026 08:00:00 GMT" })).status).toBe(304);
  expect((await ask("/a", { [since]: "Sat, 21 Nov 2026 07:59:59 GMT" })).status).toBe(200);
  expect(
    (await ask("/a", { [since]: "Sat, 21 Nov 2026 08:00:00 GMT", "if-none-match": '"two"' })).status,
  ).toBe(200);
  expect(seen).toHaveLength(1);
});

test("HEAD is answered from the copy of a GET, and brings one", async () => {
  handle = counting();
  const first = await ask("/a", {}, "HEAD");
  expect([first.headers["x-cache"], first.headers["content-length"], first.body.length]).toEqual([
    "Miss",
    "2",
    0,
  ]);
  expect(await shown("/a")).toBe("Hit v1");
  const second = await ask("/a", {}, "HEAD");
  expect([second.headers["x-cache"], second.headers["content-length"], second.body.length]).toEqual([
    "Hit",
    "2",
    0,
  ]);
  expect(seen.map(({ method }) => method)).toEqual(["GET"]);
});

test("errors are kept by their own lifetime, 10 s where they name none, not at all where they forbid it", async () => {
  const replies: Record<string, [number, Record<string, string>]> = {
    "/short": [404, { "cache-control": "max-age=3" }],
    "/plain": [404, {}],
    "/broken": [500, {}],
    "/never": [404, { "cache-control": "no-store" }],
    "/denied": [403, {}],
    "/teapot": [418, { "cache-control": "max-age=60" }],
  };
  handle = (request, response) => {
    const [status, headers] = replies[request.url ?? ""] ?? [200, {}];
    response.writeHead(status, headers).end();
  };
  const states = async () => {
    const result: Record<string, unknown> = {};
    for (const path of Object.keys(replies)) result[path] = (await ask(path)).headers["x-cache"];
    return result;
  };
  const all = {
    "/short": "Miss",
    "/plain": "Miss",
    "/broken": "Miss",
    "/never": "Miss",
    "/denied": "Miss",
    "/teapot": "Miss",
  };
  expect(await states()).toEqual(all);
  seconds(2);
  expect(await states()).toEqual({ ...all, "/short": "Hit", "/plain": "Hit", "/broken": "Hit" });
  seconds(7);
  expect(await states()).toEqual({ ...all, "/plain": "Hit", "/broken": "Hit" });
  seconds(1);
  expect(await states()).toMatchObject({ "/plain": "Miss", "/broken": "Miss" });
});

test("text from 1,000 bytes up is compressed once for each encoding, everything else is left as it came", async () => {
  const bodies: Record<string, [string, string, Record<string, string>]> = {
    "/text": ["é".repeat(2_000), "text/html; charset=utf-8", { etag: '"e"', vary: "origin" }],
    "/small": ["x".repeat(999), "text/plain", {}],
    "/image": ["x".repeat(5_000), "image/png", {}],
    "/fixed": ["x".repeat(5_000), "text/plain", { "cache-control": "max-age=10, no-transform" }],
    "/done": ["x".repeat(5_000), "text/plain", { "content-encoding": "br" }],
  };
  handle = (request, response) => {
    const [body, type, headers] = bodies[request.url ?? ""] ?? ["", "", {}];
    response.writeHead(200, { "cache-control": "max-age=10", "content-type": type, ...headers }).end(body);
  };
  const br = await ask("/text", { "accept-encoding": "br, gzip" });
  expect(String(brotliDecompressSync(br.body))).toBe("é".repeat(2_000));
  expect(br.headers).toMatchObject({
    "content-encoding": "br",
    "content-length": String(br.body.length),
    vary: "origin, accept-encoding",
    etag: 'W/"e"',
  });
  expect((await ask("/text", { "accept-encoding": "br", "if-none-match": 'W/"e"' })).status).toBe(304);
  const gzip = await ask("/text", { "accept-encoding": "gzip" });
  expect(String(gunzipSync(gzip.body))).toBe("é".repeat(2_000));
  const plain = await ask("/text");
  expect([plain.headers["content-encoding"], plain.headers.etag, plain.body.length]).toEqual([
    undefined,
    '"e"',
    4_000,
  ]);
  for (const [path, length] of Object.entries({
    "/small": 999,
    "/image": 5_000,
    "/fixed": 5_000,
    "/done": 5_000,
  })) {
    const reply = await ask(path, { "accept-encoding": "br" });
    expect([path, reply.body.length]).toEqual([path, length]);
  }
});

test("an invalidated path is gone, in all its encodings, and no other", async () => {
  handle = counting();
  for (const path of ["/a", "/a?q=1", "/ab", "/b"]) await ask(path);
  await ask("/a", { "accept-encoding": "br" });
  edge.invalidate({ paths: ["/a"], tags: [] });
  const states = async () =>
    Promise.all(["/a", "/a?q=1", "/ab", "/b"].map(async (path) => (await ask(path)).headers["x-cache"]));
  expect(await states()).toEqual(["Miss", "Hit", "Hit", "Hit"]);
  expect((await ask("/a", { "accept-encoding": "br" })).headers["x-cache"]).toBe("Miss");
  edge.invalidate({ paths: ["/a*"], tags: [] });
  expect(await states()).toEqual(["Miss", "Miss", "Miss", "Hit"]);
});

test("an invalidated tag takes every answer that carries it, in any case, and viewers never see tags", async () => {
  handle = (request, response) => {
    const tags = request.url === "/a" ? "Event:SSKM500M, medals" : "medals";
    response.writeHead(200, { "cache-control": "max-age=10", "cache-tag": tags }).end();
  };
  expect((await ask("/a")).headers).not.toHaveProperty("cache-tag");
  await ask("/b");
  edge.invalidate({ paths: [], tags: ["event:sskm500m"] });
  expect([(await ask("/a")).headers["x-cache"], (await ask("/b")).headers["x-cache"]]).toEqual([
    "Miss",
    "Hit",
  ]);
  edge.invalidate({ paths: [], tags: ["MEDALS"] });
  expect([(await ask("/a")).headers["x-cache"], (await ask("/b")).headers["x-cache"]]).toEqual([
    "Miss",
    "Miss",
  ]);
});

test("after an invalidation the stale copy is not shown, neither while revalidating nor when the origin fails", async () => {
  handle = counting({ "cache-control": "max-age=2, stale-while-revalidate=100, stale-if-error=100" });
  await ask("/a");
  seconds(3);
  edge.invalidate({ paths: ["/a"], tags: [] });
  handle = (request) => request.socket.destroy();
  expect((await ask("/a")).status).toBe(502);
});

test.each(["path", "tag"])("a body fetched before an invalidation by %s is not kept after it", async (by) => {
  const what = by === "path" ? { paths: ["/a"], tags: [] } : { paths: [], tags: ["t"] };
  const waiting: (() => void)[] = [];
  let count = 0;
  handle = (_, response) => {
    count += 1;
    const body = `v${count}`;
    waiting.push(() =>
      response.writeHead(200, { "cache-control": "max-age=10", "cache-tag": "t" }).end(body),
    );
  };
  const before = shown("/a");
  await until(() => waiting.length === 1, "the older fetch is under way");
  edge.invalidate(what);
  const after = shown("/a");
  await until(() => waiting.length === 2, "who asks after the invalidation asks the origin");
  waiting[1]?.();
  expect(await after).toBe("Miss v2");
  waiting[0]?.();
  expect(await before).toBe("Miss v1");
  expect(await shown("/a")).toBe("Hit v2");
});

test("of two fetches of the same thing the later one is kept, whichever lands last", async () => {
  const waiting: (() => void)[] = [];
  handle = (_, response) => {
    const body = `v${waiting.length + 1}`;
    waiting.push(() => response.writeHead(200, { "cache-control": "max-age=10" }).end(body));
  };
  const older = shown("/a");
  await until(() => waiting.length === 1, "the older fetch is under way");
  edge.invalidate({ paths: [], tags: ["of-another"] });
  const newer = shown("/a");
  await until(() => waiting.length === 2, "the newer fetch is under way");
  waiting[1]?.();
  expect(await newer).toBe("Miss v2");
  waiting[0]?.();
  expect(await older).toBe("Miss v1");
  expect(await shown("/a")).toBe("Hit v2");
});

test("whatever is asked, changed and invalidated in any order, nobody gets what was outdated when they asked", async () => {
  type Step = { do: "ask" | "tick" | "change" | "settle"; path: string };
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.constantFrom("ask", "ask", "tick", "tick", "change", "settle"),
    path: fc.constantFrom("/a", "/b"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      edge.invalidate({ paths: ["/*"], tags: [] });
      const version: Record<string, number> = { "/a": 0, "/b": 0 };
      const open = new Set<Promise<void>>();
      handle = (request, response) => {
        const path = request.url ?? "";
        const body = String(version[path]);
        const headers = { "cache-control": "max-age=1, stale-while-revalidate=99", "cache-tag": path };
        // Late enough for other steps to come between; nothing waits for it by time.
        void sleep(2).then(() => response.writeHead(200, headers).end(body));
      };
      for (const { do: what, path } of steps) {
        if (what === "settle") {
          await Promise.all(open);
          seconds(2);
        } else if (what === "tick") {
          await sleep(1);
        } else if (what === "change") {
          version[path] = (version[path] ?? 0) + 1;
          edge.invalidate({ paths: [], tags: [path] });
        } else {
          const least = version[path] ?? 0;
          const asked = ask(path).then(({ body }) =>
            expect(Number(String(body))).toBeGreaterThanOrEqual(least),
          );
          open.add(asked);
        }
      }
      await Promise.all(open);
    }),
    { numRuns: 40 },
  );
});

test("what is not a read, and what carries credentials, passes through as it came", async () => {
  handle = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(201, {
        "x-saw": String(request.headers["x-some"]),
        "cache-tag": "t",
        connection: "x-hop",
        "x-hop": "1",
      });
      response.end(`${request.method} ${request.url} ${Buffer.concat(chunks)}`);
    });
  };
  const posted = await ask("/a?utm=1", { "x-some": "1", connection: "close" }, "POST", "body");
  expect([posted.status, String(posted.body), posted.headers["x-saw"]]).toEqual([
    201,
    "POST /a?utm=1 body",
    "1",
  ]);
  expect(posted.headers["x-cache"]).toBe("Miss");
  expect(posted.headers).not.toHaveProperty("cache-tag");
  expect(posted.headers).not.toHaveProperty("x-hop");
  handle = counting();
  const headers = { authorization: "Bearer x" };
  expect([await shown("/b", headers), await shown("/b", headers), await shown("/b")]).toEqual([
    "Miss v1",
    "Miss v2",
    "Miss v3",
  ]);
  expect(seen[1]?.headers.authorization).toBe("Bearer x");
  expect(edge.stats().passed).toBe(3);
});

test("what is kept stays within its bound, and what was used last stays longest", async () => {
  await open({ maxBytes: 50_000 });
  handle = (_, response) =>
    response.writeHead(200, { "cache-control": "max-age=10" }).end("x".repeat(10_000));
  for (const path of ["/1", "/2", "/3", "/4", "/1", "/5", "/6"]) await ask(path);
  expect(edge.stats()).toMatchObject({ storedCopies: 4, storedBytes: 44_000 });
  expect((await ask("/1")).headers["x-cache"]).toBe("Hit");
  expect((await ask("/2")).headers["x-cache"]).toBe("Miss");
});

test("a body too large to keep reaches the viewer whole, announced or not", async () => {
  const chunk = Buffer.alloc(1_000_000, "x");
  for (const announced of [true, false]) {
    handle = (_, response) => {
      const length = announced ? { "content-length": "12000000" } : {};
      response.writeHead(200, { "cache-control": "max-age=10", ...length });
      for (let i = 0; i < 12; i += 1) response.write(chunk);
      response.end();
    };
    const reply = await ask(`/large?q=${announced}`);
    expect([reply.body.length, reply.headers["x-cache"]]).toEqual([12_000_000, "Miss"]);
  }
  expect(edge.stats().storedCopies).toBe(0);
});

test("viewers that go away and bytes that are not HTTP leave the edge standing", async () => {
  const port = Number(new URL(base).port);
  let release = () => {};
  let aborted = false;
  handle = (request, response) => {
    request.once("close", () => {
      aborted ||= !response.writableFinished;
    });
    release = () => response.writeHead(200, { "cache-control": "max-age=10" }).end("v");
  };
  const reader = connect(port, "127.0.0.1");
  reader.write("GET /a HTTP/1.1\r\nhost: x\r\n\r\n");
  await until(() => seen.length === 1, "the fetch is under way");
  reader.destroy();
  release();
  await until(() => edge.stats().storedCopies === 1, "the fetch went on for the others");
  expect(await shown("/a")).toBe("Hit v");

  const writer = connect(port, "127.0.0.1");
  writer.write("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
  await until(() => seen.length === 2, "the write is under way");
  writer.destroy();
  await until(() => aborted, "the origin learns that the writer is gone");

  for (const garbage of [
    "\0\x01\x02\r\n\r\n",
    "GET /a HTTP/1.1\r\nbad header\r\n\r\n",
    "GET a HTTP/1.1\r\nhost: x\r\n\r\n",
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(garbage);
    const [reply] = await once(socket, "data");
    expect(String(reply)).toContain("400 Bad Request");
    socket.destroy();
  }
  expect(await shown("/a")).toBe("Hit v");
});

test("an origin that does not speak HTTP gives 502", async () => {
  handle = (request) => {
    request.socket.end("HTTP/1.1 200 OK\r\nx-bad: \x01\x02\r\ncontent-length: nonsense\r\n\r\n");
  };
  expect((await ask("/a")).status).toBe(502);
  handle = counting();
  expect(await shown("/a")).toBe("Miss v1");
});

test("a kept connection that the origin has closed meanwhile costs the viewer nothing", async () => {
  handle = (request, response) => {
    response.writeHead(200, { "cache-control": "no-store" }).end("v");
    // Closed without a word, right after the answer: the edge may already be sending the next request on it.
    setImmediate(() => request.socket.destroy());
  };
  for (let i = 0; i < 30; i += 1) expect((await ask(`/${i}`)).status).toBe(200);
});

test("behaviours are taken in order, and the last one takes everything", async () => {
  const origin = httpOrigin({ url: `http://127.0.0.1:${originPort}` });
  handle = counting();
  await open({
    behaviours: [
      { pathPattern: "/api/health/*", origin, cache: "none" },
      { pathPattern: "/api/*", origin, cache: { queryParameters: [] }, responseHeaders: { "x-room": "api" } },
      {
        pathPattern: "/*.txt",
        origin,
        cache: { queryParameters: [] },
        responseHeaders: { "x-room": "text" },
      },
      { pathPattern: "/*", origin, cache: { queryParameters: [] } },
    ],
  });
  expect([await shown("/api/health/live"), await shown("/api/health/live")]).toEqual(["Miss v1", "Miss v2"]);
  expect((await ask("/api/x")).headers["x-room"]).toBe("api");
  expect((await ask("/deep/x.txt")).headers["x-room"]).toBe("text");
  expect((await ask("/other")).headers).not.toHaveProperty("x-room");
  expect(() =>
    createEdge({ behaviours: [{ pathPattern: "/api/*", origin, cache: "none" }], log: silent }),
  ).toThrow("the last behaviour");
});
