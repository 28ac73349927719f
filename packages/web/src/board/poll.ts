/**
 * Asks for one board again and again, in the rhythm that the board itself names. Knows no page: whoever shows the board
 * pauses and resumes it. One request at a time, and what came last and good is kept while requests fail.
 */

export interface Polled {
  /** ISO 8601 UTC. Two boards are told apart by it: versions begin anew when boards are rebuilt. */
  updatedAt: string;
  /** Null: never again. */
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

/** A schedule may change: nobody looks less often than this. */
const QUIET_MS = 5 * 60_000;
const TIMEOUT_MS = 10_000;
/** No board may ask a crowd to come back faster. */
const SHORTEST_MS = 1_000;
const LONGEST_BACK_OFF_MS = 60_000;
/** Back-off begins here as long as no board has named a rhythm. */
const FIRST_BACK_OFF_MS = 2_000;

export class Poll<B extends Polled> {
  private state: PollState<B>;
  /** Of the newest answer, with where it came from. */
  private etag: { url: string; value: string } | undefined;
  /** The last brief answer did not fit: the whole board is wanted, and soon. */
  private misfit = false;
  private failures = 0;
  /** Something was answered: a kept board that is over is still asked for once. */
  private answered = false;
  /** How far the edge's clock is ahead of the device's: a schedule is kept by the former. */
  private aheadMs = 0;
  private wanted = false;
  private asking = false;
  private callOff: (() => void) | undefined;
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
    const { board, confirmedAtMs } = options.kept ?? {};
    this.state = { board, confirmedAtMs, failure: undefined };
  }

  /** Asks at once, then in the board's rhythm. Without effect while a request is under way, or after a last board. */
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
    if (this.asking || this.isOver()) return;
    this.callOff?.();
    this.asking = true;
    try {
      await this.request();
      this.answered = true;
      this.failures = 0;
      this.state = { ...this.state, failure: undefined };
    } catch (cause) {
      this.failures += 1;
      const failure = cause instanceof PollFailure ? cause : new PollFailure("no answer", { cause });
      this.state = { ...this.state, failure };
    } finally {
      this.asking = false;
    }
    if (this.wanted && !this.isOver()) {
      this.callOff = this.options.later(() => void this.ask(), this.delayMs());
    }
    this.options.onState(this.state);
  }

  private isOver(): boolean {
    return this.answered && this.state.board?.nextPollSeconds === null;
  }

  private async request(): Promise<void> {
    const { url: whole, brief, nowMs, timeoutMs } = this.options;
    const held = this.state.board;
    const short = held && !this.misfit ? brief?.url(held) : undefined;
    const url = short ?? whole;
    const response = await fetch(url, {
      ...(this.etag?.url === url && { headers: { "if-none-match": this.etag.value } }),
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

  /** The rhythm, give or take a fifth, so that a crowd doesn't come back at one moment. Doubled by each failure. */
  private delayMs(): number {
    const { random } = this.options;
    const seconds = this.misfit ? 0 : this.state.board?.nextPollSeconds;
    const rhythmMs = typeof seconds === "number" ? Math.max(SHORTEST_MS, seconds * 1_000) : FIRST_BACK_OFF_MS;
    if (this.failures > 0) {
      const ceilingMs = Math.min(LONGEST_BACK_OFF_MS, rhythmMs * 2 ** this.failures);
      return ceilingMs * (0.5 + 0.5 * random());
    }
    // Until something is expected a look now and then will do, the last one when it is.
    const quietMs = this.misfit ? 0 : Math.min(this.quietForMs(), QUIET_MS * (0.8 + 0.2 * random()));
    return Math.max(quietMs, rhythmMs * (0.8 + 0.4 * random()));
  }

  private quietForMs(): number {
    const { quietUntil } = this.state.board ?? {};
    return quietUntil === undefined ? 0 : Date.parse(quietUntil) - this.options.nowMs() - this.aheadMs;
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
