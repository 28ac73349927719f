/** What is remembered of each message of a feed: where it came from, and what became of it. */
import type { FeedKind } from "../results/sources.ts";

export const FORMATS = ["odf", "ndjson"] as const;
export type Format = (typeof FORMATS)[number];

/** What comes fact by fact comes from where the clocks are. */
export const kindOf = (format: Format): FeedKind => (format === "odf" ? "odf" : "timing");

/**
 * - `taken`: stored and on its way. It stays so while the queue or the table can't be had.
 * - `applied`: its content counts, or counted until a newer version came or another source took charge.
 * - `ignored`: a newer version of the document was there first, or it was taken back while it was held.
 * - `held`: it waits for something that isn't known yet, or for its source to be in charge.
 * - `rejected`: it breaks a rule; `code`, `field` and `rule` say which.
 * - `dead`: it failed again and again for a reason that is ours; `detail` says what is known.
 * - `discarded`: a person took it out.
 */
export const STATES = ["taken", "applied", "ignored", "held", "rejected", "dead", "discarded"] as const;
export type State = (typeof STATES)[number];

export interface MessageRecord {
  /** The key that it came with. */
  source: string;
  message: string;
  format: Format;
  state: State;
  /** Wall clock, ISO 8601 UTC. */
  receivedAt: string;
  /** Of the body, unpacked. */
  bytes: number;
  /** Of the body: tells a mended message from the one that was rejected. */
  digest: string;
  /** Of one lane, one after the other. The unit, where it is about one. */
  lane: string;
  /** The document that it is a version of; absent where it could not be read. */
  document?: string;
  /** In words: type, code, source … */
  identity?: string;
  version?: number;
  /** The sender's clock. */
  sentAt?: string;
  /** When the present state began. */
  settledAt?: string;
  code?: string;
  field?: string;
  rule?: string;
  detail?: string;
  waitsFor?: string;
  /** Of a body of many lines: how many. */
  lines?: number;
  /** Of a body of many lines: events that they speak of, a few. */
  events?: readonly string[];
}

/** `waiting`: our own side, or the feed's, isn't as far yet. */
export const CHECK_STATES = ["equal", "different", "waiting"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** Lanes of what is about a unit or event end with its RSC. */
export const unitOfLane = (lane: string): string | undefined =>
  /[A-Z]{3}[A-Z-][A-Z0-9.-]{30}$/.exec(lane)?.[0];

export const dayOf = (instant: string): string => instant.slice(0, 10);
