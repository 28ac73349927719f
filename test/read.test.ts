/** Boards as fans get them, over HTTP: past the edge and through it. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DATA_HEADERS, SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import type { Message } from "@podium/core/results/commands.ts";
import { CapacityMeter } from "@podium/core/table/meter.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { createBoardHandler, type ReadDependencies } from "@podium/functions/read/board.ts";
import { createHealthHandler } from "@podium/functions/read/health.ts";
import { createGateway } from "@podium/local/gateway/gateway.ts";
import { silent } from "@podium/local/log.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import { until } from "@podium/local/table/testing.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "./support/cloud.ts";
import { A, B, correction, DAY, EVENT, MASTER, minute, RACE, UNIT } from "./support/games.ts";
import { ask, json, type Reply } from "./support/http.ts";

const WOMEN = "ALPWDH";
const womens = (message: Message): Message =>
  JSON.parse(JSON.stringify({ ...message, id: `w-${message.id}` }).replaceAll(EVENT, WOMEN)) as Message;

/** The men's race is official, the women's goes on. */
const TOLD: Message[] = [
  ...MASTER,
  ...MASTER.filter(({ type }) => type === "events" || type === "units").map(womens),
  ...RACE,
  ...RACE.slice(0, 5).map(womens),
];

const PATHS = [
  "/api/live",
  "/api/games",
  `/api/schedule/${DAY}`,
  `/api/events/${EVENT}`,
  `/api/events/${WOMEN}`,
  "/api/leaderboards/medals",
  "/api/leaderboards/athletes",
  "/api/leaderboards/disciplines/ALP",
  `/api/leaderboards/days/${DAY}`,
  `/api/athletes/${A}`,
  "/api/countries/AUT",
];

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const stops: (() => Promise<unknown>)[] = [];
let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.tell(TOLD);
});
afterAll(() => cloud.stop());
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A reader of its own, on a table of its choice. Answers with its address. */
async function startReader(dependencies: Partial<ReadDependencies>): Promise<string> {
  const all: ReadDependencies = {
    client: cloud.table.client,
    table: cloud.table.name,
    nowMs: Date.now,
    log: QUIET,
    metrics: new LocalMetrics(),
    ...dependencies,
  };
  const gateway = createGateway(
    [
      { route: "GET /api/health/{check}", handler: createHealthHandler(all) },
      { route: "ANY /api/{board+}", handler: createBoardHandler(all) },
    ],
    silent,
  );
  const { port } = await gateway.listen({ port: 0 });
  stops.push(() => gateway.close());
  return `http://127.0.0.1:${port}`;
}

/** No one listens there. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

function expectProblem(reply: Reply, status: number, code: string): void {
  expect(reply.status).toBe(status);
  expect(reply.headers["content-type"]).toBe("application/problem+json");
  expect(json(reply)).toMatchObject({ type: "about:blank", status, code });
  expect(json(reply).title).toBeTruthy();
  expect(json(reply).detail).toBeTruthy();
}

describe("every path of the contract", () => {
  it.each(PATHS)("%s is a board with its version, its times and when to come back", async (path) => {
    const reply = await cloud.get(path);
    expect(reply.status).toBe(200);
    expect(reply.headers["content-type"]).toBe("application/json");
    expect(json(reply)).toEqual(
      expect.objectContaining({
        board: path.slice("/api/".length),
        version: expect.any(Number),
        updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        factAt: expect.stringMatching(/^2026-02-07T/),
      }),
    );
    expect(json(reply)).toHaveProperty("nextPollSeconds");
  });

  it("an event has the fields that others build on", async () => {
    const reply = await cloud.get(`/api/events/${EVENT}`);
    expect(json(reply)).toMatchObject({
      nextPollSeconds: null,
      event: {
        id: EVENT,
        rsc: EVENT.padEnd(34, "-"),
        name: "Men's Downhill",
        discipline: { code: "ALP", name: "Alpine Skiing" },
        gender: "M",
        status: "OFFICIAL",
        start: "2026-02-07T10:30:00.000Z",
      },
      phases: [
        {
          name: "Final",
          status: "OFFICIAL",
          units: [
            {
              rsc: UNIT,
              name: "Final",
              status: "OFFICIAL",
              start: "2026-02-07T10:30:00.000Z",
              entries: [
                {
                  competitor: { id: A, name: "Anton Alm", noc: "AUT" },
                  bib: "1",
                  startOrder: 1,
                  mark: { timeMs: 103_450 },
                  irm: null,
                  rank: 1,
                  rankEqual: false,
                },
                { rank: 2, gapMs: 450 },
                { rank: 3, gapMs: 800 },
              ],
            },
          ],
        },
      ],
      standings: [
        { rank: 1, rankEqual: false, competitor: { id: A }, irm: null, medal: "gold" },
        { rank: 2, medal: "silver" },
        { rank: 3, medal: "bronze" },
      ],
    });
  });

  it("the medal table has ranks by gold and by total", async () => {
    expect(json(await cloud.get("/api/leaderboards/medals"))).toMatchObject({
      rows: [
        {
          rank: 1,
          rankEqual: false,
          noc: "AUT",
          name: "Austria",
          gold: 1,
          silver: 0,
          bronze: 0,
          total: 1,
          rankByTotal: 1,
        },
        { rank: 2, noc: "SUI", silver: 1, rankByTotal: 1 },
        { rank: 3, noc: "NOR", bronze: 1, rankByTotal: 1 },
      ],
      eventsFinished: 1,
      eventsTotal: 2,
    });
  });
});

describe.each(["get", "api"] as const)("conditions and encodings (%s)", (way) => {
  const path = `/api/events/${EVENT}`;

  it("brotli, gzip and plain are the same text", async () => {
    const replies = await Promise.all(
      [
        {},
        { "accept-encoding": "br" },
        { "accept-encoding": "gzip" },
        { "accept-encoding": "gzip, deflate, br" },
      ].map((headers) => cloud[way](path, { headers })),
    );
    expect(replies.map(({ headers }) => headers["content-encoding"])).toEqual([
      undefined,
      "br",
      "gzip",
      "br",
    ]);
    for (const { text, headers, body } of replies) {
      expect(text).toBe(replies[0]?.text);
      expect(headers.vary).toBe("accept-encoding");
      expect(headers["content-length"]).toBe(String(body.length));
    }
  });

  it("who has this version gets 304 and no body: by its tag, weak or not, in a list, or by a star", async () => {
    const { headers } = await cloud[way](path);
    const etag = headers.etag ?? "";
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const tag of [etag, etag.slice(2), `"other", ${etag} , W/"another"`, "*"]) {
      for (const method of ["GET", "HEAD"]) {
        const reply = await cloud[way](path, { method, headers: { "if-none-match": tag } });
        expect(reply.status, tag).toBe(304);
        expect(reply.body).toHaveLength(0);
        expect(reply.headers).toMatchObject({ etag, "cache-control": headers["cache-control"] });
      }
    }
    for (const tag of ['"other"', etag.replace("W/", "w/").replace(/"$/, 'x"'), ""])
      expect((await cloud[way](path, { headers: { "if-none-match": tag } })).status, tag).toBe(200);
  });

  it("HEAD has the headers of GET and no body", async () => {
    const asked = { headers: { "accept-encoding": "br" } };
    const { headers: full } = await cloud[way](path, asked);
    const head = await cloud[way](path, { method: "HEAD", ...asked });
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    for (const name of ["etag", "cache-control", "content-type", "content-encoding", "vary"])
      expect(head.headers[name], name).toBe(full[name]);
  });

  it("a version that was kept is there to look at, one that was not is 404", async () => {
    const { version } = json<{ version: number }>(await cloud[way](path));
    expect(json(await cloud[way](`${path}?version=${version}`))).toMatchObject({ version });
    expectProblem(await cloud[way](`${path}?version=${version + 1}`), 404, "NOT_FOUND");
  });
});

describe("no", () => {
  const SHORT = "public, max-age=5, s-maxage=10";

  it.each([
    "/api/events/ALPMSG",
    "/api/athletes/9999",
    "/api/countries/FIJ",
    "/api/schedule/2026-02-08",
    "/api/leaderboards/disciplines/CUR",
    "/api/nothing",
    `/api/events/${EVENT}/entries`,
    "/api/health/others",
  ])("what isn't there is 404 for a short while: %s", async (path) => {
    const reply = await cloud.get(path);
    expectProblem(reply, 404, "NOT_FOUND");
    expect(json(reply)).toMatchObject({ instance: path });
    expect(reply.headers["cache-control"]).toBe(path.includes("health") ? "no-store" : SHORT);
  });

  it.each([
    ["/api/events/downhill", "eventId"],
    ["/api/schedule/2026-02-30", "date"],
    ["/api/schedule/today", "date"],
    ["/api/leaderboards/days/2026-2-7", "date"],
    ["/api/countries/norway", "noc"],
    ["/api/leaderboards/disciplines/alp", "discipline"],
    ["/api/athletes/a%20b", "athlete"],
    ["/api/live?version=0", "version"],
    ["/api/live?version=1.5", "version"],
    ["/api/live?version=1&version=2", "version"],
    ["/api/live?version=", "version"],
  ])("what can't be is 400 and says why: %s", async (path, field) => {
    const reply = await cloud.get(path);
    expectProblem(reply, 400, "INVALID");
    expect(json(reply)).toMatchObject({ field, rule: expect.any(String) });
    expect(reply.headers["cache-control"]).toBe(SHORT);
  });

  it("a parameter that nobody knows is 400 past the edge, so that a mistake is seen", async () => {
    expectProblem(await cloud.api("/api/live?versoin=1"), 400, "INVALID");
  });

  it("a path that is no proper encoding is 400", async () => {
    expect((await cloud.get("/api/events/%zz")).status).toBe(400);
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("%s is not for boards: 405", async (method) => {
    const reply = await cloud.get("/api/live", { method, body: "{}" });
    expectProblem(reply, 405, "METHOD_NOT_ALLOWED");
    expect(reply.headers.allow).toBe("GET, HEAD");
    expect(reply.headers["cache-control"]).toBe("no-store");
  });

  it("what was not there is there a second after it came", async () => {
    let nowMs = Date.now();
    const api = await startReader({ nowMs: () => nowMs });
    expect((await ask(`${api}/api/athletes/2001`)).status).toBe(404);
    await cloud.tell([
      {
        id: "latecomer",
        at: minute(-90),
        type: "competitors",
        competitors: [{ id: "2001", kind: "athlete", name: "Dora Dahl", noc: "NOR", gender: "W" }],
      },
    ]);
    nowMs += 1000;
    expect(json(await ask(`${api}/api/athletes/2001`))).toMatchObject({ athlete: { name: "Dora Dahl" } });
  });
});

describe("how long a copy may live", () => {
  it.each([
    [
      `/api/events/${WOMEN}`,
      "public, max-age=1, s-maxage=2, stale-while-revalidate=10, stale-if-error=86400",
    ],
    [
      `/api/events/${WOMEN}/live`,
      "public, max-age=1, s-maxage=1, stale-while-revalidate=10, stale-if-error=86400",
    ],
    ["/api/live", "public, max-age=1, s-maxage=2, stale-while-revalidate=10, stale-if-error=86400"],
    [
      "/api/leaderboards/medals",
      "public, max-age=5, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400",
    ],
    [
      `/api/schedule/${DAY}`,
      "public, max-age=5, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400",
    ],
    [
      `/api/athletes/${A}`,
      "public, max-age=15, s-maxage=30, stale-while-revalidate=300, stale-if-error=86400",
    ],
    [
      "/api/countries/AUT",
      "public, max-age=15, s-maxage=30, stale-while-revalidate=300, stale-if-error=86400",
    ],
    [
      `/api/events/${EVENT}`,
      "public, max-age=30, s-maxage=300, stale-while-revalidate=86400, stale-if-error=604800",
    ],
  ])("%s: %s", async (path, cacheControl) => {
    expect((await cloud.get(path)).headers["cache-control"]).toBe(cacheControl);
    expect((await cloud.api(path)).headers["cache-control"]).toBe(cacheControl);
  });
});

describe("the edge", () => {
  it("asks once and answers from its copy from then on", async () => {
    const path = `/api/athletes/${B}`;
    expect((await cloud.get(path)).headers["x-cache"]).toBe("Miss");
    const hit = await cloud.get(path);
    expect(hit.headers["x-cache"]).toBe("Hit");
    expect(hit.headers.age).toMatch(/^\d+$/);
  });

  it("is not misled by parameters that mean nothing", async () => {
    const path = "/api/countries/NOR";
    expect((await cloud.get(path)).headers["x-cache"]).toBe("Miss");
    for (const junk of ["?utm_source=x", "?_=123", "?a=1&b=2", "?"])
      expect((await cloud.get(path + junk)).headers["x-cache"], junk).toBe("Hit");
    const { version } = json<{ version: number }>(await cloud.get(`/api/events/${EVENT}`));
    await cloud.get(`/api/events/${EVENT}?version=${version}`);
    expect((await cloud.get(`/api/events/${EVENT}?x=1&version=${version}`)).headers["x-cache"]).toBe("Hit");
  });

  it("keeps its tags to itself", async () => {
    const path = "/api/countries/SUI";
    expect((await cloud.api(path)).headers["cache-tag"]).toBe("countries-SUI");
    const etag = (await cloud.get(path)).headers.etag ?? "";
    for (const options of [{}, { method: "HEAD" }, { headers: { "if-none-match": etag } }])
      expect((await cloud.get(path, options)).headers).not.toHaveProperty("cache-tag");
    expect((await cloud.get("/api/nothing-here")).headers).not.toHaveProperty("cache-tag");
  });

  it("puts the security headers on every answer, and on boards those that data needs", async () => {
    const etag = (await cloud.get("/api/games")).headers.etag ?? "";
    const documents = await Promise.all([
      cloud.get("/"),
      cloud.get("/no-such-file.js"),
      cloud.get("/api/health/live"),
      cloud.post("", { "x-podium-signature": "" }),
    ]);
    const boards = await Promise.all([
      cloud.get("/api/games"),
      cloud.get("/api/games", { headers: { "if-none-match": etag } }),
      cloud.get("/api/nothing"),
      cloud.get("/api/live", { method: "DELETE" }),
    ]);
    expect(documents.map(({ status }) => status)).toEqual([200, 404, 200, 401]);
    expect(boards.map(({ status }) => status)).toEqual([200, 304, 404, 405]);
    for (const { headers } of documents) expect(headers).toMatchObject(SECURITY_HEADERS);
    for (const { headers } of boards) {
      expect(headers).toMatchObject(DATA_HEADERS);
      expect(headers).not.toHaveProperty("content-security-policy");
    }
    expect(SECURITY_HEADERS["content-security-policy"]).toMatch(/^default-src 'none'/);
    expect(DATA_HEADERS["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
  });

  it("asks once for a thousand fans who come at the same moment", async () => {
    const before = cloud.edge.stats().originRequests;
    const replies = await Promise.all(
      Array.from({ length: 1000 }, () => cloud.get("/api/leaderboards/athletes?version=7")),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]));
    expect(cloud.edge.stats().originRequests - before).toBe(1);
  });
});

describe("the reader's memory", () => {
  it("costs one table read for a thousand requests for a cold board, and one more a second later", async () => {
    let nowMs = Date.now();
    const meter = new CapacityMeter();
    const { endpoint, region, credentials } = cloud.table.client.config;
    const found = await endpoint?.();
    if (found === undefined) throw new Error("the table has an endpoint");
    const client = openReader(
      {
        endpoint: `${found.protocol}//${found.hostname}:${found.port}`,
        region,
        credentials,
      },
      meter,
    );
    stops.push(async () => client.destroy());
    const api = await startReader({ client, nowMs: () => nowMs });
    const crowd = () => Promise.all(Array.from({ length: 1000 }, () => ask(`${api}/api/live`)));
    const replies = await crowd();
    expect(new Set(replies.map(({ status, headers }) => `${status} ${headers.etag}`)).size).toBe(1);
    expect(replies[0]?.status).toBe(200);
    expect(meter.read()).toMatchObject({ calls: 1 });
    nowMs += 999;
    await ask(`${api}/api/live`);
    expect(meter.read()).toMatchObject({ calls: 1 });
    nowMs += 1;
    await crowd();
    expect(meter.read()).toMatchObject({ calls: 2, writeUnits: 0 });
  });
});

describe("health", () => {
  it("says which dependency answers and how fast, and is never kept", async () => {
    for (let time = 0; time < 2; time++) {
      const live = await cloud.get("/api/health/live");
      const ready = await cloud.get("/api/health/ready");
      expect([live.status, ready.status]).toEqual([200, 200]);
      expect(json(live)).toEqual({ status: "up" });
      expect(json(ready)).toEqual({
        status: "up",
        dependencies: { table: { state: "up", latencyMs: expect.any(Number) } },
      });
      for (const { headers } of [live, ready]) {
        expect(headers).toMatchObject({ "cache-control": "no-store", "x-cache": "Miss" });
      }
    }
  });

  it("is 503 and names the table when the table is down, while the process itself is alive; boards say try again", async () => {
    const client = openReader({
      endpoint: `http://127.0.0.1:${await deadPort()}`,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    stops.push(async () => client.destroy());
    const api = await startReader({ client });
    const ready = await ask(`${api}/api/health/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers["cache-control"]).toBe("no-store");
    expect(json(ready)).toEqual({
      status: "down",
      dependencies: { table: { state: "down", latencyMs: expect.any(Number) } },
    });
    expect((await ask(`${api}/api/health/live`)).status).toBe(200);
    const board = await ask(`${api}/api/live`);
    expectProblem(board, 503, "TABLE_UNREACHABLE");
    expect(board.headers).toMatchObject({ "retry-after": "1", "cache-control": "no-store" });
    expect(board.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
  });
});

describe("what changes an official result", () => {
  it("reaches fans through the edge as soon as it is told, though the copy there would live for 300 s and they never stop asking", async () => {
    const path = `/api/events/${EVENT}`;
    const fan = () => cloud.get(path, { headers: { "accept-encoding": "br" } });
    const first = await fan();
    expect(first.headers["cache-control"]).toContain("s-maxage=300");
    expect((await fan()).headers["x-cache"]).toBe("Hit");
    const corrections: [Message, string][] = [
      [correction(B, { timeMs: 103_400 }, 31, "start gate opened late"), B],
      // At once after the first, while readers still remember what was there before it.
      [correction(A, { timeMs: 103_300 }, 32, "and so did the other gate"), A],
    ];
    for (const [message, winner] of corrections) {
      let told = false;
      const polling = until(
        async () => {
          await fan();
          return told;
        },
        "the correction is told",
        30_000,
      );
      await cloud.tell([message]);
      told = true;
      await polling;
      expect(json(await fan())).toMatchObject({
        standings: [{ competitor: { id: winner }, medal: "gold" }, {}, {}],
      });
    }
    expect(json(await fan())).toMatchObject({
      corrections: [{ reason: "and so did the other gate" }, { reason: "start gate opened late" }],
    });
    expect(json(await cloud.get("/api/leaderboards/medals"))).toMatchObject({
      rows: [{ noc: "AUT", gold: 1 }, { noc: "NOR", silver: 1 }, {}],
    });
  });
});

describe("when the table is gone", () => {
  it("fans still get the last board, with its age, and a feed is told to send again", async () => {
    let lost = false;
    const failing = await startTestCloud({
      onTableLost: () => {
        lost = true;
      },
    });
    stops.push(() => failing.stop());
    await failing.tell([...MASTER, ...RACE.slice(0, 4)]);
    const path = `/api/events/${EVENT}`;
    const last = await failing.get(path);
    expect(last.headers["cache-control"]).toContain("s-maxage=2,");
    const { pid } = JSON.parse(readFileSync(join(failing.dataDir, "engine.json"), "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
    await until(() => lost, "the engine ends");
    await until(async () => (await failing.api(path)).status === 503, "the reader's memory is over");
    let seen: Reply | undefined;
    await until(
      async () => {
        seen = await failing.get(path);
        expect(seen.status).toBe(200);
        return Number(seen.headers.age) > 2;
      },
      "the copy is older than it may be",
      20_000,
    );
    expect(seen?.headers["x-cache"]).toBe("Hit");
    expect(seen?.text).toBe(last.text);
    const ready = await failing.get("/api/health/ready");
    expect(ready.status).toBe(503);

    const told = await failing.post(`${JSON.stringify(RACE[4])}\n`);
    expect([told.status, told.headers["retry-after"]], told.text).toEqual([503, "1"]);
  });
});
