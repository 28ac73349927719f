import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bucket, Buckets, take } from "./rate.ts";

const rates = fc.record({
  perSecond: fc.integer({ min: 1, max: 1_000 }),
  burst: fc.integer({ min: 1, max: 2_000 }),
});
/** Milliseconds since the last request, and how many messages it has. */
const requests = (most: number) =>
  fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: most })), { maxLength: 200 });

describe("a key's rate", () => {
  it("lets through no more than the burst and what time has brought, over any span", () => {
    fc.assert(
      fc.property(rates, requests(5), (rate, list) => {
        let bucket: Bucket | undefined;
        let nowMs = 1_000_000;
        const passed: { atMs: number; count: number }[] = [];
        for (const [waitMs, count] of list) {
          nowMs += waitMs;
          const grant = take(bucket, { ...rate, burst: rate.burst + 5 }, nowMs, count);
          bucket = grant.bucket;
          if (grant.allowed) passed.push({ atMs: nowMs, count });
        }
        for (const [from, { atMs: startMs }] of passed.entries()) {
          let sum = 0;
          for (const { atMs, count } of passed.slice(from)) {
            sum += count;
            expect(sum * 1_000).toBeLessThanOrEqual(
              (rate.burst + 5) * 1_000 + rate.perSecond * (atMs - startMs),
            );
          }
        }
      }),
    );
  });

  it("lets a request pass at the time that it named, if nobody else took its place", () => {
    fc.assert(
      fc.property(rates, requests(3_000), (rate, list) => {
        let bucket: Bucket | undefined;
        let nowMs = 0;
        for (const [waitMs, count] of list) {
          nowMs += waitMs;
          const grant = take(bucket, rate, nowMs, count);
          bucket = grant.bucket;
          if (grant.allowed) continue;
          expect(grant.retryAfterSeconds).toBeGreaterThan(0);
          const later = take(bucket, rate, nowMs + grant.retryAfterSeconds * 1_000, count);
          expect(later.allowed).toBe(true);
        }
      }),
    );
  });

  it("lets a body of more messages than the burst pass once, and has it paid back", () => {
    const rate = { perSecond: 10, burst: 100 };
    const first = take(undefined, rate, 0, 300);
    expect(first.allowed).toBe(true);
    expect(take(first.bucket, rate, 0)).toMatchObject({ allowed: false, retryAfterSeconds: 21 });
    expect(take(first.bucket, rate, 20_000)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(take(first.bucket, rate, 20_100)).toMatchObject({ allowed: true });
  });

  it("is not changed by a clock that goes back", () => {
    const rate = { perSecond: 1, burst: 1 };
    const { bucket } = take(undefined, rate, 10_000);
    const back = take(bucket, rate, 0);
    expect(back.allowed).toBe(false);
    expect(take(back.bucket, rate, 10_999).allowed).toBe(false);
    expect(take(back.bucket, rate, 11_000).allowed).toBe(true);
  });

  it("of one key is not used up by another", () => {
    const buckets = new Buckets();
    const rate = { perSecond: 1, burst: 1 };
    expect(buckets.take("a", rate, 0)).toEqual({ allowed: true, retryAfterSeconds: 0 });
    expect(buckets.take("a", rate, 0)).toEqual({ allowed: false, retryAfterSeconds: 1 });
    expect(buckets.take("b", rate, 0).allowed).toBe(true);
  });
});
