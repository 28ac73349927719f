/**
 * What an edge hands out. Its caches are busy: someone asks again as soon as a copy is old, so copies follow one another at
 * the pace of the freshness table, each cache in a step of its own. The reader behind it remembers a board for a second.
 */
import { FRESHNESS } from "@podium/core/board/freshness.ts";
import { REMEMBER_MS } from "@podium/functions/read/memory.ts";
import { SETTLE_MS } from "@podium/functions/stream/publisher.ts";
import type { History, Version } from "./history.ts";
import { shareOf } from "./random.ts";

export interface Copy {
  version: Version;
  /** The board as it was then: all that was written before is in it. */
  asOfMs: number;
}

/** From an invalidation to its effect: 95 of 100 caches have forgotten by then. Source: Amazon CloudFront, invalidation by cache tag. */
export const FORGOTTEN_MS = 5_000;
export const FORGOTTEN_AFTER_MS = SETTLE_MS + FORGOTTEN_MS;

/** From here on a cache fetches a board at an even pace, until the next. */
interface Pace {
  fromMs: number;
  everyMs: number;
}

/** How long a copy may stay. */
export type Lifetime = (version: Pick<Version, "freshness">) => number;

export class Edge {
  readonly history: History;
  readonly lifetimeMs: Lifetime;
  private readonly paces = new Map<string, readonly Pace[]>();

  constructor(history: History, lifetimeMs: Lifetime = ttlMs) {
    this.history = history;
    this.lifetimeMs = lifetimeMs;
  }

  /** What a cache answers at an instant; undefined where there is no such board. */
  copy(board: string, cache: number, atMs: number): Copy | undefined {
    const versions = this.history.get(board);
    if (versions === undefined) return undefined;
    const place = `${board} ${cache}`;
    const paces = this.paces.get(place) ?? pacesOf(versions, place, this.lifetimeMs);
    this.paces.set(place, paces);
    const pace = paces.findLast(({ fromMs }) => fromMs <= atMs);
    const fetchedMs = pace === undefined ? atMs : stepBefore(pace, atMs);
    const asOfMs = readMs(place, fetchedMs);
    const version = versions[Math.max(0, latest(versions, asOfMs))];
    return version && { version, asOfMs };
  }
}

/** A copy stays as long as it may, whatever was written meanwhile: only then, or when it is to be forgotten, another is fetched. */
function pacesOf(versions: readonly Version[], place: string, lifetimeMs: Lifetime): Pace[] {
  const [first] = versions;
  if (first === undefined) return [];
  const everyMs = lifetimeMs(first);
  let pace: Pace = { fromMs: first.atMs - everyMs * shareOf(place), everyMs };
  const paces = [pace];
  for (const version of versions.slice(1)) {
    if (lifetimeMs(version) !== pace.everyMs) {
      let nextMs = pace.fromMs > version.atMs ? pace.fromMs : stepBefore(pace, version.atMs) + pace.everyMs;
      // A reader that still remembers the old version hands that out once more.
      while (readMs(place, nextMs) < version.atMs) nextMs += pace.everyMs;
      pace = { fromMs: nextMs, everyMs: lifetimeMs(version) };
      paces.push(pace);
    }
    if (version.push === undefined) continue;
    pace = { fromMs: version.atMs + FORGOTTEN_AFTER_MS, everyMs: lifetimeMs(version) };
    paces.push(pace);
  }
  return paces.sort((left, right) => left.fromMs - right.fromMs);
}

/** When the reader had read what it handed out. */
const readMs = (place: string, fetchedMs: number): number =>
  fetchedMs - REMEMBER_MS * shareOf(`${place} ${Math.floor(fetchedMs)}`);

const stepBefore = ({ fromMs, everyMs }: Pace, atMs: number): number =>
  fromMs + Math.floor((atMs - fromMs) / everyMs) * everyMs;

export const ttlMs: Lifetime = ({ freshness }) => 1_000 * FRESHNESS[freshness].edge;

/** … on an edge that keeps a pulse as long as any other live board. */
export const evenTtlMs: Lifetime = ({ freshness }) =>
  ttlMs({ freshness: freshness === "pulse" ? "live" : freshness });

/** Index of the newest of the versions that was there at an instant; -1 where none was. */
export function latest(versions: readonly Version[], atMs: number): number {
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((versions[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const MINUTE_MS = 60_000;

/**
 * How many requests leave the caches, where the crowd is `times` as large as the one that was counted. Fans come at random:
 * a cache that is asked r times a second for a board of T seconds fetches it r / (1 + rT) times a second. Places differ in
 * size: the n-th has 1/n of the first.
 */
export function fetches(
  perMinute: ReadonlyMap<string, ReadonlyMap<number, number>>,
  { history, lifetimeMs }: Edge,
  fromMs: number,
  times: number,
  caches: number,
): number {
  const harmonic = Array.from({ length: caches }, (_, n) => 1 / (n + 1));
  const whole = harmonic.reduce((sum, part) => sum + part, 0);
  let sum = 0;
  for (const [board, minutes] of perMinute) {
    const versions = history.get(board) ?? [];
    for (const [minute, requests] of minutes) {
      const version = versions[Math.max(0, latest(versions, fromMs + minute * MINUTE_MS))];
      if (version === undefined) continue;
      const ttlSeconds = lifetimeMs(version) / 1_000;
      for (const part of harmonic) {
        const asked = (requests * times * part) / whole;
        sum += asked / (1 + (asked / 60) * ttlSeconds);
      }
    }
  }
  return sum;
}
