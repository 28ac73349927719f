import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { waitMs } from "./rhythm.ts";

const RHYTHM_SECONDS = 6;
const PAGES = 5_000;

/** By tenth of a second, how many of a crowd that began in one moment ask between two instants. */
function asked(fromMs: number, toMs: number): number[] {
  const counts = new Array<number>((toMs - fromMs) / 100).fill(0);
  for (let page = 0; page < PAGES; page++) {
    const everyMs = waitMs({ nextPollSeconds: RHYTHM_SECONDS, quietMs: 0 }, page / PAGES);
    for (let atMs = Math.ceil(fromMs / everyMs) * everyMs; atMs < toMs; atMs += everyMs) {
      const slot = Math.floor((atMs - fromMs) / 100);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

describe("a crowd that begins in one moment", () => {
  it("asks at any other within a minute: no tenth of a second has much more than twice its share", () => {
    const counts = asked(60_000, 120_000);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(Math.max(...counts)).toBeLessThan(2.5 * mean);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

it("no page waits longer than its board says, nor asks faster than a crowd may, whatever it says", () => {
  const pace = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(3_600), fc.integer({ max: 0 }), pace, (nextPollSeconds, quietMs, own) => {
      const waitedMs = waitMs({ nextPollSeconds, quietMs }, own);
      expect(waitedMs).toBeGreaterThanOrEqual(1_000);
      expect(waitedMs).toBeLessThanOrEqual(Math.max(1_000, nextPollSeconds * 1_000));
    }),
  );
});

it("whatever is expected or not, a page looks every few minutes, and not in between", () => {
  const pace = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const quietMs = fc.integer({ min: 300_000, max: 1_000_000_000 });
  fc.assert(
    fc.property(quietMs, pace, fc.option(fc.nat(60)), (quiet, own, nextPollSeconds) => {
      const waitedMs = waitMs({ nextPollSeconds, quietMs: quiet }, own);
      expect(waitedMs).toBeGreaterThanOrEqual(240_000);
      expect(waitedMs).toBeLessThanOrEqual(300_000);
    }),
  );
});
