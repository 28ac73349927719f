/** A crowd's pages, as they ask: what is asked for, and how late each fan sees each change. */
import { type BoardKind, boardKind } from "@podium/core/cost/kind.ts";
import { KEPT } from "@podium/core/cost/measured.ts";
import { waitMs } from "@podium/web/src/board/rhythm.ts";
import type { View, Visit } from "./crowd.ts";
import { type Copy, type Edge, latest } from "./edge.ts";
import type { Surprise, Version } from "./history.ts";
import { type Random, seeded } from "./random.ts";

export interface Policy {
  name: string;
  /** How long a page waits that holds this version. */
  waitMs(held: Version, nowMs: number, random: () => number): number;
  /** Pages that aren't seen go on asking, as far as the browser lets them. */
  hiddenToo?: boolean;
}

export const fixed = (seconds: number): Policy => ({
  name: `fixed ${seconds} s`,
  waitMs: () => seconds * 1_000,
});

/** What a timer does that nobody stops. */
export const careless = (seconds: number): Policy => ({
  ...fixed(seconds),
  name: `fixed ${seconds} s, hidden too`,
  hiddenToo: true,
});

/** As the page does: by the guidance of the board that it holds. */
export const guided: Policy = {
  name: "guided",
  waitMs: ({ nextPollSeconds, quietUntil, atMs }, nowMs, random) => {
    const quietMs = quietUntil === undefined ? 0 : Date.parse(quietUntil) - nowMs;
    return waitMs({ nextPollSeconds, quietMs, calmMs: nowMs - atMs }, random);
  },
};

/** Of a change of a board that someone was looking at. */
export interface Delay {
  delayMs: number;
  kind: BoardKind;
  /** The board showed a unit that was on. */
  live: boolean;
  surprise: Surprise | undefined;
}

export type RequestKind = BoardKind | "app";

export interface Requests {
  requests: number;
  notModified: number;
  bodyBytes: number;
}

export interface Tally extends Requests {
  policy: string;
  kinds: Map<RequestKind, Requests>;
  /** For boards that showed a unit that was on. */
  liveRequests: number;
  /** For how long pages were seen, and how much of that showed a unit that was on. */
  seenMs: number;
  liveSeenMs: number;
  /** Changes that happened while someone looked, and came into sight. */
  seen: Delay[];
  /** … and didn't, before the page was left or hidden: how old they were by then. */
  unseen: Delay[];
  /** By board, requests in each minute since `fromMs`. */
  perMinute: Map<string, Map<number, number>>;
}

export interface Setting {
  edge: Edge;
  /** How many caches the crowd is spread over. */
  caches: number;
  fromMs: number;
  seed: number;
}

const MINUTE_MS = 60_000;
/** Pages that ask for what the Games consist of beside their board, once. */
const ASKS_FOR_GAMES = /^(events|schedule|leaderboards)\//;
/** Chromium lets the timers of a page that isn't seen run once a minute, after five minutes. Source: Chrome 88, intensive throttling. */
const THROTTLED_AFTER_MS = 5 * MINUTE_MS;

export function poll(visits: readonly Visit[], policy: Policy, setting: Setting): Tally {
  const tally: Tally = {
    policy: policy.name,
    ...nothing(),
    kinds: new Map(),
    liveRequests: 0,
    seenMs: 0,
    liveSeenMs: 0,
    seen: [],
    unseen: [],
    perMinute: new Map(),
  };
  for (const [index, { views, place, desk, first }] of visits.entries()) {
    const random = seeded(setting.seed + index);
    const cache = Math.floor(place * setting.caches);
    const appRequests = first ? KEPT.app.viewRequests : 1;
    count(tally, "app", { requests: appRequests, notModified: 0, bodyBytes: 0 });
    for (const view of views) new Page(view, cache, policy, setting, tally, random).run(desk);
  }
  return tally;
}

/** A page on a fan's device, from its first request to its last. */
class Page {
  private held: Copy | undefined;
  private etag: { url: string; version: Version } | undefined;
  /** The last brief answer did not fit: the whole board is wanted, and soon. */
  private misfit = false;
  private readonly board: string;
  private readonly versions: readonly Version[];
  private readonly spells: View["seen"];
  private readonly cache: number;
  private readonly policy: Policy;
  private readonly setting: Setting;
  private readonly tally: Tally;
  private readonly random: Random;

  constructor(
    { board, seen }: View,
    cache: number,
    policy: Policy,
    setting: Setting,
    tally: Tally,
    random: Random,
  ) {
    this.board = board;
    this.versions = setting.edge.history.get(board) ?? [];
    this.spells = seen;
    this.cache = cache;
    this.policy = policy;
    this.setting = setting;
    this.tally = tally;
    this.random = random;
  }

  run(desk: boolean): void {
    const [start] = this.spells[0] ?? [];
    if (start !== undefined && ASKS_FOR_GAMES.test(this.board)) this.request("games", start, undefined);
    for (const [index, [fromMs, toMs]] of this.spells.entries()) {
      this.tally.seenMs += toMs - fromMs;
      this.tally.liveSeenMs += liveMs(this.versions, fromMs, toMs);
      for (let atMs = fromMs; atMs < toMs; atMs += this.wait(atMs)) this.ask(atMs, fromMs);
      this.note(this.tally.unseen, this.held?.asOfMs ?? fromMs, toMs, fromMs, toMs);
      const [nextMs] = this.spells[index + 1] ?? [];
      if (nextMs !== undefined && this.policy.hiddenToo && desk) this.askUnseen(toMs, nextMs);
    }
  }

  private ask(atMs: number, sinceMs: number): void {
    const { board, held } = this;
    const brief = held?.version.freshness === "live" && !this.misfit && board.startsWith("events/");
    const url = brief ? `${board}/live` : board;
    const answer = this.request(url, atMs, this.etag?.url === url ? this.etag.version : undefined);
    this.misfit = false;
    // Another cache may be a little behind: what has been shown is not taken back.
    if (answer === undefined || (held !== undefined && answer.asOfMs < held.asOfMs)) return;
    this.misfit = brief && answer.version.base !== held.version.base;
    if (this.misfit) return;
    this.etag = { url, version: answer.version };
    if (held !== undefined) this.note(this.tally.seen, held.asOfMs, answer.asOfMs, sinceMs, atMs);
    this.held = answer;
  }

  private askUnseen(fromMs: number, toMs: number): void {
    let atMs = fromMs;
    while (atMs < toMs) {
      this.ask(atMs, toMs);
      atMs += atMs - fromMs < THROTTLED_AFTER_MS ? this.wait(atMs) : MINUTE_MS;
    }
  }

  private wait(atMs: number): number {
    const random = this.random.next;
    if (this.misfit) return waitMs({ nextPollSeconds: 0, quietMs: 0, calmMs: 0 }, random);
    return this.held === undefined ? MINUTE_MS : this.policy.waitMs(this.held.version, atMs, random);
  }

  private request(url: string, atMs: number, had: Version | undefined): Copy | undefined {
    const { edge, fromMs } = this.setting;
    const versions = edge.history.get(url) ?? [];
    const copy = edge.copy(url, this.cache, atMs);
    const same = copy !== undefined && copy.version === had;
    const bodyBytes = same ? 0 : (copy?.version.bodyBytes ?? 0);
    count(this.tally, kindOf(url), { requests: 1, notModified: same ? 1 : 0, bodyBytes });
    if (versions[latest(versions, atMs)]?.freshness === "live") this.tally.liveRequests += 1;
    const minutes = this.tally.perMinute.get(url) ?? new Map<number, number>();
    this.tally.perMinute.set(url, minutes);
    const minute = Math.floor((atMs - fromMs) / MINUTE_MS);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    return copy;
  }

  /** Changes between two states of the board, as old as they are at `atMs`. Those from before this look kept nobody waiting. */
  private note(into: Delay[], hadMs: number, hasMs: number, sinceMs: number, atMs: number): void {
    const { versions, board } = this;
    for (let index = latest(versions, Math.max(hadMs, sinceMs)) + 1; index < versions.length; index++) {
      const version = versions[index] as Version;
      if (version.atMs > hasMs) break;
      if (!version.changed) continue;
      const live = version.freshness === "live" || versions[index - 1]?.freshness === "live";
      const { surprise } = version;
      into.push({ delayMs: atMs - version.atMs, kind: kindOf(board), live, surprise });
    }
  }
}

const nothing = (): Requests => ({ requests: 0, notModified: 0, bodyBytes: 0 });

function count(tally: Tally, kind: RequestKind, more: Requests): void {
  const ofKind = tally.kinds.get(kind) ?? nothing();
  tally.kinds.set(kind, ofKind);
  for (const sum of [tally, ofKind]) {
    sum.requests += more.requests;
    sum.notModified += more.notModified;
    sum.bodyBytes += more.bodyBytes;
  }
}

/** How much of a time something on the board was on. */
function liveMs(versions: readonly Version[], fromMs: number, toMs: number): number {
  let sum = 0;
  for (let index = Math.max(0, latest(versions, fromMs)); index < versions.length; index++) {
    const { atMs, freshness } = versions[index] as Version;
    if (atMs >= toMs) break;
    const endMs = Math.min(toMs, versions[index + 1]?.atMs ?? toMs);
    if (freshness === "live") sum += Math.max(0, endMs - Math.max(fromMs, atMs));
  }
  return sum;
}

function kindOf(url: string): BoardKind {
  const kind = boardKind(url);
  if (kind === undefined) throw new RangeError(`no kind of board is called ${url}`);
  return kind;
}
