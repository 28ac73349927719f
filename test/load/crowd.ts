/**
 * A crowd that polls at a steady pace, whatever the server does: who waits for an answer doesn't slow the others down, and
 * latency counts from when a request was due. Each fan looks at one board, and checks what comes: the version never goes
 * back, and two answers with one ETag are the same to the byte.
 */
import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type Answer, Connection } from "./connection.ts";

export interface CrowdOptions {
  url: string;
  /** Each fan has one of them, in turns. */
  paths: readonly string[];
  fans: number;
  perSecond: number;
}

/** One version of a board in one coding, as it was seen. */
export interface Sighting {
  path: string;
  version: number;
  /** Of the plain text. */
  digest: string;
  /** The newest mark on it, by its time (ms); 0 for none. */
  newestMs: number;
  /** Unix time of the first answer. */
  firstMs: number;
  /** Unix time of the last request that got it, for each second since the crowd began. */
  lastMs: (number | null)[];
}

export interface Seen {
  requests: number;
  answered: number;
  notModified: number;
  /** Statuses other than 200 and 304, and connections that broke, by name. */
  failures: Record<string, number>;
  /** Answers with an older version than the same fan had seen. */
  backwards: number;
  /** Bodies that differ from another with the same ETag, or don't hold the version that it names. */
  wrong: number;
  bodyBytes: number;
  /** After a warm-up of two seconds. */
  latencyMs: { p50: number; p95: number; p99: number; max: number };
  sightings: Sighting[];
}

const TICK_MS = 2;
/** Thousands of connections open, code is compiled: latencies of that are no fan's. Everything else counts from the start. */
const WARM_UP_MS = 2_000;
/** Of ten fans of a board one has no brotli, of fifty one nothing. */
export const CODINGS = ["gzip, deflate, br, zstd", "gzip, deflate", "identity"] as const;
/** Latencies are counted by tenths of a millisecond, up to ten seconds. */
const BUCKETS_PER_MS = 10;
const BUCKETS = 10_000 * BUCKETS_PER_MS;

interface Fan {
  connection: Connection;
  path: string;
  acceptEncoding: string;
  /** Half of them say what they have. */
  conditional: boolean;
  etag: string;
  version: number;
}

export class Crowd {
  private readonly fans: Fan[];
  private readonly idle: Fan[];
  private readonly perSecond: number;
  private readonly startedMs = performance.now();
  private readonly sightings = new Map<string, Sighting & { body: Buffer }>();
  private readonly latencies = new Uint32Array(BUCKETS + 1);
  private readonly failures: Record<string, number> = {};
  private readonly ticking: NodeJS.Timeout;
  /** When the requests were due that no fan was free for. */
  private readonly waiting: number[] = [];
  private sent = 0;
  private due = 0;
  private answered = 0;
  private notModified = 0;
  private backwards = 0;
  private wrong = 0;
  private bodyBytes = 0;

  constructor({ url, paths, fans, perSecond }: CrowdOptions) {
    this.perSecond = perSecond;
    this.fans = Array.from({ length: fans }, (_, n) => {
      const round = Math.floor(n / paths.length);
      return {
        connection: new Connection(url),
        path: paths[n % paths.length] ?? "/",
        acceptEncoding: CODINGS[round % 50 === 49 ? 2 : round % 10 === 9 ? 1 : 0],
        conditional: Math.floor(round / 2) % 2 === 1,
        etag: "",
        version: 0,
      };
    });
    this.idle = [...this.fans];
    this.ticking = setInterval(() => this.tick(), TICK_MS);
  }

  seen(): Seen {
    return {
      requests: this.sent,
      answered: this.answered,
      notModified: this.notModified,
      failures: { ...this.failures },
      backwards: this.backwards,
      wrong: this.wrong,
      bodyBytes: this.bodyBytes,
      latencyMs: this.latency(),
      sightings: [...this.sightings.values()].map(({ body: _, ...sighting }) => ({
        ...sighting,
        lastMs: Array.from(sighting.lastMs, (at) => at ?? null),
      })),
    };
  }

  /** Every connection is cut and every fan asks again at once. Resolves with what they waited (ms), when all have an answer or lost it. */
  async reconnect(): Promise<{ waitedMs: number[]; failed: number }> {
    clearInterval(this.ticking);
    for (const fan of this.fans) fan.connection.close();
    const startedMs = performance.now();
    const waitedMs: number[] = [];
    let failed = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    let open = this.fans.length;
    for (const fan of this.fans) {
      const sentMs = Date.now();
      this.sent += 1;
      fan.connection.get(fan.path, fan.acceptEncoding, fan.conditional ? fan.etag : "", (answer) => {
        waitedMs.push(performance.now() - startedMs);
        if (answer === undefined) this.fail("connection");
        if (answer === undefined || !this.take(fan, answer, sentMs)) failed += 1;
        open -= 1;
        if (open === 0) resolve();
      });
    }
    await promise;
    return { waitedMs, failed };
  }

  stop(): void {
    clearInterval(this.ticking);
    for (const { connection } of this.fans) connection.close();
  }

  private tick(): void {
    const nowMs = performance.now();
    const dueNow = Math.floor(((nowMs - this.startedMs) / 1000) * this.perSecond);
    for (; this.due < dueNow; this.due++)
      this.waiting.push(this.startedMs + (this.due * 1000) / this.perSecond);
    const ready = Math.min(this.waiting.length, this.idle.length);
    const dues = this.waiting.splice(0, ready);
    const fans = this.idle.splice(0, ready);
    for (const [n, fan] of fans.entries()) this.poll(fan, dues[n] ?? nowMs);
  }

  private poll(fan: Fan, dueMs: number): void {
    const sentMs = Date.now();
    this.sent += 1;
    fan.connection.get(fan.path, fan.acceptEncoding, fan.conditional ? fan.etag : "", (answer) => {
      this.idle.push(fan);
      if (dueMs - this.startedMs > WARM_UP_MS) this.time(performance.now() - dueMs);
      if (answer === undefined) this.fail("connection");
      else this.take(fan, answer, sentMs);
    });
  }

  /** False for an answer that is of no use. */
  private take(fan: Fan, { status, etag, body }: Answer, sentMs: number): boolean {
    if (status !== 200 && status !== 304) {
      this.fail(String(status));
      return false;
    }
    this.answered += 1;
    const key = `${fan.path} ${fan.acceptEncoding} ${etag}`;
    if (status === 304) {
      this.notModified += 1;
      if (etag !== fan.etag) this.wrong += 1;
    } else {
      this.bodyBytes += body.length;
      const known = this.sightings.get(key);
      if (known === undefined) this.sightings.set(key, this.look(fan, etag, body));
      else if (!known.body.equals(body)) this.wrong += 1;
    }
    const sighting = this.sightings.get(key);
    if (sighting === undefined) return true;
    if (sighting.version < fan.version) this.backwards += 1;
    fan.version = sighting.version;
    fan.etag = etag;
    const second = Math.floor((performance.now() - this.startedMs) / 1000);
    sighting.lastMs[second] = Math.max(sighting.lastMs[second] ?? 0, sentMs);
    return true;
  }

  private look(fan: Fan, etag: string, sent: Buffer): Sighting & { body: Buffer } {
    // The bytes outlive the buffer that they came in.
    const body = Buffer.from(sent);
    let text = "";
    let version = 0;
    try {
      text = plain(body, fan.acceptEncoding).toString("utf8");
      version = (JSON.parse(text) as { version: number }).version;
    } catch {
      this.wrong += 1;
    }
    if (!etag.startsWith(`W/"${version}-`)) this.wrong += 1;
    const digest = createHash("sha256").update(text).digest("hex");
    const times = [...text.matchAll(/"timeMs":(\d+)/g)].map(([, time]) => Number(time));
    return {
      path: fan.path,
      version,
      digest,
      newestMs: Math.max(0, ...times),
      firstMs: Date.now(),
      lastMs: [],
      body,
    };
  }

  private time(tookMs: number): void {
    const bucket = Math.min(BUCKETS, Math.floor(tookMs * BUCKETS_PER_MS));
    this.latencies[bucket] = (this.latencies[bucket] ?? 0) + 1;
  }

  private fail(name: string): void {
    this.failures[name] = (this.failures[name] ?? 0) + 1;
  }

  private latency(): Seen["latencyMs"] {
    const total = this.latencies.reduce((sum, count) => sum + count, 0);
    const at = (share: number) => {
      let left = Math.ceil(share * total);
      const bucket = this.latencies.findIndex((count) => {
        left -= count;
        return left <= 0;
      });
      return bucket / BUCKETS_PER_MS;
    };
    const last = this.latencies.findLastIndex((count) => count > 0);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: last / BUCKETS_PER_MS };
  }
}

function plain(body: Buffer, acceptEncoding: string): Buffer {
  if (acceptEncoding.includes("br")) return brotliDecompressSync(body);
  return acceptEncoding.includes("gzip") ? gunzipSync(body) : body;
}
