/**
 * Asks for one board again and again, in the rhythm that the board itself names. Knows no page: whoever shows the board
 * pauses and resumes it. One request at a time, and what came last and good is kept while requests fail.
 */
import { type Guidance, rhythmMs, waitMs } from "./rhythm.ts";

export interface Polled {
  /** ISO 8601 UTC. Two boards are told apart by it: versions begin anew when boards are rebuilt. */
  updatedAt: string;
  /** Null: nothing is expected any more. */
  nextPollSeconds: number | null;
  /** ISO 8601 UTC: nothing is expected before. */
  quietUntil?: string;
}

export interface PollState<B> {
  /** The newest board seen; undefined until there is one. */
  board: B | undefined;
  /** When this board was last known to be the newest, milliseconds since 1970. */
  confirmedAtMs: number | undefined;
  /** Why the last request failed; undefined if it didn't. */
  failure: PollFailure | undefined;
}

/**
 * A shorter answer to the same question, for a board that is already held: what can change while an event is on, without
 * what stays.
 */
export interface Brief<B> {
  /** Undefined while the whole board is wanted. */
  url: (held: B) => string | undefined;
  /** The held board brought up to date; undefined where the answer no longer fits to it: then the whole one is asked for. */
  apply: (held: B, answer: Polled) => B | undefined;
}

export interface PollOptions<B> {
  url: string;
  brief?: Brief<B>;
  /** A board kept from an earlier visit, shown until there is a newer one. */
  kept?: { board: B; confirmedAtMs: number } | undefined;
  /** Called after each request, whether it failed or not. */
  onState: (state: PollState<B>) => void;
  /** Runs something later; gives back how to call it off. */
  later?: (run: () => void, delayMs: number) => () => void;
  /** 0 ≤ random < 1. */
  random?: () => number;
  nowMs?: () => number;
  timeoutMs?: number;
}

/** A request that brought no board. `status` is the answer's, where there was one. */
export class PollFailure extends Error {
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "PollFailure";
    this.status = options.status;
  }
}

const TIMEOUT_MS = 10_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** Back-off begins here as long as no board has named a rhythm. */
const FIRST_BACK_OFF_MS = 2_000;
const AT_ONCE: Guidance = { nextPollSeconds: 0, quietMs: 0 };

export class Poll<B extends Polled> {
  private state: PollState<B>;
  /** Of the newest answer, with where it came from. */
  private etag: { url: string; value: string } | undefined;
  /** The last brief answer did not fit: the whole board is wanted, and soon. */
  private misfit = false;
  private failures = 0;
  /** How far the edge's clock is ahead of the device's: a schedule is kept by the former. */
  private aheadMs = 0;
  private wanted = false;
  private asking = false;
  private callOff: (() => void) | undefined;
  private readonly pace: number;
  private readonly options: PollOptions<B> &
    Required<Pick<PollOptions<B>, "later" | "random" | "nowMs" | "timeoutMs">>;

  constructor(options: PollOptions<B>) {
    this.options = {
      later: (run, delayMs) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      nowMs: Date.now,
      timeoutMs: TIMEOUT_MS,
      ...options,
    };
    this.pace = this.options.random();
    const { board, confirmedAtMs } = options.kept ?? {};
    this.state = { board, confirmedAtMs, failure: undefined };
  }

  /** Asks at once, then in the board's rhythm. Without effect while a request is under way. */
  resume(): void {
    this.wanted = true;
    void this.ask();
  }

  /** No further request. One that is under way may still bring a board. */
  pause(): void {
    this.wanted = false;
    this.callOff?.();
  }

  private async ask(): Promise<void> {
    if (this.asking) return;
    this.callOff?.();
    this.asking = true;
    try {
      await this.request();
      this.failures = 0;
      this.state = { ...this.state, failure: undefined };
    } catch (cause) {
      this.failures += 1;
      const failure = cause instanceof PollFailure ? cause : new PollFailure("no answer", { cause });
      this.state = { ...this.state, failure };
    } finally {
      this.asking = false;
    }
    if (this.wanted) this.callOff = this.options.later(() => void this.ask(), this.delayMs());
    this.options.onState(this.state);
  }

  private async request(): Promise<void> {
    const { url: whole, brief, nowMs, timeoutMs } = this.options;
    const held = this.state.board;
    const short = held && !this.misfit ? brief?.url(held) : undefined;
    const url = short ?? whole;
    const response = await fetch(url, {
      // The browser's own cache may hold what a visit left days ago, and would answer with it first.
      ...(this.etag?.url === url
        ? { headers: { "if-none-match": this.etag.value } }
        : { cache: "no-cache" as const }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    // A cache on the way says how long ago it was told: an edge that has lost its origin goes on answering.
    const ageMs = 1_000 * (Number(response.headers.get("age")) || 0);
    const servedMs = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(servedMs)) this.aheadMs = servedMs + ageMs - nowMs();
    const confirmedAtMs = Math.max(this.state.confirmedAtMs ?? 0, nowMs() - ageMs);
    if (response.status === 304 && held !== undefined) {
      this.state = { ...this.state, confirmedAtMs };
      return;
    }
    if (!response.ok) {
      // Read to the end, so that the connection is free for the next request.
      await response.arrayBuffer();
      // What is held may have ceased to have a brief form.
      this.misfit = short !== undefined;
      throw new PollFailure(`answered with ${response.status}`, { status: response.status });
    }
    const answer = asPolled(await response.text(), response.status);
    // Another place of the edge may be a little behind: what has been shown is not taken back.
    if (held !== undefined && answer.updatedAt < held.updatedAt) {
      this.misfit = false;
      return;
    }
    const board = held && short !== undefined ? brief?.apply(held, answer) : (answer as B);
    this.misfit = board === undefined;
    if (board === undefined) return;
    const etag = response.headers.get("etag");
    this.etag = etag === null ? undefined : { url, value: etag };
    this.state = { ...this.state, board, confirmedAtMs };
  }

  /** Doubled by each failure. */
  private delayMs(): number {
    if (this.failures > 0) {
      const ceilingMs = Math.min(LONGEST_BACK_OFF_MS, this.soonestMs() * 2 ** this.failures);
      return ceilingMs * (0.5 + 0.5 * this.options.random());
    }
    return waitMs(this.misfit ? AT_ONCE : this.guidance(), this.pace);
  }

  private soonestMs(): number {
    const seconds = this.misfit ? 0 : this.state.board?.nextPollSeconds;
    return typeof seconds === "number" ? rhythmMs(seconds) : FIRST_BACK_OFF_MS;
  }

  private guidance(): Guidance {
    const { nextPollSeconds = null, quietUntil } = this.state.board ?? {};
    const nowMs = this.options.nowMs() + this.aheadMs;
    return { nextPollSeconds, quietMs: quietUntil === undefined ? 0 : Date.parse(quietUntil) - nowMs };
  }
}

/** @throws PollFailure where a portal or a proxy answered in the board's place. */
function asPolled(text: string, status: number): Polled {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PollFailure("the answer is not JSON", { status, cause });
  }
  const { updatedAt, nextPollSeconds } = (value ?? {}) as Record<string, unknown>;
  if (typeof updatedAt === "string" && (nextPollSeconds === null || typeof nextPollSeconds === "number")) {
    return value as Polled;
  }
  throw new PollFailure("the answer is not a board", { status });
}

/** Polls while the page is visible: a hidden tab stops, and asks at once when it is shown again. Gives back how to end it. */
export function pollWhileVisible(
  poll: { resume(): void; pause(): void },
  page: EventTarget & { readonly visibilityState: string },
): () => void {
  const follow = () => (page.visibilityState === "hidden" ? poll.pause() : poll.resume());
  page.addEventListener("visibilitychange", follow);
  follow();
  return () => page.removeEventListener("visibilitychange", follow);
}
