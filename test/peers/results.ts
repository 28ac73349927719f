/**
 * Facts in the relational table, the order of each race in a sorted set, the answer in a cache: what a server of the usual
 * design does between a request and its stores.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { EventBoard, EventBoardEntry, EventBoardUnit } from "@podium/core/results/projections/event.ts";
import type { Pool, Redis } from "./drivers.ts";

export const CACHE_SECONDS = 10;

export interface MarkOf {
  unit: string;
  athlete: string;
  at: string;
  startedAt?: string;
  timeMs?: number;
  irm?: string;
}

/** As the event's board, as far as a race against the clock of one run needs it and these stores know it. */
export interface Answer {
  updatedAt: string;
  event: EventBoard["event"];
  phases: {
    name: string;
    status: string;
    units: (Pick<EventBoardUnit, "rsc" | "name" | "status" | "start" | "end" | "venue"> & {
      entries: Pick<
        EventBoardEntry,
        "competitor" | "bib" | "startOrder" | "mark" | "irm" | "rank" | "rankEqual" | "gapMs"
      >[];
    })[];
  }[];
  standings: Omit<EventBoard["standings"][number], "medalNow">[];
}

export interface Cached {
  etag: string;
  gzipped: Buffer;
}

export interface Results {
  /** Undefined where there is no such event. */
  read(event: string): Promise<Cached | undefined>;
  /** False for what a later mark has replaced already. */
  mark(event: string, mark: MarkOf): Promise<boolean>;
  /** Statements that read the relational tables so far. */
  databaseReads(): number;
}

interface EventRow {
  id: string;
  rsc: string;
  name: string;
  gender: string;
  discipline_code: string;
  discipline_name: string;
  unit: string;
  phase: string;
  unit_name: string;
  status: EventBoardUnit["status"];
  starts_at: Date;
  ends_at: Date;
  venue: string;
}

interface EntryRow {
  id: string;
  name: string;
  noc: string;
  bib: string | null;
  start_order: number | null;
  started_at: Date | null;
  irm: string | null;
}

const EVENT = {
  name: "event",
  text: `SELECT e.*, u.rsc AS unit, u.phase, u.name AS unit_name, u.status, u.starts_at, u.ends_at, u.venue
    FROM events e JOIN units u ON u.event = e.id WHERE e.id = $1`,
};
const ENTRIES = {
  name: "entries",
  text: `SELECT a.id, a.name, a.noc, n.bib, n.start_order, n.started_at, n.irm
    FROM units u JOIN entries n ON n.unit = u.rsc JOIN athletes a ON a.id = n.athlete
    WHERE u.event = $1 ORDER BY n.irm, n.start_order`,
};
const MARK = {
  name: "mark",
  text: `UPDATE entries SET started_at = $3, time_ms = $4, irm = $5, marked_at = $6
    WHERE unit = $1 AND athlete = $2 AND (marked_at IS NULL OR marked_at <= $6)`,
};

const compress = promisify(gzip);

/** `deletes`: each mark deletes the cached answer of its event, instead of leaving it to its ten seconds. */
export function createResults(pool: Pool, redis: Redis, { deletes }: { deletes: boolean }): Results {
  const filling = new Map<string, Promise<Cached | undefined>>();
  let databaseReads = 0;

  async function compose(event: string): Promise<Answer | undefined> {
    databaseReads += 2;
    const [events, entries, order] = await Promise.all([
      pool.query<EventRow>({ ...EVENT, values: [event] }),
      pool.query<EntryRow>({ ...ENTRIES, values: [event] }),
      redis.zrange(orderKey(event), 0, -1, "WITHSCORES"),
    ]);
    const [row] = events.rows;
    return row && answerOf(row, ranked(order, entries.rows));
  }

  async function renew(event: string): Promise<Cached | undefined> {
    const answer = await compose(event);
    if (answer === undefined) return undefined;
    const text = JSON.stringify(answer);
    const etag = `"${createHash("sha1").update(text).digest("base64url")}"`;
    const gzipped = await compress(text);
    const key = cacheKey(event);
    await redis.multi().hset(key, { etag, gzipped }).expire(key, CACHE_SECONDS).exec();
    return { etag, gzipped };
  }

  return {
    databaseReads: () => databaseReads,
    async read(event) {
      const [etag, gzipped] = await redis.hmgetBuffer(cacheKey(event), "etag", "gzipped");
      if (etag && gzipped) return { etag: etag.toString(), gzipped };
      // A crowd that misses asks the database once.
      const shared = filling.get(event) ?? renew(event).finally(() => filling.delete(event));
      filling.set(event, shared);
      return shared;
    },
    async mark(event, { unit, athlete, at, startedAt, timeMs, irm }) {
      const values = [unit, athlete, startedAt ?? null, timeMs ?? null, irm ?? null, at];
      const { rowCount } = await pool.query({ ...MARK, values });
      if (rowCount !== 1) return false;
      if (timeMs !== undefined && irm === undefined) await redis.zadd(orderKey(event), timeMs, athlete);
      else await redis.zrem(orderKey(event), athlete);
      if (deletes) await redis.del(cacheKey(event));
      return true;
    },
  };
}

const cacheKey = (event: string): string => `answer:${event}`;
const orderKey = (event: string): string => `order:${event}`;

type Row = Answer["phases"][number]["units"][number]["entries"][number];

/** Those in the sorted set first, equal times on equal ranks; then who has no rank. A time is what the set says it is. */
function ranked(order: readonly string[], entries: readonly EntryRow[]): Row[] {
  const unranked = new Map(entries.map((entry) => [entry.id, entry]));
  const times = order.filter((_, index) => index % 2 === 1).map(Number);
  const first = times[0] ?? 0;
  const rows = times.flatMap((timeMs, index): Row[] => {
    const entry = unranked.get(order[2 * index] ?? "");
    if (entry === undefined) return [];
    unranked.delete(entry.id);
    const rankEqual = times[index - 1] === timeMs || times[index + 1] === timeMs;
    const rank = 1 + times.indexOf(timeMs);
    return [{ ...rowOf(entry, timeMs), rank, rankEqual, gapMs: timeMs - first }];
  });
  return [...rows, ...[...unranked.values()].map((entry) => rowOf(entry))];
}

function rowOf({ id, name, noc, bib, start_order, started_at, irm }: EntryRow, timeMs?: number): Row {
  const mark = {
    ...(started_at && { startAt: started_at.toISOString() }),
    ...(timeMs !== undefined && { timeMs }),
  };
  return {
    competitor: { id, name, noc },
    bib,
    startOrder: start_order,
    mark: Object.keys(mark).length === 0 && irm === null ? null : mark,
    irm,
    rank: null,
    rankEqual: false,
  };
}

function answerOf(row: EventRow, entries: Row[]): Answer {
  const { id, rsc, name, gender, status } = row;
  const start = row.starts_at.toISOString();
  const unit = { rsc: row.unit, name: row.unit_name, status, start, end: row.ends_at.toISOString() };
  return {
    updatedAt: new Date().toISOString(),
    event: {
      id,
      rsc,
      name,
      discipline: { code: row.discipline_code, name: row.discipline_name },
      gender,
      status,
      start,
    },
    phases: [{ name: row.phase, status, units: [{ ...unit, venue: row.venue, entries }] }],
    standings: entries
      .filter(({ rank, irm }) => rank !== null || irm !== null)
      .map(({ rank, rankEqual, competitor, mark, irm, gapMs }) => ({
        rank,
        rankEqual,
        competitor,
        result: mark?.timeMs === undefined ? null : { timeMs: mark.timeMs },
        irm,
        ...(gapMs !== undefined && { gapMs }),
        medal: null,
      })),
  };
}
