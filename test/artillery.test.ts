/**
 * `npm run artillery` as its users run it, in the short form: what is answered is held to what it should be, and no time
 * is. Besides, stages that are broken on purpose: thresholds that nothing fails are worth nothing.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeServer, listen } from "@podium/local/listen.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { figuresOf } from "../artillery/figures.ts";
import { NAMES, SCENARIOS } from "../artillery/scenarios.ts";
import { installOwn } from "../scripts/install.ts";
import { run } from "./support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "podium-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const INSTALLED_WITHIN_MS = 600_000;

// Here, with the settings that npm itself was started with: commands under test get none of them.
beforeAll(() => {
  installOwn("artillery", "Artillery");
}, INSTALLED_WITHIN_MS);

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0)) await stop();
});

test("every scenario gets right answers on a day of real Games, and the report shows each", async () => {
  const report = join(folder, "short.html");
  const { code, said } = await artillery("--short", "--report", report);
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).not.toMatch(/MISSED|FAULT/);
  const page = readFileSync(report, "utf8");
  for (const name of NAMES) {
    expect(said).toContain(`== ${name}: `);
    expect(page).toContain(SCENARIOS[name].title);
  }
  expect(page).toContain("✓ met");
  expect(page).not.toContain("✕ missed");
  expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
}, 300_000);

test("one status that is not expected fails the run, and is named", async () => {
  const stage = await broken((path) => (path.startsWith("/api/schedule/") ? { status: 500 } : {}));
  const { code, said } = await artillery("opening", "--short", "--target", stage);
  expect(code).toBe(1);
  expect(said).toMatch(/MISSED: maxErrorRate/);
  expect(said).toContain("schedule answered 500");
}, 120_000);

test("a board that goes backwards for one fan fails the run", async () => {
  let version = 1_000_000;
  const stage = await broken((path) => (path === "/api/live" ? { version: version-- } : {}));
  const { code, said } = await artillery("fans", "--short", "--target", stage);
  expect(code).toBe(1);
  expect(said).toContain("a board went backwards");
}, 120_000);

test("a cache that junk parameters get past fails the run", async () => {
  const stage = await broken((_path, query) => ({ cache: query === "" ? "Hit" : "Miss" }));
  const { code, said } = await artillery("bots", "--short", "--target", stage);
  expect(code).toBe(1);
  expect(said).toContain("a junk parameter got past the cache");
}, 120_000);

test("load goes to another machine only where its owner says so, and to none by mistake", async () => {
  const far = await artillery("--short", "--target", "https://podium.invalid");
  expect(far).toMatchObject({ code: 1 });
  expect(far.said).toMatch(/--stage-i-own/);
  expect(await artillery("--short", "finals")).toMatchObject({ code: 1 });
  expect(await artillery("--target", "here")).toMatchObject({ code: 1 });
}, 60_000);

test("a rate is that of the time in which there was load, also in the first and the last piece", () => {
  const counters = { "http.responses": 100, "http.codes.200": 100, "podium.answers": 100, "podium.hits": 75 };
  const figures = figuresOf({
    aggregate: {
      period: 20_000,
      counters: { ...counters, "http.responses": 300 },
      firstMetricAt: 15_000,
      lastMetricAt: 30_500,
    },
    intermediate: ["10000", "20000", "30000"].map((period) => ({ period, counters })),
  });
  expect(
    figures.slices.map(({ fromSeconds, untilSeconds, perSecond }) => [fromSeconds, untilSeconds, perSecond]),
  ).toEqual([
    [0, 5, 20],
    [5, 15, 10],
  ]);
  expect(figures).toMatchObject({ seconds: 15.5, hitPercent: 75, codes: { 200: 100 } });
});

async function artillery(...args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const running = run("artillery/main.ts", args);
  undo.push(async () => {
    running.child.kill("SIGTERM");
    await running.exited;
  });
  const { code } = await running.exited;
  return { code, said: running.stdout() + running.stderr() };
}

interface Flaw {
  status?: number;
  version?: number;
  cache?: string;
}

/** Answers with boards as a stage does, each with the flaw that is wished for. */
async function broken(flawOf: (path: string, query: string) => Flaw): Promise<string> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://stage");
    const { status = 200, version = 1, cache = "Hit" } = flawOf(pathname, search);
    response.writeHead(status, { "content-type": "application/json", "x-cache": cache });
    response.end(JSON.stringify({ ...BOARD, board: pathname.slice("/api/".length), version }));
  };
  const server = createServer(answer);
  const { port } = await listen(server, { port: 0 });
  undo.push(() => closeServer(server));
  return `http://127.0.0.1:${port}`;
}

/** All that the way in to a stage needs of games, search and live board at once. */
const BOARD = {
  nextPollSeconds: 1,
  disciplines: [{ code: "ALP", name: "Alpine Skiing", events: [{ id: "ALPMDH" }] }],
  days: [{ date: "2026-02-07" }],
  athletes: [["1001", "Anton Alm", "AUT", "ALP"]],
  countries: ["AUT"],
  units: [],
  next: [],
};
