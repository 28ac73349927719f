/** The races run, each mark told to all at the same moment, and a client of each looks every 50 ms. */
import { setTimeout as wait } from "node:timers/promises";
import { type Figure, median, percentile } from "../bench/support.ts";
import { all, type Contenders, figuresOf } from "./contenders.ts";
import {
  forPeer,
  type MarkMessage,
  type Races,
  rankedByTime,
  seenKey,
  sharedTimes,
  unofficialRanks,
} from "./races.ts";
import { MARKS_PER_SECOND, tell } from "./tell.ts";
import { Watch } from "./watch.ts";

/** More than cache and edge of the peer keep an answer, one after the other. */
const SEEN_WITHIN_MS = 25_000;
const LOOK_EVERY_MS = 20;

/** @throws Error where a mark isn't seen, or a ranking isn't the official one in the end: then nothing is worth comparing */
export async function race(contenders: Contenders, { dataset, marks }: Races): Promise<Figure[]> {
  const watches = all(contenders).map((contender) => new Watch(contender));
  const sentMs = new Map<string, number>();
  const over = new AbortController();
  const run = async () => {
    try {
      await tellAll(contenders, marks, sentMs);
      const untilMs = performance.now() + SEEN_WITHIN_MS;
      while (watches.some(({ seenMs }) => seenMs.size < marks.length) && performance.now() < untilMs)
        await wait(LOOK_EVERY_MS);
    } finally {
      over.abort();
    }
  };
  await Promise.all([run(), ...watches.map((watch) => watch.look(over.signal))]);

  for (const { contender, seenMs, last } of watches) {
    if (seenMs.size < marks.length)
      throw new Error(`${contender.name} shows ${seenMs.size} of ${marks.length} marks`);
    for (const [event, standing] of last) {
      const unlike = unofficialRanks(
        standing,
        dataset.official.filter((row) => row.event === event),
      );
      if (unlike > 0)
        throw new Error(`${contender.name}: ${unlike} ranks of ${event} aren't the official ones`);
    }
  }
  const seen = watches.map(({ contender, seenMs }) => {
    const tookMs = [...sentMs].map(([key, ms]) => (seenMs.get(key) ?? Number.NaN) - ms);
    return { contender, at: (share: number) => percentile(tookMs, share), half: median(tookMs) };
  });
  const byTime = rankedByTime();
  return [
    ...figuresOf(
      "mark sent to visible, p50",
      "least",
      seen.map(({ contender, half }) => ({ contender, value: half, unit: "ms" })),
    ),
    ...figuresOf(
      "mark sent to visible, p95",
      "least",
      seen.map(({ contender, at }) => ({
        contender,
        value: at(0.95),
        unit: "ms",
        note: `max ${at(1).toFixed(0)}; ${marks.length} marks, ${MARKS_PER_SECOND}/s`,
      })),
    ),
    ...watches.map(
      ({ contender, answers, wrong }): Figure => ({
        name: `${contender.name}: answers with a rank that its own marks don't give`,
        value: wrong,
        unit: "answers",
        note: `of ${answers} different ones`,
      }),
    ),
    {
      name: "all: ranks in the end that aren't the official ones",
      value: 0,
      unit: "ranks",
      note: `of ${marks.length}; by position in the sorted set alone ${sharedTimes(dataset)} would be; one time ranks ${byTime.events} of ${byTime.of} events`,
    },
  ];
}

/** Notes when each was sent. */
async function tellAll(
  contenders: Contenders,
  marks: readonly MarkMessage[],
  sentMs: Map<string, number>,
): Promise<void> {
  const startedMs = performance.now();
  for (const [n, mark] of marks.entries()) {
    await wait(Math.max(0, startedMs + (n * 1000) / MARKS_PER_SECOND - performance.now()));
    sentMs.set(seenKey(forPeer(mark).event, mark.competitor), performance.now());
    await tell(contenders, mark);
  }
}
