/**
 * What the cost model takes from measurements, and nothing that is assumed. `measured.json` keeps the last of each group;
 * whoever measures again hands over a file with some of the groups, or some fields of them, and those replace what was there.
 */
import { z } from "zod";
import { PodiumError } from "../errors.ts";
import { BOARD_KINDS } from "./kind.ts";
import kept from "./measured.json" with { type: "json" };

/** Those that run for what a feed sends: by the message, by the document, and behind the table's stream. */
export const FUNCTIONS = ["ingest", "applier", "projector", "publisher"] as const;

const share = z.number().min(0).max(1);
const amount = z.number().min(0);
const Kind = z.enum(BOARD_KINDS);
const RequestKind = z.enum([...BOARD_KINDS, "app", "update"]);

/** Where a group's figures come from. */
const How = z.object({
  /** Of the measurement, YYYY-MM-DD. */
  date: z.iso.date(),
  machine: z.string().min(1),
  command: z.string().min(1),
  /** What else must be known to read the figures. */
  note: z.string().optional(),
});

/** Mean bytes of a body, over the versions that were published. */
const Bytes = z.object({ jsonBytes: amount, gzipBytes: amount, brotliBytes: amount });

/** Of one message of a feed: how often a function ran for it, and for how long. Both well below 1 where batches are large. */
const Work = z.object({ invocations: amount, ms: amount });

/** How the crowd's requests for boards meet the caches. */
const Edge = z.object({
  how: How,
  /** Requests that leave neither edge location nor regional cache. */
  hitRatio: share,
  /** Answers without a body, 304, of all answers. */
  notModifiedShare: share,
  /** Of a thousand, those that reach the API where one more cache stands before it. */
  originPer1000: z.number().min(0).max(1000),
});

const Requests = z.object({
  how: How,
  /**
   * Of all requests; what is left to 1 counts as the mean of the others. `app`: all that brings the app onto a device;
   * `update`: whether there is a newer one, asked once a visit.
   */
  shares: z.partialRecord(RequestKind, share),
});

const Guidance = z.object({
  how: How,
  /** Requests with the boards' own guidance, as a share of those of the policy `against`. */
  requestShare: share,
  against: z.string().min(1),
  /** … as a share of those of pages that keep the same rhythm while nobody sees them. */
  plainShare: share,
  /** As in `edge` and `requests`, with guidance: what is left out is mostly what would have been answered with 304. */
  hitRatio: share,
  notModifiedShare: share,
  originPer1000: z.number().min(0).max(1000),
  shares: z.partialRecord(RequestKind, share),
});

export const Measured = z.strictObject({
  boards: z.object({ how: How, kinds: z.record(Kind, Bytes) }),
  requests: Requests,
  edge: Edge,
  guidance: Guidance,
  /** Of one message of a feed. */
  pipeline: z.object({
    how: How,
    writeUnits: amount,
    readUnits: amount,
    /** Records of the table's stream that reach a function. */
    streamRecords: amount,
    /** What stays in the table and its indexes. */
    tableBytes: amount,
    functions: z.record(z.enum(FUNCTIONS), Work),
  }),
  /** Paths and tags of a whole Games. */
  invalidations: z.object({ how: How, paths: amount }),
  /** A device's first visit, without boards: what the page asks for and what is kept on the device, in bytes as sent. */
  app: z.object({
    how: How,
    visitBytes: amount,
    visitRequests: z.number().min(1),
    /** Of these, documents and whatever else runs the edge's function. */
    visitRuns: z.number().min(1),
  }),
});

export type Measured = z.infer<typeof Measured>;
export type RequestShares = Measured["requests"]["shares"];

/** Some groups, some fields of each. */
const { shape } = Measured;
const Measurement = z.strictObject({
  boards: z
    .object({ how: How, kinds: z.partialRecord(Kind, Bytes) })
    .partial()
    .optional(),
  requests: shape.requests.partial().optional(),
  edge: shape.edge.partial().optional(),
  guidance: shape.guidance.partial().optional(),
  pipeline: shape.pipeline.partial().optional(),
  invalidations: shape.invalidations.partial().optional(),
  app: shape.app.partial().optional(),
});

export type Measurement = z.infer<typeof Measurement>;

/** What `measured.json` keeps. */
export const KEPT: Measured = Measured.parse(kept);

/**
 * @param measurements as read from files, later ones before earlier ones
 * @throws PodiumError MEASUREMENT_INVALID, with the path of the field
 */
export function withMeasurements(base: Measured, measurements: readonly unknown[]): Measured {
  return measurements.reduce<Measured>((known, measurement) => merge(known, parsed(measurement)), base);
}

function parsed(measurement: unknown): Measurement {
  const result = Measurement.safeParse(measurement);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") || "measured";
  const rule = issue?.message ?? "has the form of a measurement";
  throw new PodiumError({ code: "MEASUREMENT_INVALID", detail: `${field}: ${rule}`, field, rule });
}

function merge(known: Measured, fresh: Measurement): Measured {
  const boards = { ...known.boards, ...fresh.boards };
  return Measured.parse({
    ...Object.fromEntries(
      Object.entries(known).map(([group, values]) => [
        group,
        { ...values, ...fresh[group as keyof Measurement] },
      ]),
    ),
    boards: { ...boards, kinds: { ...known.boards.kinds, ...fresh.boards?.kinds } },
  });
}
