/**
 * What the edge keeps and when it asks the origin: collapsing, revalidation, stale copies, invalidation.
 * Sources: RFC 9111, RFC 5861, Amazon CloudFront Developer Guide, "Managing how long content stays in the cache".
 */
import type { Readable } from "node:stream";
import { type Log, messageOf } from "../log.ts";
import { compress } from "./compress.ts";
import { isOriginError, type Lifetime, lifetimeOf } from "./freshness.ts";
import { type Encoding, endToEnd, flat, type Headers, single, tagsOf } from "./headers.ts";
import { type Origin, OriginError, type OriginFailure, type OriginResponse } from "./origin.ts";
import { type Copy, CopyStore } from "./store.ts";

/** After a failed fetch the origin is left alone for so long where there is a stale copy to show. */
const HOLD_MS = 1_000;
/** Answers that may not be kept are remembered as such, so that a crowd does not queue for one after the other. */
const UNKEPT_MS = 10_000;
const UNKEPT_KEYS = 1_000;
/** Larger bodies pass through without being kept. */
const LARGEST_BODY_BYTES = 10_000_000;
/** Headers of a 304. Source: RFC 9110, section 15.4.5. */
const NOT_MODIFIED = [
  "cache-control",
  "content-location",
  "date",
  "etag",
  "expires",
  "last-modified",
  "vary",
];

export type CacheState = "Hit" | "Miss" | "RefreshHit";

export interface Ask {
  key: string;
  /** Path and allow-listed query, as it goes to the origin. */
  target: string;
  encoding: Encoding;
  origin: Origin;
  compress: boolean;
  /** Put on every answer. */
  responseHeaders: Headers;
  /** For the fetch, should one be needed. */
  requestHeaders: Headers;
}

export type Answer =
  | { kind: "copy"; copy: Copy; state: CacheState }
  | { kind: "stream"; response: OriginResponse }
  | { kind: "failed"; failure: OriginFailure };

export interface CacheStats {
  hits: number;
  misses: number;
  refreshHits: number;
  /** Hits that were stale: while revalidating, or because the origin failed. */
  stale: number;
  originRequests: number;
  originErrors: number;
}

export interface CacheOptions {
  maxBytes: number;
  tagHeader: string;
  errorTtlSeconds: number;
  log: Log;
  now: () => number;
}

interface Flight {
  number: number;
  target: string;
  outdated: boolean;
  outdatedTags: Set<string>;
}

export class EdgeCache {
  readonly stats: CacheStats = {
    hits: 0,
    misses: 0,
    refreshHits: 0,
    stale: 0,
    originRequests: 0,
    originErrors: 0,
  };
  readonly store: CopyStore;
  private readonly options: CacheOptions;
  private readonly flights = new Set<Flight>();
  /** The fetch that a request for this key may join. */
  private readonly joinable = new Map<string, Promise<Answer>>();
  private readonly unkept = new Map<string, number>();
  private fetches = 0;

  constructor(options: CacheOptions) {
    this.options = options;
    this.store = new CopyStore(options.maxBytes);
  }

  /** A copy that may be shown at once; starts a refresh where it is due. Undefined: `fetch`. */
  peek(ask: Ask): Copy | undefined {
    const copy = this.store.get(ask.key);
    if (copy === undefined) return undefined;
    const now = this.options.now();
    if (now >= copy.freshUntil) {
      if (now >= copy.holdUntil) {
        if (now >= copy.whileRevalidateUntil) return undefined;
        this.refresh(ask, copy);
      }
      this.stats.stale += 1;
    }
    this.stats.hits += 1;
    return copy;
  }

  /** Asks the origin, or joins who asks already. Never throws. */
  async fetch(ask: Ask): Promise<Answer> {
    const answer = await this.fetchOrJoin(ask);
    if (answer.kind !== "copy" || answer.state === "Miss") this.stats.misses += 1;
    else if (answer.state === "RefreshHit") this.stats.refreshHits += 1;
    else {
      this.stats.hits += 1;
      this.stats.stale += 1;
    }
    return answer;
  }

  /**
   * Copies of these paths (`*` only at the end) and with these tags are gone, and what is being fetched right now is not kept.
   * Who asks from now on gets what the origin says from now on.
   */
  invalidate({ paths, tags }: { paths: readonly string[]; tags: readonly string[] }): void {
    const lowerTags = tags.map((tag) => tag.toLowerCase());
    const namesPath = (target: string) => paths.some((path) => matchesPath(path, target));
    this.store.removeWhere((copy) => namesPath(copy.target) || lowerTags.some((tag) => copy.tags.has(tag)));
    for (const flight of this.flights) {
      if (namesPath(flight.target)) flight.outdated = true;
      for (const tag of lowerTags) flight.outdatedTags.add(tag);
    }
    // Which of them carry a tag is not known before they end: nobody else joins any.
    this.joinable.clear();
  }

  private async fetchOrJoin(ask: Ask): Promise<Answer> {
    if (this.isUnkept(ask.key)) return this.fly(ask);
    const joined = this.joinable.get(ask.key);
    if (joined !== undefined) {
      const answer = await joined;
      return isForAll(answer) ? answer : this.fly(ask);
    }
    return this.share(ask);
  }

  private share(ask: Ask): Promise<Answer> {
    const answer = this.fly(ask);
    this.joinable.set(ask.key, answer);
    const leave = () => {
      if (this.joinable.get(ask.key) === answer) this.joinable.delete(ask.key);
    };
    void answer.then(leave);
    return answer;
  }

  private refresh(ask: Ask, copy: Copy): void {
    if (this.joinable.has(ask.key)) return;
    void this.share(ask).then((answer) => {
      if (answer.kind === "stream") answer.response.body.destroy();
      // What may no longer be kept must not be shown from memory either.
      if (answer.kind === "stream" && this.store.holds(copy))
        this.store.removeWhere((other) => other === copy);
    });
  }

  private async fly(ask: Ask): Promise<Answer> {
    this.fetches += 1;
    const flight: Flight = {
      number: this.fetches,
      target: ask.target,
      outdated: false,
      outdatedTags: new Set(),
    };
    this.flights.add(flight);
    const stale = this.store.get(ask.key);
    try {
      return await this.ask(ask, flight, stale);
    } catch (cause) {
      this.stats.originErrors += 1;
      this.options.log("warn", "the origin failed", { target: ask.target, cause: messageOf(cause) });
      return (
        this.staleAfterFailure(stale) ?? {
          kind: "failed",
          failure: cause instanceof OriginError ? cause.code : "UNREACHABLE",
        }
      );
    } finally {
      this.flights.delete(flight);
    }
  }

  private async ask(ask: Ask, flight: Flight, stale: Copy | undefined): Promise<Answer> {
    this.stats.originRequests += 1;
    const response = await ask.origin.fetch({
      method: "GET",
      target: ask.target,
      headers: { ...ask.requestHeaders, ...validatorsOf(stale) },
    });
    if (response.status === 304 && stale !== undefined) {
      response.body.resume();
      return this.renewed(ask, flight, stale, response);
    }
    if (isOriginError(response.status)) {
      this.stats.originErrors += 1;
      const shown = this.staleAfterFailure(stale);
      if (shown !== undefined) {
        response.body.destroy();
        return shown;
      }
    }
    const headers = endToEnd(response.headers);
    const lifetime = lifetimeOf(response.status, headers, this.options.errorTtlSeconds);
    if (lifetime === undefined || Number(headers["content-length"] ?? 0) > LARGEST_BODY_BYTES) {
      return this.notKept(ask, { ...response, headers });
    }
    const body = await collect(response.body);
    if (!Buffer.isBuffer(body)) return this.notKept(ask, { ...response, headers, body });
    const plain = { headers, body };
    const message = ask.compress ? await compress(plain, response.status, ask.encoding) : plain;
    const copy = this.copyOf(ask, flight, response.status, message.headers, message.body, lifetime);
    copy.originEtag = single(headers.etag);
    this.keep(copy, flight);
    return { kind: "copy", copy, state: "Miss" };
  }

  private renewed(ask: Ask, flight: Flight, stale: Copy, response: OriginResponse): Answer {
    const { "content-length": _length, etag: _etag, ...news } = endToEnd(response.headers);
    const headers = { ...stale.headers, ...news };
    const { errorTtlSeconds } = this.options;
    const lifetime = lifetimeOf(stale.status, headers, errorTtlSeconds);
    // A 304 that names no tags leaves those of the copy.
    const tags = tagsOf(news, this.options.tagHeader);
    const copy = this.copyOf(ask, flight, stale.status, headers, stale.body, lifetime ?? GONE);
    if (tags.length === 0) copy.tags = stale.tags;
    copy.originEtag = stale.originEtag;
    if (this.store.holds(stale)) {
      if (lifetime === undefined) this.store.removeWhere((other) => other === stale);
      else this.keep(copy, flight);
    }
    return { kind: "copy", copy, state: "RefreshHit" };
  }

  private notKept(ask: Ask, response: OriginResponse): Answer {
    this.rememberUnkept(ask.key);
    return { kind: "stream", response };
  }

  private rememberUnkept(key: string): void {
    if (this.unkept.size >= UNKEPT_KEYS) this.unkept.clear();
    this.unkept.set(key, this.options.now() + UNKEPT_MS);
  }

  private isUnkept(key: string): boolean {
    const until = this.unkept.get(key);
    if (until === undefined) return false;
    if (this.options.now() < until) return true;
    this.unkept.delete(key);
    return false;
  }

  private keep(copy: Copy, flight: Flight): void {
    if (livesOn(copy)) this.unkept.delete(copy.key);
    else this.rememberUnkept(copy.key);
    const invalidated = flight.outdated || [...flight.outdatedTags].some((tag) => copy.tags.has(tag));
    if (!invalidated) this.store.set(copy);
  }

  /** Undefined where there is none, where it may not be shown any more, or where it was invalidated meanwhile. */
  private staleAfterFailure(stale: Copy | undefined): Answer | undefined {
    if (stale === undefined || !this.store.holds(stale)) return undefined;
    const now = this.options.now();
    if (now >= Math.max(stale.ifErrorUntil, stale.whileRevalidateUntil)) return undefined;
    stale.holdUntil = now + HOLD_MS;
    return { kind: "copy", copy: stale, state: "Hit" };
  }

  private copyOf(
    ask: Ask,
    flight: Flight,
    status: number,
    given: Headers,
    body: Buffer,
    lifetime: Lifetime,
  ): Copy {
    const { [this.options.tagHeader]: _tags, age: _age, ...rest } = given;
    const headers: Headers = {
      ...rest,
      "content-length": String(body.length),
      via: viaOf(given),
      ...ask.responseHeaders,
    };
    const short = Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => NOT_MODIFIED.includes(name) || name === "via" || name in ask.responseHeaders,
      ),
    );
    const now = this.options.now();
    const freshUntil = now + lifetime.freshMs;
    return {
      key: ask.key,
      target: ask.target,
      status,
      headers: rest,
      raw: flat(headers),
      raw304: flat(short),
      body,
      tags: new Set(tagsOf(given, this.options.tagHeader)),
      etag: single(rest.etag),
      lastModified: single(rest["last-modified"]),
      originEtag: single(rest.etag),
      storedAt: now,
      freshUntil,
      whileRevalidateUntil: freshUntil + lifetime.whileRevalidateMs,
      ifErrorUntil: freshUntil + lifetime.ifErrorMs,
      holdUntil: 0,
      ageSeconds: lifetime.ageSeconds,
      fetchNumber: flight.number,
    };
  }
}

/** False for a copy that has to be confirmed by the origin for each request. */
function livesOn(copy: Copy): boolean {
  return Math.max(copy.freshUntil, copy.whileRevalidateUntil) > copy.storedAt;
}

/** A stream has one reader, and what lives no moment is only for who asked before it was fetched. */
function isForAll(answer: Answer): boolean {
  return (
    answer.kind === "failed" || (answer.kind === "copy" && (answer.state === "Hit" || livesOn(answer.copy)))
  );
}

const GONE: Lifetime = { freshMs: 0, whileRevalidateMs: 0, ifErrorMs: 0, ageSeconds: 0 };
export const VIA = "1.1 podium-edge";

export function viaOf(headers: Headers): string {
  const via = single(headers.via);
  return via === undefined ? VIA : `${via}, ${VIA}`;
}

function validatorsOf(copy: Copy | undefined): Headers {
  if (copy === undefined || copy.status !== 200) return {};
  if (copy.originEtag !== undefined) return { "if-none-match": copy.originEtag };
  return copy.lastModified === undefined ? {} : { "if-modified-since": copy.lastModified };
}

/** `*` only at the end stands for anything. Without it a path names itself, with exactly this query. */
export function matchesPath(path: string, target: string): boolean {
  return path.endsWith("*") ? target.startsWith(path.slice(0, -1)) : target === path;
}

/** The whole body, or a stream of it where it is too large to keep. */
async function collect(body: Readable): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) break;
  }
  if (bytes <= LARGEST_BODY_BYTES) return Buffer.concat(chunks, bytes);
  body.unshift(Buffer.concat(chunks, bytes));
  return body;
}
