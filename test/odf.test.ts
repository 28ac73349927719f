/** `POST /api/ingest/odf` through the whole local cloud: what a feed is answered, and what becomes of what it sent. */
import { gzipSync } from "node:zlib";
import { list } from "@podium/core/feed/messages.ts";
import { find } from "@podium/core/feed/record.ts";
import type { Taken } from "@podium/core/feed/take.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KEY, signed, startTestCloud, type TestCloud } from "./support/cloud.ts";
import { A, B, C, EVENT, MASTER, UNIT } from "./support/games.ts";
import { ask, json, type Reply } from "./support/http.ts";
import { result } from "./support/odf.ts";

let cloud: TestCloud;
/** Each test has a source of its own, so that its versions are its own. */
let source: string;
let tests = 0;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.tell(MASTER);
});
afterAll(() => cloud.stop());
beforeEach(() => {
  source = `TEST${++tests}`;
});

const WITH_KEY = { "x-api-key": KEY, "content-type": "application/xml" };

function post(body: string | Uint8Array, headers: Record<string, string> = WITH_KEY): Promise<Reply> {
  return ask(`${cloud.url}/api/ingest/odf`, { method: "POST", headers, body });
}

const live = (version: number, time = "1:43.45") =>
  result({ version, source, lines: [{ competitor: A, time }, { competitor: B }, { competitor: C }] });

const today = () => new Date().toISOString().slice(0, 10);
const recordOf = (reply: Reply) => find(cloud.table, "odf", json<Taken>(reply).id);

describe("a message", () => {
  it("is acknowledged once it is durable, and then on the board", async () => {
    const reply = await post(gzipSync(live(1)), { ...WITH_KEY, "content-encoding": "gzip" });
    expect({ status: reply.status, body: json(reply) }).toEqual({
      status: 200,
      body: { id: expect.any(String), outcome: "taken" },
    });
    await cloud.quiet();
    expect(await recordOf(reply)).toMatchObject({
      state: "applied",
      lane: `OWG2026/${UNIT}`,
      version: 1,
      identity: `DT_RESULT ${UNIT} ${source}`,
    });
    const board = json<EventBoard>(await cloud.get(`/api/events/${EVENT}`));
    expect(board.phases[0]?.units[0]?.entries[0]).toMatchObject({
      competitor: { id: A },
      mark: { timeMs: 103_450 },
      rank: 1,
    });
  });

  it("may be signed instead of carrying a key", async () => {
    const body = live(1);
    expect((await post(body, signed(body))).status).toBe(200);
  });

  it("that comes a hundred times at once is taken once, and applied once", async () => {
    const body = live(1);
    const replies = await Promise.all(Array.from({ length: 100 }, () => post(body)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const outcomes = replies.map((reply) => json<Taken>(reply).outcome);
    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(1);
    await cloud.quiet();
    expect(json(await post(body))).toMatchObject({ outcome: "duplicate", first: "applied" });
    const mine = await list(cloud.table, { lane: `OWG2026/${UNIT}`, source: "odf" });
    expect(mine.filter(({ identity }) => identity?.endsWith(source))).toHaveLength(1);
  });

  it("that is late is recorded and ignored", async () => {
    await post(live(3));
    const late = await post(live(2, "1:30.00"));
    await cloud.quiet();
    expect(await recordOf(late)).toMatchObject({ state: "ignored", detail: "version 3 is newer" });
  });
});

describe("is refused, and nothing of it counts:", () => {
  it.each<[string, number, () => Promise<Reply>, object]>([
    ["a wrong key", 401, () => post(live(1), { "x-api-key": "guessed" }), { field: "X-API-KEY" }],
    ["no key", 401, () => post(live(1), {}), { code: "UNAUTHENTICATED" }],
    [
      "gzip that breaks off",
      400,
      () => post(gzipSync(live(1)).subarray(0, -20), { ...WITH_KEY, "content-encoding": "gzip" }),
      { code: "BAD_ENCODING", rule: "is whole and valid gzip" },
    ],
    [
      "a megabyte that unpacks to a gigabyte",
      413,
      () => post(gzipSync(Buffer.alloc(11_000_000)), { ...WITH_KEY, "content-encoding": "gzip" }),
      { code: "BODY_TOO_LARGE" },
    ],
    ["what is no XML", 400, () => post("<OdfBody"), { code: "NOT_XML" }],
    ["another root", 400, () => post("<Other/>"), { code: "NOT_ODF" }],
    [
      "an unknown discipline",
      400,
      () => post(live(1).replace('DocumentCode="ALPM', 'DocumentCode="XXXM')),
      { code: "UNKNOWN_DISCIPLINE" },
    ],
    [
      "a version that is no number",
      400,
      () => post(live(1).replace('Version="1"', 'Version="x"')),
      { field: expect.stringContaining("Version") },
    ],
  ])("%s", async (_, status, send, problem) => {
    const reply = await send();
    expect(reply.status).toBe(status);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(json(reply)).toMatchObject({ status, ...problem });
  });

  it("10 MB and a byte, while 10 MB are read", async () => {
    const padded = (bytes: number) => {
      const body = live(1);
      return body.replace("</OdfBody>", `${" ".repeat(bytes - body.length)}</OdfBody>`);
    };
    expect((await post(padded(10_000_000))).status).toBe(200);
    expect((await post(padded(10_000_001))).status).toBe(413);
    const gzip = { ...WITH_KEY, "content-encoding": "gzip" };
    expect((await post(gzipSync(padded(10_000_001)), gzip)).status).toBe(413);
  });

  it("what breaks a rule is filed with field and rule, and a mended one of the same version is taken", async () => {
    const broken = live(1).replace("1:43.45", "soon");
    const reply = await post(broken);
    expect(reply.status).toBe(400);
    const rejected = await list(cloud.table, { day: today(), states: ["rejected"], source: "odf" });
    expect(rejected.at(-1)).toMatchObject({ field: "Result[1].Result", code: "INVALID" });
    expect(json(await post(live(1)))).toMatchObject({ outcome: "taken" });
  });
});
