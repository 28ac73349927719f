/**
 * Plays a timeline against an ingest: at a multiple of real time, or as fast as it is taken. Remembers how far it has
 * been acknowledged, so that it goes on from there after a stop; what was under way is sent again, which changes nothing.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { LineOutcome } from "@podium/core/feed/ndjson/take.ts";
import type { Message } from "@podium/core/results/commands.ts";
import type { Timeline } from "../games/timeline.ts";

export interface ReplayOptions {
  /** Sends messages in a row; resolves when all are acknowledged. */
  deliver: (messages: readonly Message[]) => Promise<readonly LineOutcome[]>;
  timeline: Timeline;
  /** Seconds of the Games per second; Infinity: as fast as possible. */
  speed: number;
  /** Instants; earlier messages are sent at once, later ones not at all. */
  from?: string | undefined;
  until?: string | undefined;
  /** How many messages of the timeline were acknowledged before. */
  position: number;
  /** Called after each acknowledgement. */
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
}

export interface Progress {
  position: number;
  total: number;
  /** Games clock. */
  at: string;
  outcomes: readonly LineOutcome[];
}

const LARGEST_BATCH = 200;
/** Nobody wants to watch the night: longer pauses of the Games are cut to this. */
const LONGEST_PAUSE_MS = 20 * 60_000;
const TICK_MS = 50;

/** Resolves when all is acknowledged, or soon after the signal. @throws what `deliver` throws. */
export async function replay(options: ReplayOptions): Promise<void> {
  const { timeline, speed, from, until, signal } = options;
  const messages = [...timeline.master, ...timeline.live].filter(
    ({ at }) => until === undefined || at <= until,
  );
  // Everything before `from` is the past: it is there when the show begins.
  const past = messages.findIndex(
    ({ at }, index) => index >= timeline.master.length && (from === undefined || at >= from),
  );
  const showFrom = past === -1 ? messages.length : past;
  let position = Math.min(options.position, messages.length);
  const clock = new GamesClock(speed);
  while (position < messages.length && !signal.aborted) {
    const batch: Message[] = [];
    while (batch.length < LARGEST_BATCH && position + batch.length < messages.length) {
      const index = position + batch.length;
      const message = messages[index] as Message;
      // Master data go alone and in order: what follows refers to them.
      if (index < timeline.master.length && batch.length > 0 && batch[0]?.type !== message.type) break;
      if (index >= timeline.master.length && batch.length > 0 && position < timeline.master.length) break;
      if (index >= showFrom && !clock.isDue(message.at)) break;
      batch.push(message);
    }
    if (batch.length === 0) {
      await wait(TICK_MS, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const outcomes = await options.deliver(batch);
    position += batch.length;
    options.onProgress({ position, total: messages.length, at: batch.at(-1)?.at ?? "", outcomes });
  }
}

/** Runs from the first message that asks, at `speed`, and shortens the pauses. */
export class GamesClock {
  private readonly speed: number;
  private readonly nowMs: () => number;
  private lastMs: number | undefined;
  private gamesMs = 0;

  constructor(speed: number, nowMs: () => number = () => performance.now()) {
    this.speed = speed;
    this.nowMs = nowMs;
  }

  isDue(at: string): boolean {
    if (this.speed === Number.POSITIVE_INFINITY) return true;
    const atMs = Date.parse(at);
    const now = this.nowMs();
    if (this.lastMs === undefined) this.gamesMs = atMs;
    else this.gamesMs += (now - this.lastMs) * this.speed;
    this.lastMs = now;
    this.gamesMs = Math.max(this.gamesMs, atMs - LONGEST_PAUSE_MS);
    return this.gamesMs >= atMs;
  }
}
