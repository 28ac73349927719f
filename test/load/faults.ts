/** What breaks, and what a fan sees of it: a crowd polls live boards through an edge before, during and after. */
import { setTimeout as wait } from "node:timers/promises";
import { FRESHNESS } from "@podium/core/board/freshness.ts";
import { type Figure, percentile } from "../bench/support.ts";
import { CODINGS, type Seen } from "./crowd.ts";
import type { EdgeName } from "./edges/edge.ts";
import { judge, type Verdict, violationsOf } from "./judge.ts";
import { edgesOf, type LoadOptions, withEach } from "./options.ts";
import type { Origin } from "./origin.ts";
import { boardOf, fieldsOf, Marks, pulseOf, RemoteCrowd, startOrigin } from "./scene.ts";
import type { TappedEdge } from "./tap.ts";

/** A fault takes its time: the others have to be asked for. */
const EDGE = ["varnish"] as const;
const EVENTS = 5;
const FANS = 500;
const POLLS_PER_SECOND = 1_000;
const MARKS_PER_SECOND = 5;
const BEFORE_SECONDS = 6;
const AFTER_SECONDS = 15;
/** On a shared machine, from acknowledged to every fan: projector, reader's memory, edge. */
const USUAL_MS = 6_000;
/** As many polls as there are marks to wait for, and then it counts as lost. */
const SETTLED_MS = 20_000;

const fields = fieldsOf(EVENTS);
const paths = fields.flatMap((field) => [boardOf(field), pulseOf(field)]);

interface Fault {
  seconds: number;
  start(origin: Origin, edge: TappedEdge): Promise<void>;
  end(origin: Origin, edge: TappedEdge): Promise<void>;
  /** More to say of it. */
  more?(what: Suffered): Figure[];
}

interface Suffered {
  edge: EdgeName;
  seen: Seen;
  verdict: Verdict;
  /** Requests that reached the API while it lasted. */
  originRequests: number;
  seconds: number;
}

const KILLED: Fault = {
  seconds: 30,
  async start(origin, { tap }) {
    await origin.kill();
    await tap.down();
  },
  async end(origin, { tap }) {
    await origin.start();
    await tap.up(origin.apiUrl);
  },
};

const THROTTLED: Fault = {
  seconds: 20,
  start: (origin) => origin.throttle(true),
  end: (origin) => origin.throttle(false),
};

const PROJECTOR_STOPPED: Fault = {
  seconds: 60,
  start: (origin) => origin.stopProjector(),
  end: (origin) => origin.startProjector(),
};

/** Longer than a TTL: each fetch overlaps the next moment that one is due. */
const DELAY_MS = 3_000;

/** Each copy once in its time. */
const FETCHES_PER_SECOND = EVENTS * (1 / FRESHNESS.live.edge + 1 / FRESHNESS.pulse.edge);

const SLOW: Fault = {
  seconds: 20,
  start: async (_, { tap }) => tap.delay(DELAY_MS),
  end: async (_, { tap }) => tap.delay(0),
  more: ({ edge, originRequests, seconds }) => [
    {
      name: `${edge}: requests to the API, per copy and TTL`,
      value: originRequests / (seconds * FETCHES_PER_SECOND * CODINGS.length),
      unit: "requests",
      target: { atMost: 1 },
      note: `${originRequests} for ${paths.length} boards in ${CODINGS.length} codings; each is answered after ${DELAY_MS / 1000} s`,
    },
  ],
};

export const originKilled = (options: LoadOptions): Promise<Figure[]> => suffer(options, KILLED);
export const tableThrottled = (options: LoadOptions): Promise<Figure[]> => suffer(options, THROTTLED);
export const projectorStopped = (options: LoadOptions): Promise<Figure[]> =>
  suffer(options, PROJECTOR_STOPPED);
export const slowOrigin = (options: LoadOptions): Promise<Figure[]> => suffer(options, SLOW);

async function suffer(options: LoadOptions, fault: Fault): Promise<Figure[]> {
  const { seconds = fault.seconds } = options;
  const origin = await startOrigin(fields);
  let first: number | undefined;
  try {
    return await withEach(
      edgesOf(options, EDGE),
      () => origin.apiUrl,
      async (edge, name) => {
        const { url, tap } = edge;
        const crowd = await RemoteCrowd.start({ url, paths, fans: FANS, perSecond: POLLS_PER_SECOND });
        const startedMs = performance.now();
        const marks = new Marks(origin, fields, MARKS_PER_SECOND, first);
        await wait(BEFORE_SECONDS * 1000);
        const before = tap.requests();
        await fault.start(origin, edge);
        await wait(seconds * 1000);
        const originRequests = tap.requests() - before;
        const endedSecond = Math.floor((performance.now() - startedMs) / 1000);
        await fault.end(origin, edge);
        await wait(AFTER_SECONDS * 1000);
        await marks.stop();
        first = marks.first;
        await allSeen(crowd, origin, marks);
        const seen = await crowd.stop();
        const verdict = judge(seen, await origin.ledger(), marks.taken);
        const { deadLetters } = await origin.figures();
        const suffered = { edge: name, seen, verdict, originRequests, seconds };
        return [
          ...seenByFans(suffered, endedSecond),
          {
            name: `${name}: marks lost`,
            value: verdict.unseen,
            unit: "marks",
            target: { atMost: 0 },
            note: `${marks.taken.length} were acknowledged; ${deadLetters} dead letters`,
          },
          ...(fault.more?.(suffered) ?? []),
        ];
      },
    );
  } finally {
    await origin.stop();
  }
}

/** Until every mark is on a board that some fan saw; bounded. */
async function allSeen(crowd: RemoteCrowd, origin: Origin, { taken }: Marks): Promise<void> {
  const untilMs = performance.now() + SETTLED_MS;
  while (performance.now() < untilMs) {
    if (judge(await crowd.seen(), await origin.ledger(), taken).unseen === 0) return;
    await wait(500);
  }
}

function seenByFans({ edge, seen, verdict, seconds }: Suffered, endedSecond: number): Figure[] {
  const { ageMs } = verdict;
  const failed = Object.values(seen.failures).reduce((sum, count) => sum + count, 0);
  const late = ageMs.findLastIndex((age, second) => second >= endedSecond && age > USUAL_MS);
  return [
    {
      name: `${edge}: errors that fans saw`,
      value: failed,
      unit: "requests",
      target: { atMost: 0 },
      note: `of ${seen.requests} in all; ${seconds} s of it broken; ${JSON.stringify(seen.failures)}`,
    },
    {
      name: `${edge}: wrong, unknown or older than before`,
      value: violationsOf(verdict),
      unit: "answers",
      target: { atMost: 0 },
      note: JSON.stringify(verdict.violations),
    },
    {
      name: `${edge}: oldest view`,
      value: Math.max(0, ...ageMs.filter(Number.isFinite)) / 1000,
      unit: "s",
      note: `since the oldest mark that it doesn't show was acknowledged; before the fault ${(Math.max(0, ...ageMs.slice(0, BEFORE_SECONDS).filter(Number.isFinite)) / 1000).toFixed(1)} s`,
    },
    {
      name: `${edge}: recovered after`,
      value: late === -1 ? 0 : late + 1 - endedSecond,
      unit: "s",
      note: `all views younger than ${USUAL_MS / 1000} s again; latency p50 ${seen.latencyMs.p50}, p99 ${seen.latencyMs.p99}, max ${seen.latencyMs.max} ms`,
    },
  ];
}

const RECONNECTING = 10_000;

/** Everyone loses the connection in the same moment, and comes back in the same moment: without the jitter that pages have. */
export async function reconnect(options: LoadOptions): Promise<Figure[]> {
  const origin = await startOrigin(fields);
  try {
    return await withEach(
      edgesOf(options, EDGE),
      () => origin.apiUrl,
      async ({ url, tap }, name) => {
        const crowd = await RemoteCrowd.start({ url, paths, fans: RECONNECTING, perSecond: 5_000 });
        await wait(2 * BEFORE_SECONDS * 1000);
        const before = tap.requests();
        const { waitedMs, failed } = await crowd.reconnect();
        const reached = tap.requests() - before;
        const seen = await crowd.stop();
        const verdict = judge(seen, await origin.ledger(), []);
        return [
          {
            name: `${name}: ${RECONNECTING} clients come back at once, unanswered`,
            value: failed,
            unit: "requests",
            target: { atMost: 0 },
            note: `${violationsOf(verdict)} wrong or older than before`,
          },
          {
            name: `${name}: all have an answer after`,
            value: Math.max(...waitedMs) / 1000,
            unit: "s",
            note: `connection included: p50 ${percentile(waitedMs, 0.5).toFixed(0)}, p99 ${percentile(waitedMs, 0.99).toFixed(0)} ms`,
          },
          {
            name: `${name}: of them reached the API`,
            value: reached,
            unit: "requests",
            note: `${paths.length} boards in ${CODINGS.length} codings`,
          },
        ];
      },
    );
  } finally {
    await origin.stop();
  }
}
