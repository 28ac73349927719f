/** What fans may rely on behind a shared cache, held through one that is not ours: Debian's Varnish, before the real API. */
import { createServer, type RequestListener } from "node:http";
import { brotliCompressSync } from "node:zlib";
import { cacheControl, FRESHNESS, type Freshness } from "@podium/core/board/freshness.ts";
import { DATA_HEADERS } from "@podium/core/edge/headers.ts";
import { QUERY_PARAMETERS } from "@podium/core/edge/key.ts";
import { closeServer, LOOPBACK, listen } from "@podium/local/listen.ts";
import { until } from "@podium/local/table/testing.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { endChildren } from "./bench/support.ts";
import { Crowd } from "./load/crowd.ts";
import { EDGES, type EdgeName } from "./load/edges/edge.ts";
import { nginxOf } from "./load/edges/nginx.ts";
import { vclOf } from "./load/edges/varnish.ts";
import { judge, OLDEST_MS, violationsOf } from "./load/judge.ts";
import { startTapped, type TappedEdge } from "./load/tap.ts";
import { startTestCloud, type TestCloud } from "./support/cloud.ts";
import { A, B, C, EVENT, entries, MASTER, mark, status } from "./support/games.ts";
import { ask, type Reply } from "./support/http.ts";

const BOARD = `/api/events/${EVENT}`;
const PULSE = `${BOARD}/live`;

let cloud: TestCloud;
const edges = new Map<EdgeName, TappedEdge>();
/** What a test opens besides. */
const open: (() => Promise<unknown> | undefined)[] = [];

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.tell([...MASTER, entries, status("START_LIST", -60), status("LIVE", 0), mark(A, 103_450, 2)]);
  for (const name of ["varnish", "own"] as const)
    edges.set(name, await startTapped(EDGES[name], cloud.apiUrl));
});
afterAll(async () => {
  for (const edge of edges.values()) await edge.stop();
  await endChildren();
  await cloud.stop();
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function edgeNamed(name: EdgeName): TappedEdge {
  const edge = edges.get(name);
  if (edge === undefined) throw new Error(`${name} did not start`);
  return edge;
}

function crowdOf(url: string, paths: readonly string[], fans: number, perSecond: number): Crowd {
  const crowd = new Crowd({ url, paths, fans, perSecond });
  open.push(async () => crowd.stop());
  return crowd;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(() => closeServer(server, 0));
  const { port } = await listen(server, { port: 0 });
  return `http://${LOOPBACK}:${port}`;
}

/** Another API behind the edge, until the test is over. */
async function instead({ url: edge, tap }: TappedEdge, listener: RequestListener): Promise<string> {
  const url = await serve(listener);
  const moveTo = async (apiUrl: string) => {
    await tap.down();
    await tap.up(apiUrl);
  };
  await moveTo(url);
  open.push(() => moveTo(cloud.apiUrl));
  // A probe may have found nobody at home in between.
  await until(async () => (await ask(`${edge}/api/health/ready`)).status === 200, "the API is there");
  return url;
}

/** Nobody has asked for these before: each edge has its own. */
describe.each([
  { name: "varnish", cold: "/api/leaderboards/medals", junk: "/api/games", marks: [104_250, 104_900] },
  { name: "own", cold: "/api/live", junk: "/api/search", marks: [105_250, 105_900] },
] as const)("behind $name", ({ name, cold, junk, marks }) => {
  it("a crowd before an empty cache is one look into the table", async () => {
    const { url, tap } = edgeNamed(name);
    const before = { reads: cloud.metrics.total("TableRead"), requests: tap.requests() };
    const crowd = crowdOf(url, [cold], 500, 0);
    expect(await crowd.reconnect()).toMatchObject({ failed: 0 });
    expect(cloud.metrics.total("TableRead") - before.reads).toBe(1);
    // One for each coding that the crowd takes.
    expect(tap.requests() - before.requests).toBeLessThanOrEqual(3);
    expect(crowd.seen()).toMatchObject({ answered: 500, failures: {}, wrong: 0, backwards: 0 });
  });

  it("junk in a link makes no second copy, and asks nothing of the API", async () => {
    const { url, tap } = edgeNamed(name);
    const before = tap.requests();
    const { status, text } = await ask(url + junk);
    expect(status).toBe(200);
    for (const query of ["?utm_source=x", "?", "?a=1&b=2", "?versions=1", "?xversion=3&fbclid=4"]) {
      expect(await ask(url + junk + query)).toMatchObject({ status: 200, text });
    }
    expect(tap.requests() - before).toBe(1);
    expect((await ask(`${url}${junk}?b=1&version=999&a=2`)).status).toBe(404);
    expect(tap.requests() - before).toBe(2);
  });

  it("fans see no error while the API is gone, no older version than before, and the next one when it is back", async () => {
    const { url, tap } = edgeNamed(name);
    const crowd = crowdOf(url, [BOARD, PULSE], 40, 500);
    const answers = (more: number) => {
      const from = crowd.seen().answered;
      return until(() => crowd.seen().answered >= from + more, `${more} more answers`);
    };
    const shows = (timeMs: number) =>
      until(() => crowd.seen().sightings.some(({ newestMs }) => newestMs === timeMs), `${timeMs} is shown`);
    const [first, second] = marks;
    await answers(20);
    await cloud.tell([mark(B, first, first / 1000)]);
    await shows(first);
    await tap.down();
    await answers(300);
    await cloud.tell([mark(C, second, second / 1000)]);
    await answers(100);
    await tap.up(cloud.apiUrl);
    await shows(second);
    expect(crowd.seen()).toMatchObject({ failures: {}, wrong: 0, backwards: 0 });
  });

  it("a copy is shown after its time where the API fails or is gone, and not once it answers again", async () => {
    const edge = edgeNamed(name);
    const { url, tap } = edge;
    let version = 1;
    let failing = false;
    const api = await instead(edge, (_, answer) => {
      if (failing) answer.writeHead(503, { "content-length": "0" }).end();
      else {
        answer.writeHead(200, {
          "cache-control": "public, max-age=1, s-maxage=1, stale-while-revalidate=1, stale-if-error=600",
          etag: `W/"${version}-x"`,
          "content-length": "1",
        });
        answer.end(String(version));
      }
    });
    const answer = () => ask(`${url}/api/short`);
    expect((await answer()).text).toBe("1");
    version = 2;
    failing = true;
    await until(async () => Number((await answer()).headers.age) > 2, "a copy beyond both of its times");
    expect(await answer()).toMatchObject({ status: 200, text: "1" });
    await tap.down();
    expect(await answer()).toMatchObject({ status: 200, text: "1" });
    failing = false;
    await tap.up(api);
    await until(async () => (await answer()).text === "2", "the next version");
  });
});

describe("the freshness table, in an edge that isn't ours", () => {
  const leftSeconds = ({ headers }: Reply) => Number(/ttl=(\d+)/.exec(headers["cache-status"] ?? "")?.[1]);

  it("Varnish keeps a board for as long as it says, and nothing longer than the longest of the table", async () => {
    const edge = edgeNamed("varnish");
    const { url } = edge;
    await instead(edge, ({ url: path = "" }, answer) => {
      const freshness = path.slice(1) as Freshness;
      const header = freshness in FRESHNESS ? cacheControl(freshness) : "public, s-maxage=99999";
      answer.writeHead(200, { "cache-control": header, "content-length": "2" }).end("{}");
    });
    for (const freshness of Object.keys(FRESHNESS) as Freshness[]) {
      const reply = await ask(`${url}/${freshness}`);
      // Whole seconds, of two clocks.
      const differs = leftSeconds(reply) + Number(reply.headers.age) - FRESHNESS[freshness].edge;
      expect(Math.abs(differs), freshness).toBeLessThanOrEqual(1);
    }
    expect(leftSeconds(await ask(`${url}/whatever`))).toBeLessThanOrEqual(FRESHNESS.finished.edge);
  });

  it("what may not be kept reaches the API each time", async () => {
    const { url, tap } = edgeNamed("varnish");
    await until(async () => (await ask(`${url}/api/health/live`)).status === 200, "the API is there");
    const { text } = await ask(`${url}/api/health/ready`);
    expect(JSON.parse(text)).toMatchObject({ status: "up" });
    const before = tap.requests();
    for (let n = 0; n < 3; n++) await ask(`${url}/api/admin/me`);
    expect(tap.requests() - before).toBe(3);
  });

  it("both configurations follow core's tables", () => {
    const { edge, staleIfError } = FRESHNESS.finished;
    const vcl = vclOf("http://127.0.0.1:1");
    const nginx = nginxOf("http://127.0.0.1:1", { folder: "/tmp/x", port: 2 });
    expect(vcl).toContain(`beresp.ttl > ${edge}s`);
    expect(vcl).toContain(`beresp.grace > ${staleIfError}s`);
    expect(nginx).toContain(`inactive=${edge + staleIfError}s`);
    // It has no bound: what an answer says has.
    expect(nginx).not.toContain("proxy_cache_use_stale");
    for (const name of QUERY_PARAMETERS) {
      expect(vcl).toContain(`[?&]${name}=`);
      expect(nginx).toContain(`$arg_${name}`);
    }
    for (const [name, value] of Object.entries(DATA_HEADERS)) {
      expect(vcl).toContain(`set resp.http.${name} = {"${value}"};`);
      expect(nginx).toContain(`add_header ${name} "${value}" always;`);
    }
  });
});

describe("the crowd that checks", () => {
  it("notices an older version, another body under the same ETag, and one that isn't its version", async () => {
    const answers = [
      ['W/"2-a"', '{"version":2}'],
      ['W/"1-a"', '{"version":1}'],
      ['W/"1-a"', '{"version":1,"other":true}'],
      ['W/"3-a"', '{"version":4}'],
    ];
    const url = await serve((_, answer) => {
      const [etag = "", body = ""] = answers.shift() ?? ['W/"9-a"', '{"version":9}'];
      const bytes = brotliCompressSync(body);
      answer.writeHead(200, { etag, "content-length": String(bytes.length) }).end(bytes);
    });
    const crowd = crowdOf(url, ["/api/live"], 1, 1_000);
    await until(() => crowd.seen().answered >= 5, "five answers");
    expect(crowd.seen()).toMatchObject({ backwards: 1, wrong: 2, failures: {} });
  });

  it("counts what is broken and what is no answer for a fan", async () => {
    let n = 0;
    const url = await serve((_, answer) => {
      n += 1;
      // Twice: a connection that was kept is tried once more.
      if (n % 3 > 0) answer.destroy();
      else answer.writeHead(502, { "content-length": "0" }).end();
    });
    const crowd = crowdOf(url, ["/api/live"], 1, 200);
    await until(() => Object.keys(crowd.seen().failures).length === 2, "both kinds");
    expect(Object.keys(crowd.seen().failures).sort()).toEqual(["502", "connection"]);
    expect(crowd.seen().answered).toBe(0);
  });

  it("holds what was seen against what was published", () => {
    const sighting = { path: BOARD, version: 1, digest: "one", newestMs: 100, firstMs: 0 };
    const seen = {
      requests: 1,
      answered: 1,
      notModified: 0,
      failures: {},
      backwards: 0,
      wrong: 0,
      bodyBytes: 0,
      latencyMs: { p50: 0, p95: 0, p99: 0, max: 0 },
    };
    const ledger = {
      [`events/${EVENT}`]: [
        { version: 1, digest: "one", updatedMs: 1_000 },
        { version: 2, digest: "two", updatedMs: 5_000 },
      ],
    };
    const taken = [
      { event: EVENT, timeMs: 100, takenMs: 900 },
      { event: EVENT, timeMs: 200, takenMs: 4_000 },
    ];
    const late = judge(
      { ...seen, sightings: [{ ...sighting, lastMs: [4_500, 5_000 + OLDEST_MS + 1] }] },
      ledger,
      taken,
    );
    expect(violationsOf(late)).toBe(0);
    expect(late.supersededMs).toBe(OLDEST_MS + 1);
    expect(late.ageMs).toEqual([500, 1_001 + OLDEST_MS]);
    expect(late.unseen).toBe(1);
    const other = judge(
      {
        ...seen,
        sightings: [
          { ...sighting, version: 2, digest: "another", newestMs: 200, lastMs: [null, 6_000] },
          { ...sighting, version: 3, lastMs: [6_000] },
        ],
      },
      ledger,
      taken,
    );
    expect(other.violations).toEqual({ backwards: 0, wrong: 1, unknown: 1 });
    expect(other.unseen).toBe(0);
  });
});
