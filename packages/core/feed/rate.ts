/**
 * A token bucket in whole thousandths of a message, so that nothing is rounded.
 *
 * The buckets of the keys live in the memory of one warm process: N instances let through up to N times a key's rate
 * between them. That is enough for what the rate is for, that a feed gone wild can't take everything; what a source may
 * send in all is bounded by the concurrency that is reserved for the function.
 */
export interface Rate {
  /** Messages a second in the long run; a whole number above 0. */
  perSecond: number;
  /** Messages at once after a silence; a whole number above 0. */
  burst: number;
}

export interface Bucket {
  /** Thousandths of a message. Below 0 after a body of more messages than the burst: the time for them is paid back. */
  milli: number;
  atMs: number;
}

export interface Grant {
  allowed: boolean;
  /** When the same may be asked again, rounded up; 0 where it was allowed. */
  retryAfterSeconds: number;
  bucket: Bucket;
}

/**
 * What becomes of the bucket when `count` messages want to pass. More messages than the burst pass when the bucket is full.
 * @param bucket undefined for a key that was not seen before: it is full then
 */
export function take(bucket: Bucket | undefined, rate: Rate, nowMs: number, count = 1): Grant {
  const full = rate.burst * 1_000;
  // A clock that goes back gives nothing, and takes nothing away.
  const passedMs = bucket === undefined ? 0 : Math.max(0, nowMs - bucket.atMs);
  const milli = bucket === undefined ? full : Math.min(full, bucket.milli + passedMs * rate.perSecond);
  const atMs = bucket === undefined ? nowMs : Math.max(nowMs, bucket.atMs);
  const need = Math.min(full, count * 1_000);
  if (milli >= need) {
    return { allowed: true, retryAfterSeconds: 0, bucket: { milli: milli - count * 1_000, atMs } };
  }
  const retryAfterSeconds = Math.ceil((need - milli) / rate.perSecond / 1_000);
  return { allowed: false, retryAfterSeconds, bucket: { milli, atMs } };
}

/** The buckets of a warm process, by key id. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  take(keyId: string, rate: Rate, nowMs: number, count = 1): Omit<Grant, "bucket"> {
    const { bucket, ...answer } = take(this.#buckets.get(keyId), rate, nowMs, count);
    this.#buckets.set(keyId, bucket);
    return answer;
  }
}
