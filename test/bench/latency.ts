/**
 * From a mark to the board that shows it, seen from outside: after the feed's acknowledgement, how long until the board
 * in the table, the one that the API gives, and the one that the edge gives have the mark.
 */
import { setTimeout as wait } from "node:timers/promises";
import { decompress } from "@podium/core/board/encoding.ts";
import { readBoard } from "@podium/core/board/read.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { send } from "@podium/local/feed/client.ts";
import { type BenchCloud, startBenchCloud } from "./cloud.ts";
import { type Field, fieldOf, markOf, timeOf } from "./games.ts";
import { type Figure, percentile } from "./support.ts";

/** Of one body, in marks. */
const LARGEST_BODY = 200;
/** Share of the pace that counts as keeping it: the last acknowledgement comes after the last mark is due. */
const PACE_KEPT = 0.95;
const LOOK_EVERY_MS = 25;
/** After the last acknowledgement; what is not on the board by then counts as lost. */
const PATIENCE_MS = 15_000;

interface Stretch {
  name: string;
  perSecond: number;
  seconds: number;
  targetMs: number;
}

const STRETCHES: readonly Stretch[] = [
  { name: "20 marks/s", perSecond: 20, seconds: 30, targetMs: 500 },
  { name: "200 marks/s", perSecond: 200, seconds: 10, targetMs: 2_000 },
];

export async function bench(): Promise<Figure[]> {
  const field = fieldOf("ALPMDH", 80, "A");
  const cloud = await startBenchCloud(field, field.competitors.length);
  try {
    const figures: Figure[] = [];
    let first = field.competitors.length;
    for (const stretch of STRETCHES) {
      figures.push(...(await run(cloud, field, first, stretch)));
      first += stretch.perSecond * stretch.seconds;
    }
    return figures;
  } finally {
    await cloud.stop();
  }
}

async function run(cloud: BenchCloud, field: Field, first: number, stretch: Stretch): Promise<Figure[]> {
  const { name, perSecond, seconds, targetMs } = stretch;
  await cloud.resetTimings();
  const before = await cloud.figures();
  const sent = perSecond * seconds;
  const places = placesOf(cloud, field.event).map((place) => new Watch(place, field, first, first + sent));
  const over = new AbortController();
  const watching = places.map((place) => place.look(over.signal));
  const fed = await feed(cloud, field, first, stretch);
  const patienceMs = performance.now() + PATIENCE_MS;
  while (places.some(({ open }) => open > 0) && performance.now() < patienceMs) await wait(LOOK_EVERY_MS);
  over.abort();
  await Promise.all(watching);
  await cloud.quiet();

  const { factToBoardMs, factToAllBoardsMs, deadLetters, cpuMs, boardsPublished } = await cloud.figures();
  const unseen = places[0]?.open ?? sent;
  return [
    {
      name: `${name}: fact to board, p99`,
      value: factToBoardMs.p99,
      unit: "ms",
      target: { atMost: targetMs },
      note: `as the projector times it: p50 ${factToBoardMs.p50}, p95 ${factToBoardMs.p95}, max ${factToBoardMs.max}`,
    },
    {
      name: `${name}: fact to boards across events, p99`,
      value: factToAllBoardsMs.p99,
      unit: "ms",
      note: `p50 ${factToAllBoardsMs.p50}, p95 ${factToAllBoardsMs.p95}, max ${factToAllBoardsMs.max}`,
    },
    {
      ...figureOf(`${name}: due to the table's board, p99`, places[0]?.sinceDue(fed) ?? []),
      target: { atMost: targetMs },
    },
    figureOf(
      `${name}: due to acknowledged, p99`,
      [...fed].map(([, { dueMs, takenMs }]) => takenMs - dueMs),
    ),
    ...places.map((place) =>
      figureOf(`${name}: acknowledged to ${place.name}, p99`, place.after(fed), place.note),
    ),
    {
      name: `${name}: handed over`,
      value: rateOf(fed),
      unit: "marks/s",
      target: { atLeast: PACE_KEPT * perSecond },
      note: "below the pace, marks wait at the feed: the projector's time doesn't see that, the time since due does",
    },
    {
      name: `${name}: processor`,
      value: (cpuMs - before.cpuMs) / sent,
      unit: "ms/mark",
      note: `of its processes, without the table's engine; ${boardsPublished - before.boardsPublished} boards published`,
    },
    {
      name: `${name}: lost`,
      value: sent - fed.size + unseen + deadLetters,
      unit: "marks",
      target: { atMost: 0 },
      note: `${fed.size} of ${sent} taken, ${sent - unseen} seen on the board, ${deadLetters} dead letters`,
    },
  ];
}

interface Taken {
  dueMs: number;
  /** Acknowledged. */
  takenMs: number;
}

/**
 * Marks become due at a steady pace, whatever happens. One body is sent at a time, so that what it says of an entry
 * stays in order, with all that is due: what can't be handed over in time counts from when it was due.
 */
async function feed(
  cloud: BenchCloud,
  field: Field,
  first: number,
  { perSecond, seconds }: Stretch,
): Promise<Map<number, Taken>> {
  const taken = new Map<number, Taken>();
  const startedMs = performance.now();
  const dueMs = (n: number) => startedMs + ((n - first) * 1000) / perSecond;
  const end = first + perSecond * seconds;
  for (let next = first; next < end; ) {
    await wait(Math.max(0, dueMs(next) - performance.now()));
    const marks = new Map<string, number>();
    for (; next < end && marks.size < LARGEST_BODY && dueMs(next) <= performance.now(); next++) {
      marks.set(markOf(field, next).id, next);
    }
    const messages = [...marks.values()].map((n) => markOf(field, n));
    const outcomes = messages.length === 0 ? [] : await send(cloud.feed, messages);
    const takenMs = performance.now();
    for (const { id, outcome, first: was } of outcomes) {
      const n = marks.get(id ?? "");
      // Taken the first time, if the answer to that was lost.
      const done = outcome === "taken" || (outcome === "duplicate" && was === "taken");
      if (done && n !== undefined) taken.set(n, { dueMs: dueMs(n), takenMs });
    }
  }
  return taken;
}

function figureOf(name: string, values: readonly number[], more?: string): Figure {
  const at = (share: number) => percentile(values, share);
  const note = `p50 ${at(0.5).toFixed(0)}, p95 ${at(0.95).toFixed(0)}, max ${at(1).toFixed(0)}`;
  return { name, value: at(0.99), unit: "ms", note: more === undefined ? note : `${note}; ${more}` };
}

function rateOf(taken: ReadonlyMap<number, Taken>): number {
  const all = [...taken.values()];
  const fromMs = Math.min(...all.map(({ dueMs }) => dueMs));
  const toMs = Math.max(...all.map(({ takenMs }) => takenMs));
  return (1000 * taken.size) / (toMs - fromMs);
}

interface Place {
  name: string;
  note?: string;
  /** The board, or undefined where it is the one that was there at the last look. */
  read: () => Promise<EventBoard | undefined>;
}

function placesOf({ table, apiUrl, url }: BenchCloud, event: string): Place[] {
  const board = `events/${event}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = openReader({ endpoint: table.endpoint, region: "local", credentials });
  let version = 0;
  return [
    {
      name: "the table's board",
      async read() {
        const stored = await readBoard(client, table.name, board);
        if (stored === undefined || stored.version === version) return undefined;
        version = stored.version;
        return JSON.parse(decompress(stored.body)) as EventBoard;
      },
    },
    { name: "the API's", note: "which remembers a board for 1 s", read: overHttp(`${apiUrl}/api/${board}`) },
    { name: "the edge's", note: "which keeps it for 2 s more", read: overHttp(`${url}/api/${board}`) },
  ];
}

function overHttp(url: string): Place["read"] {
  let etag = "";
  return async () => {
    const response = await fetch(url, { headers: { "accept-encoding": "br", "if-none-match": etag } });
    if (response.status === 304) return undefined;
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    etag = response.headers.get("etag") ?? "";
    return (await response.json()) as EventBoard;
  };
}

/** Looks at one place again and again, and notes when each mark is first there. */
class Watch {
  readonly name: string;
  readonly note: string | undefined;
  private readonly place: Place;
  /** Marks that have not been seen, by competitor. */
  private readonly waiting: Map<string, number[]>;
  private readonly seenMs = new Map<number, number>();

  constructor(place: Place, field: Field, first: number, end: number) {
    this.name = place.name;
    this.note = place.note;
    this.place = place;
    this.waiting = Map.groupBy(
      Array.from({ length: end - first }, (_, index) => first + index),
      (n) => markOf(field, n).competitor,
    );
  }

  get open(): number {
    return [...this.waiting.values()].reduce((sum, marks) => sum + marks.length, 0);
  }

  async look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const board = await this.place.read();
      if (board !== undefined) this.see(board, performance.now());
      await wait(LOOK_EVERY_MS);
    }
  }

  /** A later mark of the same competitor shows an earlier one too: it has replaced it. */
  private see({ phases }: EventBoard, nowMs: number): void {
    for (const { competitor, mark } of phases.flatMap(({ units }) =>
      units.flatMap(({ entries }) => entries),
    )) {
      const marks = this.waiting.get(competitor.id) ?? [];
      while (marks[0] !== undefined && timeOf(marks[0]) <= (mark?.timeMs ?? 0)) {
        this.seenMs.set(marks[0], nowMs);
        marks.shift();
      }
    }
  }

  /** Milliseconds from when the mark was due: all that a feed and its fans wait for. */
  sinceDue(taken: ReadonlyMap<number, Taken>): number[] {
    return [...taken].flatMap(([n, { dueMs }]) => {
      const seen = this.seenMs.get(n);
      return seen === undefined ? [] : [seen - dueMs];
    });
  }

  /** Milliseconds from the acknowledgement; 0 for what was there before it. */
  after(taken: ReadonlyMap<number, Taken>): number[] {
    return [...taken].flatMap(([n, { takenMs }]) => {
      const seen = this.seenMs.get(n);
      return seen === undefined ? [] : [Math.max(0, seen - takenMs)];
    });
  }
}
