/** The door for feeds, over HTTP: who may come in, and what becomes of each line. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { COMMAND_TYPES, type Message } from "@podium/core/results/commands.ts";
import { findReceipt } from "@podium/core/results/execute.ts";
import { createFindKey } from "@podium/functions/ingest/api-keys.ts";
import { createAuthenticate } from "@podium/functions/ingest/authenticate.ts";
import { createNdjsonHandler } from "@podium/functions/ingest/ndjson.ts";
import type { Answer } from "@podium/local/feed/client.ts";
import { createGateway } from "@podium/local/gateway/gateway.ts";
import { silent } from "@podium/local/log.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SECRET, signed, startTestCloud, stateOf, type TestCloud } from "./support/cloud.ts";
import { A, B, entries, MASTER, mark, minute, RACE, UNIT } from "./support/games.ts";
import { ask, json, type Reply } from "./support/http.ts";

const lines = (...messages: unknown[]) =>
  messages.map((message) => (typeof message === "string" ? message : JSON.stringify(message))).join("\n");

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const MIB = 1024 * 1024;

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.tell([...MASTER, entries]);
});
afterAll(() => cloud.stop());

/** What is in the table and what writing has cost so far: equal before and after where nothing was written. */
async function written() {
  await cloud.quiet();
  return { writeUnits: (await cloud.consumed()).writeUnits, state: await stateOf(cloud.table) };
}

describe("a body that is not from a known feed, or not from now, is refused with 401 and nothing is written", () => {
  const body = lines(mark(A, 103_450, 2, "stranger"));
  const without = (name: string) => {
    const { [name]: _, ...rest } = signed(body);
    return rest;
  };

  it.each([
    ["no key id", () => without("x-podium-key-id"), "X-Podium-Key-Id"],
    ["no timestamp", () => without("x-podium-timestamp"), "X-Podium-Timestamp"],
    ["no signature", () => without("x-podium-signature"), "X-Podium-Signature"],
    ["an unknown key", () => signed(body, { keyId: "someone" }), "X-Podium-Signature"],
    ["another's secret", () => signed(body, { secret: "a guess that is wrong" }), "X-Podium-Signature"],
    ["the signature of another body", () => signed(`${body} `), "X-Podium-Signature"],
    [
      "a signature of another moment",
      () => ({
        ...signed(body),
        "x-podium-timestamp": signed(body, { offSeconds: 7 })["x-podium-timestamp"],
      }),
      "X-Podium-Signature",
    ],
    [
      "a clock that is over five minutes late",
      () => signed(body, { offSeconds: -310 }),
      "X-Podium-Timestamp",
    ],
    [
      "a clock that is over five minutes early",
      () => signed(body, { offSeconds: 310 }),
      "X-Podium-Timestamp",
    ],
    [
      "a timestamp that is no number",
      () => ({ ...signed(body), "x-podium-timestamp": "now" }),
      "X-Podium-Timestamp",
    ],
  ])("%s", async (_, headers, field) => {
    const before = await written();
    const reply = await ask(`${cloud.url}/api/ingest/ndjson`, {
      method: "POST",
      headers: headers() as Record<string, string>,
      body,
    });
    expect(reply.status).toBe(401);
    expect(reply.headers).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    });
    expect(json(reply)).toMatchObject({
      status: 401,
      code: "UNAUTHENTICATED",
      field,
      instance: "/api/ingest/ndjson",
    });
    expect(json(reply).rule).toBeTruthy();
    expect(await written()).toEqual(before);
  });

  it("but a clock that is four minutes off is near enough", async () => {
    const late = lines(mark(A, 103_450, 2, "four-minutes-late"));
    expect((await cloud.post(late, signed(late, { offSeconds: -240 }))).status).toBe(200);
    const early = lines(mark(A, 103_450, 2, "four-minutes-early"));
    expect((await cloud.post(early, signed(early, { offSeconds: 240 }))).status).toBe(200);
  });
});

it("the same signed body again gets the first outcomes and changes nothing", async () => {
  const body = lines(mark(A, 103_450, 3, "replayed-1"), mark("9999", 1, 3, "replayed-2"), "{");
  const headers = signed(body);
  const first = json<Answer>(await cloud.post(body, headers));
  expect(first).toMatchObject({ taken: 1, duplicate: 0, rejected: 2 });
  await cloud.quiet();
  const before = await stateOf(cloud.table);
  const again = await cloud.post(body, headers);
  expect(again.status).toBe(200);
  expect(json(again)).toEqual({
    taken: 0,
    duplicate: 2,
    rejected: 1,
    retry: 0,
    lines: [
      { line: 1, id: "replayed-1", outcome: "duplicate", first: "taken" },
      {
        line: 2,
        id: "replayed-2",
        outcome: "duplicate",
        first: "rejected",
        code: "UNKNOWN_COMPETITOR",
        field: "competitor",
        rule: "is a competitor of these Games",
      },
      first.lines[2],
    ],
  });
  await cloud.quiet();
  expect(await stateOf(cloud.table)).toEqual(before);
});

describe("a body that can't be read is refused as a whole, with what is wrong with it, and nothing is written", () => {
  const text = Buffer.from(lines(mark(A, 103_450, 4, "unreadable")));
  const packed = gzipSync(text);
  const gzip = { "content-encoding": "gzip" };

  it.each<[string, Uint8Array, Record<string, string>, number, string]>([
    ["over 1 MiB", Buffer.alloc(MIB + 1, " "), {}, 413, "BODY_TOO_LARGE"],
    [
      "a bomb: 1 MiB of gzip may not unpack to gigabytes",
      gzipSync(Buffer.alloc(64 * MIB)),
      gzip,
      413,
      "BODY_TOO_LARGE",
    ],
    ["gzip that is cut off", packed.subarray(0, -9), gzip, 400, "BAD_ENCODING"],
    [
      "gzip with a wrong checksum",
      Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8, 7)]),
      gzip,
      400,
      "BAD_ENCODING",
    ],
    ["text that is said to be gzip", text, gzip, 400, "BAD_ENCODING"],
    ["an encoding that was not agreed", text, { "content-encoding": "zstd" }, 400, "BAD_ENCODING"],
    ["bytes that are not UTF-8", Buffer.concat([text, Buffer.from([0xc3, 0x28])]), {}, 400, "BAD_ENCODING"],
  ])("%s", async (_, body, headers, status, code) => {
    const before = await written();
    const reply = await cloud.post(body, headers);
    expect(reply.status).toBe(status);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(json(reply)).toMatchObject({ status, code, field: "body" });
    expect(json(reply).rule).toBeTruthy();
    expect(await written()).toEqual(before);
  });

  it("an oversized body is refused before its signature is looked at", async () => {
    const body = Buffer.alloc(MIB + 1, " ");
    expect((await cloud.post(body, { "x-podium-signature": "v1=0" })).status).toBe(413);
  });

  it("a body of exactly 1 MiB is read", async () => {
    const message = lines(mark(A, 103_450, 4, "largest"));
    const reply = await cloud.post(message + "\n".repeat(MIB - message.length));
    expect(json(reply)).toMatchObject({ taken: 1, rejected: 0 });
  });
});

it("a body of more lines than an answer can hold is refused whole: 413", async () => {
  const reply = await cloud.post("{}\n".repeat(10_001));
  expect(reply.status).toBe(413);
  expect(json(reply)).toMatchObject({ code: "BODY_TOO_LARGE", field: "body" });
});

it("gzip or plain, the lines are the same", async () => {
  const packed = gzipSync(
    lines(mark(A, 103_450, 5, "packed"), mark(B, 104_250, 5, "packed too")).replace(
      "packed too",
      "packed-too",
    ),
  );
  expect(json(await cloud.post(packed, { ...signed(packed), "content-encoding": "gzip" }))).toMatchObject({
    taken: 2,
    lines: [
      { line: 1, id: "packed" },
      { line: 2, id: "packed-too" },
    ],
  });
});

describe("a line that can't be taken says which field broke which rule, and its neighbours are taken", () => {
  const good = (n: number) => mark(A, 103_450, 6, `good-${n}`);
  const unit = (MASTER[3] as Extract<Message, { type: "units" }>).units[0];

  it.each<[string, unknown, { code: string; field: string; id?: null }]>([
    ["not JSON", '{"id":"m1","type":', { code: "NOT_JSON", field: "line", id: null }],
    ["JSON, but no object", "[1,2]", { code: "INVALID", field: "message", id: null }],
    ["null", "null", { code: "INVALID", field: "message", id: null }],
    ["no id", { ...mark(A, 1, 6), id: undefined }, { code: "INVALID", field: "id", id: null }],
    [
      "an id that is none",
      mark(A, 1, 6, "spaces are not for ids"),
      { code: "INVALID", field: "id", id: null },
    ],
    ["an unknown type", { ...mark(A, 1, 6), type: "guess" }, { code: "UNKNOWN_TYPE", field: "type" }],
    ["no time", { ...mark(A, 1, 6), at: undefined }, { code: "INVALID", field: "at" }],
    [
      "a time that is not UTC",
      { ...mark(A, 1, 6), at: "2026-02-07T10:30:00+01:00" },
      { code: "INVALID", field: "at" },
    ],
    ["a field too many", { ...mark(A, 1, 6), speed: 3 }, { code: "INVALID", field: "speed" }],
    ["an unknown competitor", mark("9999", 103_450, 6), { code: "UNKNOWN_COMPETITOR", field: "competitor" }],
    [
      "an unknown unit",
      { ...mark(A, 1, 6), unit: UNIT.replace("0001", "0009") },
      { code: "UNKNOWN_UNIT", field: "unit" },
    ],
    ["a unit that is no RSC", { ...mark(A, 1, 6), unit: "downhill" }, { code: "INVALID", field: "unit" }],
    [
      "an unknown event",
      { id: "m", at: minute(6), type: "units", units: [{ ...unit, id: UNIT.replace("ALPM", "ALPW") }] },
      { code: "UNKNOWN_EVENT", field: "units" },
    ],
    ["a negative time", mark(A, -1, 6), { code: "INVALID", field: "mark.timeMs" }],
    ["a time with a fraction", mark(A, 103_450.5, 6), { code: "INVALID", field: "mark.timeMs" }],
    [
      "an unknown IRM",
      { ...mark(A, 1, 6), mark: { irm: "LOST" } },
      { code: "INVALID_MARK", field: "mark.irm" },
    ],
    [
      "an entry twice in one start list",
      { ...entries, entries: [{ competitor: A }, { competitor: A }] },
      { code: "INVALID", field: "entries.1.competitor" },
    ],
    ["an empty start list", { ...entries, entries: [] }, { code: "INVALID", field: "entries" }],
    [
      "more than a message may list",
      { ...entries, entries: Array.from({ length: 91 }, (_, n) => ({ competitor: String(n) })) },
      { code: "INVALID", field: "entries" },
    ],
    [
      "a line so long that it could not be kept",
      { ...mark(A, 1, 6), note: "x".repeat(500_000) },
      { code: "LINE_TOO_LONG", field: "line", id: null },
    ],
  ])("%s", async (title, bad, expected) => {
    const id = title.replaceAll(" ", "-").replaceAll(",", "");
    const named = typeof bad === "string" || expected.id === null ? bad : { ...(bad as object), id };
    const reply = await cloud.post(
      lines(mark(A, 103_450, 6, `before-${id}`), named, mark(B, 104_250, 6, `after-${id}`)),
    );
    expect(reply.status).toBe(200);
    const answer = json<Answer>(reply);
    expect(answer).toMatchObject({ taken: 2, duplicate: 0, rejected: 1, retry: 0 });
    expect(answer.lines).toEqual([
      { line: 1, id: `before-${id}`, outcome: "taken" },
      {
        line: 2,
        id: expected.id === null ? null : id,
        outcome: "rejected",
        code: expected.code,
        field: expected.field,
        rule: expect.any(String),
      },
      { line: 3, id: `after-${id}`, outcome: "taken" },
    ]);
  });

  it("and every line is answered in the order of the body, blank ones not counted as messages", async () => {
    const order = ["good-1", null, "good-2", "good-3", null, "good-4"];
    const body = lines(good(1), "no JSON", "", good(2), "  ", good(3), "{}", good(4), "");
    const answer = json<Answer>(await cloud.post(body));
    expect(answer.lines.map(({ id }) => id)).toEqual(order);
    expect(answer.lines.map(({ line }) => line)).toEqual([1, 2, 4, 6, 7, 8]);
    expect(answer.lines.map(({ outcome }) => outcome)).toEqual(
      order.map((id) => (id === null ? "rejected" : "taken")),
    );
  });

  it("and what is sent in Windows' line ends, with a byte order mark, is the same", async () => {
    const body = `\ufeff${lines(mark(A, 103_450, 6, "crlf-1"), mark(B, 104_250, 6, "crlf-2")).replace("\n", "\r\n")}\r\n`;
    expect(json(await cloud.post(body))).toMatchObject({ taken: 2, rejected: 0 });
  });

  it("and lines about one entry count in the order of the body, even within one millisecond", async () => {
    const at = 7;
    const body = lines(
      ...Array.from({ length: 20 }, (_, n) => mark(A, 103_000 + n, at, `same-${String(n).padStart(2, "0")}`)),
    );
    expect(json(await cloud.post(body))).toMatchObject({ taken: 20 });
    await cloud.quiet();
    const board = json<{ standings: { competitor: { id: string }; result: unknown }[] }>(
      await cloud.api("/api/events/ALPMDH"),
    );
    expect(JSON.stringify(board.standings.find(({ competitor }) => competitor.id === A)?.result)).toContain(
      "103019",
    );
  });
});

it("a mark for a unit that is OFFICIAL is refused without a correction", async () => {
  await cloud.tell(RACE.filter(({ type }) => type === "status"));
  const answer = json<Answer>(await cloud.post(lines(mark(A, 99_000, 30, "too-late"))));
  expect(answer.lines).toMatchObject([
    { id: "too-late", outcome: "rejected", code: "UNIT_OFFICIAL", field: "unit" },
  ]);
});

describe("what the feed's documentation promises", () => {
  const page = readFileSync(new URL("../docs/feed.md", import.meta.url), "utf8");
  const block = (language: string) => page.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0] ?? "";

  it("each example message has the shape of its type, and each type has an example", async () => {
    const examples = block("ndjson");
    const answer = json<Answer>(await cloud.post(examples));
    const misshapen = answer.lines.filter(({ code = "" }) =>
      ["NOT_JSON", "UNKNOWN_TYPE", "INVALID"].includes(code),
    );
    expect(misshapen).toEqual([]);
    const types = examples.split("\n").map((line) => (JSON.parse(line) as Message).type);
    expect(new Set(types)).toEqual(new Set(COMMAND_TYPES));
  });

  it("the example answer is what such a body gets", async () => {
    const promised = JSON.parse(block("json")) as Answer;
    const ids = promised.lines.map(({ id }) => `doc-${id}`);
    const body = lines(mark(A, 103_450, 3, ids[0]), mark(A, 103_450, 3, ids[1]), mark(A, -1, 3, ids[2]));
    expect(json(await cloud.post(body))).toEqual({
      ...promised,
      lines: promised.lines.map((line) => ({ ...line, id: `doc-${line.id}` })),
    });
  });
});

describe("two feeds", () => {
  const stops: (() => Promise<void>)[] = [];
  let post: (keyId: string, body: string, secret?: string) => Promise<Reply>;

  beforeEach(async () => {
    const secrets = new Map([
      ["timing", [SECRET]],
      ["odf", ["known to the other feed", "known to it from tomorrow"]],
    ]);
    const common = { now: () => new Date(), log: QUIET, metrics: new LocalMetrics() };
    const { store, queue } = cloud.feed;
    const findKey = createFindKey(cloud.table, common.now);
    const authenticate = createAuthenticate({ ...common, secrets, findKey });
    const handler = createNdjsonHandler({ ...common, store, queue, authenticate });
    const gateway = createGateway([{ route: "POST /api/ingest/ndjson", handler }], silent);
    const { port } = await gateway.listen({ port: 0 });
    stops.push(() => gateway.close());
    post = (keyId, body, secret = secrets.get(keyId)?.at(-1) ?? "") =>
      ask(`http://127.0.0.1:${port}/api/ingest/ndjson`, {
        method: "POST",
        headers: signed(body, { keyId, secret }),
        body,
      });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  it("may use the same ids: each message is taken, and each feed is answered with its own outcome", async () => {
    const refused = lines({ ...mark(A, 1, 8, "shared"), type: "guess" });
    const taken = lines(mark(B, 104_250, 8, "shared"));
    expect(json(await post("timing", refused))).toMatchObject({ rejected: 1 });
    expect(json(await post("odf", taken))).toMatchObject({ taken: 1 });
    expect(json(await post("timing", refused))).toMatchObject({
      lines: [{ outcome: "duplicate", first: "rejected" }],
    });
    expect(json(await post("odf", taken))).toMatchObject({
      lines: [{ outcome: "duplicate", first: "taken" }],
    });
    const receipts = await Promise.all(
      ["timing", "odf"].map((source) => findReceipt({ table: cloud.table, source }, "shared")),
    );
    expect(receipts.map((receipt) => receipt?.outcome)).toEqual(["rejected", "taken"]);
  });

  it("can't sign for each other", async () => {
    const body = lines(mark(B, 104_250, 9, "forged"));
    expect((await post("timing", body, "known to the other feed")).status).toBe(401);
    expect((await post("odf", body, "known to the other feed")).status).toBe(200);
  });
});
