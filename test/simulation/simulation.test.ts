/** The simulated crowd, small: a day of the real Games on its own clock, and what must hold of it whatever the figures are. */
import type { BoardKind } from "@podium/core/cost/kind.ts";
import { KEPT } from "@podium/core/cost/measured.ts";
import { EXPECTED, requestsOf } from "@podium/core/cost/traffic.ts";
import { spend } from "@podium/core/edge/budget.ts";
import { REMEMBER_MS } from "@podium/functions/read/memory.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../support/table.ts";
import { AGAINST, type Compared, compare } from "./compare.ts";
import { Edge, FORGOTTEN_AFTER_MS, ttlMs } from "./edge.ts";
import { type History, historyOf, type Version } from "./history.ts";
import { publish, type Wish, wishesOf } from "./invalidations.ts";
import { type Delay, fixed, guided } from "./polling.ts";
import { percentiles } from "./report.ts";
import { daysOf, tell } from "./story.ts";

const SEED = 2022;
const VISITS = 2_000;
/** Who Podium is for: that many make the expected requests. */
const FANS = 10_000_000;
/** What a page sees at most of a board that it doesn't expect to change: a look every five minutes, then what caches hold. */
const SELDOM_MS = 5 * 60_000;

const story = tell("beijing-2022", SEED);
/** As many finals as any, and nothing after midnight. */
const day = daysOf(story).find(({ date }) => date === "2022-02-12");
let history: History;
let compared: Compared[];

beforeAll(() => {
  if (day === undefined) throw new Error("the Games have no day");
  history = historyOf(story, day);
  compared = compare(story, history, [day], VISITS, SEED);
}, 120_000);

const of = (name: string): Compared => {
  const found = compared.find(({ policy }) => policy === name);
  if (found === undefined) throw new Error(`${name} was not compared`);
  return found;
};
const live = (name: string, on: BoardKind) =>
  percentiles(of(name).seen.flatMap(({ live, kind, delayMs }) => (live && kind === on ? [delayMs] : [])));
const late = (delays: readonly Delay[]) => Math.max(...delays.map(({ delayMs }) => delayMs));

describe("a simulated day", () => {
  it("comes out the same for the same seed, and otherwise for another", () => {
    if (day === undefined) return;
    const summary = (all: readonly Compared[]) =>
      all.map(({ policy, requests, bodyBytes, seen }) => ({ policy, requests, bodyBytes, late: late(seen) }));
    expect(summary(compare(story, history, [day], 200, SEED))).toEqual(
      summary(compare(story, history, [day], 200, SEED)),
    );
    expect(summary(compare(story, history, [day], 200, SEED + 1))).not.toEqual(
      summary(compare(story, history, [day], 200, SEED)),
    );
  });

  it("shows no change before it has happened, and counts each request once", () => {
    for (const { seen, unseen, kinds, requests, notModified, bodyBytes } of compared) {
      for (const { delayMs } of [...seen, ...unseen]) expect(delayMs).toBeGreaterThanOrEqual(0);
      const parts = [...kinds.values()];
      expect(parts.reduce((sum, part) => sum + part.requests, 0)).toBe(requests);
      expect(parts.reduce((sum, part) => sum + part.notModified, 0)).toBe(notModified);
      expect(parts.reduce((sum, part) => sum + part.bodyBytes, 0)).toBe(bodyBytes);
    }
  });

  it("looks at the same things for as long, however the pages ask", () => {
    const changes = ({ seen, unseen }: Compared) => seen.length + unseen.length;
    for (const one of compared) {
      expect([one.seenMs, one.liveSeenMs]).toEqual([of(AGAINST.name).seenMs, of(AGAINST.name).liveSeenMs]);
      // A page that has the newest copy on opening it has fewer changes to wait for.
      expect(changes(one) / changes(of(AGAINST.name))).toBeCloseTo(1, 1);
    }
  });

  it("fetches the app for as many devices as ten million fans may have", () => {
    const { requests, kinds } = of(AGAINST.name);
    const firstVisits = (kinds.get("app")?.requests ?? 0) / KEPT.app.visitRequests;
    const devices = firstVisits * (requestsOf(EXPECTED) / requests);
    expect(devices).toBeGreaterThan(FANS);
    expect(devices).toBeLessThan(1.5 * FANS);
  });
});

describe("guidance", () => {
  it("shows who follows an event what happens no later than a page that asks every five seconds, and asks less", () => {
    const [own, against] = [live(guided.name, "event"), live(AGAINST.name, "event")];
    expect(own.changes).toBeGreaterThan(1_000);
    expect(own.p50Ms).toBeLessThanOrEqual(against.p50Ms);
    expect(own.p95Ms).toBeLessThanOrEqual(against.p95Ms);
    expect(of(guided.name).requests).toBeLessThan(0.75 * of(AGAINST.name).requests);
  });

  it("shows who looks over all that is on no later than a page that asks every ten", () => {
    const [own, against] = [live(guided.name, "live"), live(fixed(10).name, "live")];
    expect(own.p50Ms).toBeLessThanOrEqual(against.p50Ms);
    expect(own.p95Ms).toBeLessThanOrEqual(against.p95Ms);
  });

  it("shows what nobody could expect within minutes: an early start, a correction, another time", () => {
    const { witnessed } = of(guided.name);
    expect(new Set(witnessed.map(({ surprise }) => surprise))).toEqual(
      new Set(["early start", "correction", "moved"]),
    );
    expect(late(witnessed)).toBeLessThanOrEqual(SELDOM_MS + 10_000 + FORGOTTEN_AFTER_MS);
  });
});

it("an edge hands out nothing older than what it took may stay, and nothing that was to be forgotten", () => {
  const edge = new Edge(history);
  // What a reader remembers it hands out once more, for as long as that may stay.
  const longest = (before: Version) => 2 * ttlMs(before) + REMEMBER_MS;
  for (const [board, versions] of history) {
    for (const [index, version] of versions.entries()) {
      if (index === 0) continue;
      const until = Math.max(...versions.slice(Math.max(0, index - 5), index).map(longest));
      const bounds = version.push ? [until, FORGOTTEN_AFTER_MS + REMEMBER_MS] : [until];
      for (const cache of [0, 5, 12]) {
        const copy = edge.copy(board, cache, version.atMs + Math.min(...bounds));
        expect(copy?.asOfMs, board).toBeGreaterThanOrEqual(version.atMs);
      }
    }
  }
});

describe("the budget of invalidations", () => {
  let engine: Engine;
  let wishes: Wish[];

  beforeAll(async () => {
    engine = await startEngine();
    wishes = wishesOf(history);
  });
  afterAll(() => engine.stop());

  it("of a month has room for a day like this one on each of its days, without a cent", async () => {
    const { table } = await engine.table();
    const fulfilled = await publish(wishes, table, 1_000);
    expect(fulfilled.every(({ pushed }) => pushed)).toBe(true);
    expect(new Set(wishes.map(({ why }) => why))).toEqual(new Set(["official", "correction"]));
    expect(31 * fulfilled.length).toBeLessThanOrEqual(1_000);
  });

  it("lets a correction pass when results have used their share, and those come with their time to live", async () => {
    const { table } = await engine.table();
    const limit = 10;
    expect(await spend(table, new Date(wishes[0]?.atMs ?? 0), "official", 8, limit)).toBe(true);
    for (const wish of await publish(wishes, table, limit)) {
      expect(wish.pushed, wish.tag).toBe(wish.why === "correction");
      expect(wish.staleMs).toBeLessThanOrEqual(wish.otherwiseMs);
    }
  });
});
