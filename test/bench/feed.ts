/**
 * The official feed at speed: DT_RESULT messages of 80 entries each, at a steady pace, from a process of its own. How
 * long until each is acknowledged, and until the board shows it; and whether the lag or the memory grows.
 */
import { setTimeout as wait } from "node:timers/promises";
import { decompress } from "@podium/core/board/encoding.ts";
import { readBoard } from "@podium/core/board/read.ts";
import { encodeResult } from "@podium/core/feed/odf/encode.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import { openReader } from "@podium/core/table/reader.ts";
import { packed, post, postPacked } from "@podium/local/feed/odf-client.ts";
import type { ProcessUsage } from "@podium/local/process-usage.ts";
import { type BenchCloud, startBenchCloudWith } from "./cloud.ts";
import { type Field, fieldOf, gamesOf } from "./games.ts";
import { type Figure, KEY, type Options, percentile } from "./support.ts";

const ENTRIES = 80;
const PER_SECOND = 200;
/** Units that are on at the same time, each in an event of its own. */
const EVENTS = [
  "ALPMDH",
  "ALPWDH",
  "ALPMSG",
  "ALPWSG",
  "ALPMGS",
  "ALPWGS",
  "SSKM500M",
  "SSKW500M",
  "SSKM1000M",
  "SSKW1000M",
];
const LOOK_EVERY_MS = 100;
/** Of those that are timed. */
const FIRST_VERSION = 2;
const PATIENCE_MS = 20_000;
/** Memory is warm after a third of the run. In a short one that says nothing, and the collection would show in the p99. */
const MEMORY_FROM_SECONDS = 120;
const START_MS = Date.parse("2026-02-07T10:00:00Z");

export async function bench({ seconds = 15, perSecond = PER_SECOND }: Options): Promise<Figure[]> {
  const fields = EVENTS.map((event, index) => fieldOf(event, ENTRIES, String.fromCharCode(65 + index)));
  const cloud = await startBenchCloudWith(
    gamesOf(fields).filter(({ type }) => type !== "entries" && type !== "status"),
  );
  try {
    return await run(cloud, fields, seconds, perSecond);
  } finally {
    await cloud.stop();
  }
}

interface Sent {
  dueMs: number;
  ackMs?: number;
  boardMs?: number;
}

async function run(
  cloud: BenchCloud,
  fields: readonly Field[],
  seconds: number,
  perSecond: number,
): Promise<Figure[]> {
  const sender = { url: cloud.feed.url, apiKey: KEY };
  // Before the race there is a start list of each unit: it is there when the clock begins.
  for (const field of fields) await post(sender, "odf", messageOf(field, 1, START_MS));
  await cloud.quiet();
  const total = seconds * perSecond;
  // Before the clock begins: what a provider does to make a message is not what is measured.
  const bodies = Array.from({ length: total }, (_, n) => {
    const version = Math.floor(n / fields.length) + FIRST_VERSION;
    return packed(messageOf(fields[n % fields.length] as Field, version, START_MS + n * 5));
  });
  const sent: Sent[] = [];
  const over = new AbortController();
  const watching = watch(cloud, fields, sent, over.signal);
  const before = await cloud.figures();
  const open = new Set<Promise<void>>();
  let warm: Promise<ProcessUsage> | undefined;
  let failed = 0;
  const startedMs = performance.now() + 500;
  for (let n = 0; n < total; n++) {
    const dueMs = startedMs + (n * 1000) / perSecond;
    await wait(Math.max(0, dueMs - performance.now()));
    if (seconds >= MEMORY_FROM_SECONDS && n === Math.floor(total / 3)) warm = cloud.figures();
    const one: Sent = { dueMs };
    sent[n] = one;
    const posted = postPacked(sender, "odf", bodies[n] as (typeof bodies)[number])
      .then(({ status }) => {
        if (status === 200) one.ackMs = performance.now();
        else failed += 1;
      })
      .catch(() => {
        failed += 1;
      });
    open.add(posted);
    void posted.then(() => open.delete(posted));
  }
  await Promise.all(open);
  const patienceMs = performance.now() + PATIENCE_MS;
  while (sent.some(({ boardMs }) => boardMs === undefined) && performance.now() < patienceMs)
    await wait(LOOK_EVERY_MS);
  over.abort();
  await watching;
  const after = await cloud.figures();
  const grown = warm && growth(await warm, after);
  const acks = sent.flatMap(({ dueMs, ackMs }) => (ackMs === undefined ? [] : [ackMs - dueMs]));
  const lags = sent.flatMap(({ dueMs, boardMs }) => (boardMs === undefined ? [] : [boardMs - dueMs]));
  const half = Math.floor(lags.length / 2);
  const lastAckMs = Math.max(...sent.map(({ ackMs = 0 }) => ackMs));
  return [
    {
      name: "acknowledged",
      value: acks.length / ((lastAckMs - startedMs) / 1000),
      unit: "messages/s",
      target: { atLeast: 0.95 * perSecond },
      note: `${total} of ${ENTRIES} entries each, in ${EVENTS.length} units, ${seconds} s; ${failed} failed`,
    },
    {
      name: "due to acknowledged, p99",
      value: percentile(acks, 0.99),
      unit: "ms",
      target: { atMost: 50 },
      note: `p50 ${Math.round(percentile(acks, 0.5))}`,
    },
    {
      name: "due to the table's board, p99",
      value: percentile(lags, 0.99),
      unit: "ms",
      target: { atMost: 1500 },
      note: `p50 ${Math.round(percentile(lags, 0.5))}; a board that shows a newer version shows this one, too`,
    },
    {
      name: "lag of the second half against the first, p50",
      value: percentile(lags.slice(half), 0.5) / percentile(lags.slice(0, half), 0.5),
      unit: "times",
      target: { atMost: 1.5 },
      note: "that it doesn't grow",
    },
    {
      name: "never on a board",
      value: total - lags.length,
      unit: "messages",
      target: { atMost: 0 },
    },
    {
      name: "memory of the cloud's processes",
      value: (after.residentBytes - before.residentBytes) / 1e6,
      unit: "MB more",
      note: `${megabytes(before.residentBytes)} to ${megabytes(after.residentBytes)} MB resident, without the table's engine`,
    },
    ...(grown ?? []),
    {
      name: "processor",
      value: (after.cpuMs - before.cpuMs) / total,
      unit: "ms/message",
      note: "of its processes, without the table's engine",
    },
  ];
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

function growth(warm: ProcessUsage, end: ProcessUsage): Figure[] {
  const figure = (name: string, from: number, to: number): Figure => ({
    name: `${name} at the end against that after a third`,
    value: to / from,
    unit: "times",
    target: { atMost: 1.1 },
    note: `${megabytes(from)} to ${megabytes(to)} MB, garbage collected`,
  });
  return [
    figure("memory in use", warm.inUseBytes, end.inUseBytes),
    figure("memory resident", warm.residentBytes, end.residentBytes),
  ];
}

/** One more time than the version before it in its unit. */
function messageOf({ unit, competitors }: Field, version: number, atMs: number): Uint8Array {
  const timed = (version - 1) % competitors.length;
  const entries = competitors.map((competitor, index) => {
    const since = version - ((timed - index + competitors.length) % competitors.length);
    const entry = { competitor, bib: String(index + 1), startOrder: index + 1 };
    return since > 0 ? { ...entry, mark: { timeMs: timeOf(since) } } : entry;
  });
  const header = {
    competition: "OWG2026",
    timeZone: "Europe/Rome",
    source: "BENCH",
    version,
    at: new Date(atMs).toISOString(),
  };
  return encodeResult(header, { id: unit, entries }, "LIVE", new Map());
}

const timeOf = (version: number): number => 90_000 + version * 10;

/** Notes for each message when the board of its event first shows its version, or a newer one. */
async function watch(
  cloud: BenchCloud,
  fields: readonly Field[],
  sent: readonly Sent[],
  over: AbortSignal,
): Promise<void> {
  const client = openReader({
    endpoint: cloud.table.endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const shown = fields.map(() => FIRST_VERSION - 1);
  const etags = fields.map(() => "");
  while (!over.aborted) {
    for (const [index, { event }] of fields.entries()) {
      const stored = await readBoard(client, cloud.table.name, `events/${event}`);
      if (stored === undefined || stored.etag === etags[index]) continue;
      etags[index] = stored.etag;
      const version = newest(JSON.parse(decompress(stored.body)) as EventBoard);
      for (let seen = (shown[index] ?? 0) + 1; seen <= version; seen++) {
        const one = sent[(seen - FIRST_VERSION) * fields.length + index];
        if (one !== undefined) one.boardMs = performance.now();
      }
      shown[index] = Math.max(shown[index] ?? 0, version);
    }
    await wait(LOOK_EVERY_MS);
  }
  client.destroy();
}

function newest(board: EventBoard): number {
  const times = board.phases.flatMap(({ units }) =>
    units.flatMap(({ entries }) =>
      entries.map(({ mark }) => (mark as { timeMs?: number } | null)?.timeMs ?? 0),
    ),
  );
  return Math.round((Math.max(90_000, ...times) - 90_000) / 10);
}
