import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beyond, EDGE, GATEWAY, REGIONS, type Tier, tiered } from "./prices.ts";

const amount = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e7, noNaN: true }));
const sheets: readonly (readonly [string, readonly Tier[]])[] = [
  ...REGIONS.map((region) => [`transfer in ${region}`, EDGE.transfer[region]] as const),
  ["requests of the API", GATEWAY.requests],
];

describe.each(sheets)("%s", (_, tiers) => {
  it("costs no less for more, and no more a piece", () => {
    fc.assert(
      fc.property(amount, amount, (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(tiered(more, tiers)).toBeGreaterThanOrEqual(tiered(less, tiers));
        if (less > 0)
          expect(tiered(more, tiers) / more).toBeLessThanOrEqual((tiered(less, tiers) / less) * (1 + 1e-9));
      }),
    );
  });

  it("has no step at the end of a tier", () => {
    for (const { upTo, usd } of tiers.slice(0, -1)) {
      const step = tiered(upTo + 1e-6, tiers) - tiered(upTo, tiers);
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThanOrEqual(usd * 2e-6);
    }
  });

  it("has tiers in order, the last without an end", () => {
    const ends = tiers.map(({ upTo }) => upTo);
    expect(ends).toEqual(ends.toSorted((left, right) => left - right));
    expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });
});

it("charges 10 TB of transfer in Europe at 0.085 and the next 5 at 0.080", () => {
  expect(tiered(15_000, EDGE.transfer.eu)).toBeCloseTo(850 + 400, 6);
});

it("gives away what is free, and never more", () => {
  fc.assert(
    fc.property(amount, amount, (used, free) => {
      expect(beyond(used, free)).toBe(used <= free ? 0 : used - free);
    }),
  );
});

it("names a source for every sheet, and calls unsure only what is on it", () => {
  const sheet: { source: string; unsure: readonly string[] } & Record<string, unknown> = EDGE;
  expect(sheet.source).toMatch(/cloudfront/i);
  for (const name of sheet.unsure) expect(sheet).toHaveProperty(name);
});
