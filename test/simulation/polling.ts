/** A crowd's pages, as they ask: what is asked for, and how late each fan sees each change. */
import { isLive } from "@podium/core/board/freshness.ts";
import { type BoardKind, boardKind } from "@podium/core/cost/kind.ts";
import { KEPT } from "@podium/core/cost/measured.ts";
import { GAMES_LAST_MS, waitMs } from "@podium/web/src/board/rhythm.ts";
import type { View, Visit } from "./crowd.ts";
import { type Copy, type Edge, evenTtlMs, type Lifetime, latest, ttlMs } from "./edge.ts";
import type { Surprise, Version } from "./history.ts";
import { type Random, seeded } from "./random.ts";

export interface Policy {
  name: string;
  /** How long a page waits that holds this version. `pace`: 0 to 1, the page's own. */
  waitMs(held: Version, nowMs: number, pace: number): number;
  /** How long the edge keeps what these pages ask for. */
  lifetimeMs: Lifetime;
  /** Pages that aren't seen go on asking, as far as the browser lets them. */
  hiddenToo?: boolean;
}

export const fixed = (seconds: number): Policy => ({
  name: `fixed ${seconds} s`,
  waitMs: () => seconds * 1_000,
  lifetimeMs: evenTtlMs,
});

/** … before the edge as it is deployed, which keeps pulses for a second less. */
export const fixedAsDeployed = (seconds: number): Policy => ({
  ...fixed(seconds),
  name: `fixed ${seconds} s, edge as deployed`,
  lifetimeMs: ttlMs,
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
  waitMs: ({ nextPollSeconds, quietUntil }, nowMs, pace) => {
    const quietMs = quietUntil === undefined ? 0 : Date.parse(quietUntil) - nowMs;
    return waitMs({ nextPollSeconds, quietMs }, pace);
  },
  lifetimeMs: ttlMs,
};

/** Of a change of a board that someone was looking at. */
export interface Delay {
  delayMs: number;
  kind: BoardKind;
  /** The board showed a unit that was on. */
  live: boolean;
  /** For how long the board had been as it was. */
  stillMs: number;
  surprise: Surprise | undefined;
}

/** `app`: a device's first visit brings it; `update`: each later one asks whether there is a newer. */
export type RequestKind = BoardKind | "app" | "update";

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
  /** … and had been as it was for ten minutes. */
  stillRequests: number;
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
const STILL_MS = 10 * MINUTE_MS;
/** Pages that need to know what the Games consist of, beside their board. */
const ASKS_FOR_GAMES = /^(events|schedule)\//;
/** Chromium lets the timers of a page that isn't seen run once a minute, after five minutes. Source: Chrome 88, intensive throttling. */
const THROTTLED_AFTER_MS = 5 * MINUTE_MS;

export function poll(visits: readonly Visit[], policy: Policy, setting: Setting): Tally {
  const tally: Tally = {
    policy: policy.name,
    ...nothing(),
    kinds: new Map(),
    liveRequests: 0,
    stillRequests: 0,
    seenMs: 0,
    liveSeenMs: 0,
    seen: [],
    unseen: [],
    perMinute: new Map(),
  };
  for (const [index, { views, place, desk, first }] of visits.entries()) {
    const random = seeded(setting.seed + index);
    const cache = Math.floor(place * setting.caches);
    const app = first ? KEPT.app.visitRequests : 1;
    count(tally, first ? "app" : "update", { requests: app, notModified: 0, bodyBytes: 0 });
    const device: Device = { desk, gamesMs: undefined };
    for (const view of views) new Page(view, cache, policy, setting, tally, random).run(device);
  }
  return tally;
}

interface Device {
  desk: boolean;
  /** When it last asked what the Games consist of. */
  gamesMs: number | undefined;
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
  private readonly pace: number;

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
    this.pace = random.next();
  }

  run(device: Device): void {
    const [start] = this.spells[0] ?? [];
    if (start !== undefined && ASKS_FOR_GAMES.test(this.board)) this.askForGames(start, device);
    for (const [index, [fromMs, toMs]] of this.spells.entries()) {
      this.tally.seenMs += toMs - fromMs;
      this.tally.liveSeenMs += liveMs(this.versions, fromMs, toMs);
      for (let atMs = fromMs; atMs < toMs; atMs += this.wait(atMs)) this.ask(atMs, fromMs);
      this.note(this.tally.unseen, this.held?.asOfMs ?? fromMs, toMs, fromMs, toMs);
      const [nextMs] = this.spells[index + 1] ?? [];
      if (nextMs !== undefined && this.policy.hiddenToo && device.desk) this.askUnseen(toMs, nextMs);
    }
  }

  private askForGames(atMs: number, device: Device): void {
    if (device.gamesMs !== undefined && atMs - device.gamesMs < GAMES_LAST_MS) return;
    device.gamesMs = atMs;
    this.request("games", atMs, undefined);
  }

  private ask(atMs: number, sinceMs: number): void {
    const { board, held } = this;
    const brief =
      held !== undefined && isLive(held.version.freshness) && !this.misfit && board.startsWith("events/");
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
    if (this.misfit) return waitMs({ nextPollSeconds: 0, quietMs: 0 }, this.pace);
    return this.held === undefined ? MINUTE_MS : this.policy.waitMs(this.held.version, atMs, this.pace);
  }

  private request(url: string, atMs: number, had: Version | undefined): Copy | undefined {
    const { edge, fromMs } = this.setting;
    const versions = edge.history.get(url) ?? [];
    const copy = edge.copy(url, this.cache, atMs);
    const same = copy !== undefined && copy.version === had;
    const bodyBytes = same ? 0 : (copy?.version.bodyBytes ?? 0);
    count(this.tally, kindOf(url), { requests: 1, notModified: same ? 1 : 0, bodyBytes });
    const now = versions[latest(versions, atMs)];
    if (now !== undefined && isLive(now.freshness)) {
      this.tally.liveRequests += 1;
      if (atMs - now.atMs >= STILL_MS) this.tally.stillRequests += 1;
    }
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
      const before = versions[index - 1] ?? version;
      const live = isLive(version.freshness) || isLive(before.freshness);
      const stillMs = version.atMs - before.atMs;
      const { surprise } = version;
      into.push({ delayMs: atMs - version.atMs, kind: kindOf(board), live, stillMs, surprise });
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
    if (isLive(freshness)) sum += Math.max(0, endMs - Math.max(fromMs, atMs));
  }
  return sum;
}

function kindOf(url: string): BoardKind {
  const kind = boardKind(url);
  if (kind === undefined) throw new RangeError(`no kind of board is called ${url}`);
  return kind;
}
