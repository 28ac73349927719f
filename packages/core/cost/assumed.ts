/** What no replay and no simulation can tell: each with its unit and its reason, and each one in the sensitivity table. */
export interface Assumption {
  value: number;
  unit: string;
  why: string;
}

export const ASSUMPTIONS = {
  headerBytes: {
    value: 424,
    unit: "bytes before a body",
    why: "`npm run size -- --boards`: the first answer of a connection; AWS's example of a log has the same bytes for the later ones",
  },
  notModifiedBytes: { value: 383, unit: "bytes a 304", why: "the same, without what belongs to a body" },
  wireShare: { value: 0.05, unit: "of what is sent", why: "TLS records, frames, handshakes" },
  brotliShare: {
    value: 0.97,
    unit: "of requests",
    why: "every browser since 2017; the others are sent gzip",
  },
  appBytesFactor: {
    value: 1,
    unit: "times the first visit",
    why: "each device's is that of a large event: no other page has as many flags, or brings more",
  },
  readMs: {
    value: 10,
    unit: "ms a request",
    why: "billed for a board: the handler takes below 1 ms, one GetItem in the same region a few",
  },
  tableReadShare: {
    value: 1,
    unit: "of requests that reach the API",
    why: "a reader remembers a board for a second, but requests behind two caches come further apart",
  },
  itemBytes: { value: 500, unit: "bytes a board", why: "keys, tags and versions beside the body" },
  slowness: {
    value: 2,
    unit: "times the measured ms",
    why: "a table in the network instead of on loopback, half a core instead of a whole one",
  },
  feedBodyBytes: { value: 3_000, unit: "bytes a message", why: "an ODF document of one unit, compressed" },
  queueRequests: { value: 3, unit: "a message", why: "sent, received, deleted; batches would need fewer" },
  pathsPerTag: {
    value: 2,
    unit: "paths a tag",
    why: "cache tags are off until the provider knows them (docs/decisions/0010): an event is two paths",
  },
  functionLogBytes: {
    value: 400,
    unit: "bytes a run",
    why: "Lambda's own lines START, END, REPORT; our readers write none of their own",
  },
  gatewayLogBytes: { value: 600, unit: "bytes a request", why: "SST's access log, one JSON object" },
  accessLogBytes: { value: 400, unit: "bytes a request", why: "33 fields of the edge's log as text" },
  parquetRatio: { value: 0.15, unit: "of the text", why: "columns, compressed" },
  consoleUsers: { value: 500, unit: "users a month", why: "scorers, editors, admins of 16 sports" },
  customMetrics: {
    value: 100,
    unit: "metrics",
    why: "some 30 of our own, 8 of the fans' distribution, those of the API by route",
  },
} as const satisfies Record<string, Assumption>;

export type Assumed = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;

export const ASSUMED: Assumed = Object.fromEntries(
  Object.entries(ASSUMPTIONS).map(([name, { value }]) => [name, value]),
) as Assumed;
