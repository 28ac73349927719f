/** What is remembered of each message of a feed: where it came from, and what became of it. */
export const FORMATS = ["odf", "ndjson"] as const;
export type Format = (typeof FORMATS)[number];

/**
 * - `taken`: stored and on its way. It stays so while the queue or the table can't be had.
 * - `applied`: its content counts, or counted until a newer version came.
 * - `ignored`: a newer version of the document was there first.
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
}

/** `waiting`: our own side, or the feed's, isn't as far yet. */
export const CHECK_STATES = ["equal", "different", "waiting"] as const;
export type CheckState = (typeof CHECK_STATES)[number];

export const dayOf = (instant: string): string => instant.slice(0, 10);
