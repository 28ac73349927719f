import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PodiumError } from "../errors.ts";
import { ASSUMED, type Assumed } from "./assumed.ts";
import { KEPT, type Measured } from "./measured.ts";
import { AS_BUILT, costOf, type Design, type Inputs, PARTS } from "./model.ts";
import { REGIONS } from "./prices.ts";
import { type SCENARIOS, scenario, scenarios } from "./scenarios.ts";
import { sensitivity } from "./sensitivity.ts";
import { checkTraffic, EXPECTED, type Traffic } from "./traffic.ts";

const given = { traffic: EXPECTED, measured: KEPT, assumed: ASSUMED };

const traffic: fc.Arbitrary<Traffic> = fc.record({
  requestsPerDay: fc.integer({ min: 0, max: 5_000_000_000 }),
  days: fc.integer({ min: 1, max: 90 }),
  updatesPerSecond: fc.integer({ min: 0, max: 500 }),
  updateHoursPerDay: fc.integer({ min: 0, max: 24 }),
  region: fc.constantFrom(...REGIONS),
});

const design: fc.Arbitrary<Design> = fc.record({
  cached: fc.boolean(),
  guided: fc.boolean(),
  originShield: fc.boolean(),
  firewallAtFans: fc.boolean(),
  flatRate: fc.boolean(),
  pushAll: fc.boolean(),
  livePolls: fc.integer({ min: 1, max: 10 }),
});

const inputs: fc.Arbitrary<Inputs> = fc.record({
  traffic,
  design,
  measured: fc.constant(KEPT),
  assumed: fc.constant(ASSUMED),
});

/** Sums of floats come in another order. */
const rounding = (usd: number): number => Math.max(1, usd) * 1e-9;

describe("a bill", () => {
  it("is the sum of its parts, none of them negative", () => {
    fc.assert(
      fc.property(inputs, (one) => {
        const { totalUsd, parts } = costOf(one);
        const amounts = PARTS.map((part) => parts[part]);
        for (const [index, usd] of amounts.entries()) expect(usd, PARTS[index]).toBeGreaterThanOrEqual(0);
        const sum = amounts.reduce((left, right) => left + right, 0);
        expect(Math.abs(sum - totalUsd)).toBeLessThanOrEqual(rounding(totalUsd));
      }),
    );
  });

  it.each(["requestsPerDay", "updatesPerSecond", "updateHoursPerDay"] as const)(
    "never gets smaller by more %s",
    (field) => {
      fc.assert(
        fc.property(inputs, fc.integer({ min: 0, max: 24 }), (one, more) => {
          const grown = { ...one, traffic: { ...one.traffic, [field]: one.traffic[field] + more } };
          const [before, after] = [costOf(one).totalUsd, costOf(grown).totalUsd];
          expect(after).toBeGreaterThanOrEqual(before - rounding(before));
        }),
      );
    },
  );

  it("never gets smaller by more days within a month", () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 30 }), (one, days) => {
        const lasting = (length: number) =>
          costOf({ ...one, traffic: { ...one.traffic, days: length } }).totalUsd;
        const before = lasting(days);
        expect(lasting(days + 1)).toBeGreaterThanOrEqual(before - rounding(before));
      }),
    );
  });

  it("has no part for fans within what the edge gives away", () => {
    const { parts } = costOf({
      ...given,
      traffic: { ...EXPECTED, requestsPerDay: 500_000 },
      design: AS_BUILT,
    });
    expect(parts.edgeRequests).toBe(0);
    expect(parts.edgeTransfer).toBe(0);
    expect(parts.edgeFunctions).toBe(0);
    expect(parts.invalidations).toBe(0);
  });
});

/** Round figures, so that the bill can be worked out on paper. */
function byHand(): Inputs {
  const kinds = Object.fromEntries(
    Object.keys(KEPT.boards.kinds).map((kind) => [
      kind,
      { jsonBytes: 4_000, gzipBytes: 1_000, brotliBytes: 1_000 },
    ]),
  ) as Measured["boards"]["kinds"];
  const measured: Measured = {
    ...KEPT,
    boards: { ...KEPT.boards, kinds },
    requests: { ...KEPT.requests, shares: { pulse: 1 } },
    edge: { ...KEPT.edge, hitRatio: 0.99, notModifiedShare: 0.5, originPer1000: 1 },
    pipeline: {
      ...KEPT.pipeline,
      writeUnits: 20,
      readUnits: 10,
      tableBytes: 0,
      functions: {
        ingest: { invocations: 1, ms: 100 },
        applier: { invocations: 0, ms: 0 },
        projector: { invocations: 1, ms: 100 },
        publisher: { invocations: 0, ms: 0 },
      },
    },
    invalidations: { ...KEPT.invalidations, paths: 1_500 },
  };
  const assumed: Assumed = {
    ...ASSUMED,
    headerBytes: 1_000,
    notModifiedBytes: 1_000,
    wireShare: 0,
    itemBytes: 500,
    readMs: 10,
    slowness: 1,
    pathsPerTag: 1,
  };
  const traffic: Traffic = {
    requestsPerDay: 101_000_000,
    days: 10,
    updatesPerSecond: 10,
    updateHoursPerDay: 10,
    region: "eu",
  };
  return { traffic, measured, assumed, design: AS_BUILT };
}

it("comes to what the price list says, worked out by hand", () => {
  const { parts, quantities } = costOf(byHand());
  expect(quantities).toMatchObject({
    requests: 1_010_000_000,
    updates: 3_600_000,
    originRequests: 1_010_000,
  });
  // 1,010 million requests, ten of them free, at 0.012 USD per 10,000.
  expect(parts.edgeRequests).toBeCloseTo(1_200, 6);
  // Half of the answers are 1,000 bytes of headers, half are twice that: 1,515 GB, of which 1,000 are free, at 0.085.
  expect(quantities.transferGb).toBeCloseTo(1_515, 6);
  expect(parts.edgeTransfer).toBeCloseTo(515 * 0.085, 6);
  // One in a hundred leaves the regional caches: 10.1 million at 0.009 USD per 10,000.
  expect(parts.originShield).toBeCloseTo(9.09, 6);
  // 1.01 million reach the API at 1 USD a million, run for 10 ms with 1 GB, and read half a unit each.
  expect(parts.gateway).toBeCloseTo(1.01, 6);
  expect(parts.readFunctions).toBeCloseTo(1.01 * 0.2 + 10_100 * 0.0000133334, 6);
  // 3.6 million updates of 20 write and 10 read units.
  expect(parts.tableWrites).toBeCloseTo(72 * 0.625, 6);
  expect(parts.tableReads).toBeCloseTo((0.505 + 36) * 0.125, 6);
  // The projector: a run and 100 ms of 1,769 MB for each update.
  expect(parts.streamFunctions).toBeCloseTo(3.6 * 0.2 + 360_000 * (1_769 / 1_024) * 0.0000133334, 6);
  // 500 paths beyond the free thousand.
  expect(parts.invalidations).toBeCloseTo(2.5, 6);
  // 3.6 million requests of feeds pass the firewall, whose list and three rules cost 8 USD a month, for a third of one.
  expect(parts.firewall).toBeCloseTo(3.6 * 0.6 + 8 / 3, 6);
});

describe("scenarios", () => {
  const bills = scenarios(given);
  const usd = (name: (typeof SCENARIOS)[number]) => bills[name].totalUsd;

  it("without a cache cost ten times as much and more, most of it for invalidations", () => {
    expect(usd("naive")).toBeGreaterThan(10 * usd("asBuilt"));
    expect(bills.naive.parts.invalidations).toBeGreaterThan(70_000);
    expect(bills.naive.quantities.originRequests).toBe(bills.naive.quantities.requests);
  });

  it("with guidance cost less than without, and a firewall before fans more by each of their requests", () => {
    expect(usd("guided")).toBeLessThan(usd("asBuilt"));
    expect(usd("firewallAtFans") - usd("asBuilt")).toBeCloseTo(6_120 * 0.6, 6);
  });

  it("grow with the crowd", () => {
    const totals = (["halfLoad", "asBuilt", "double", "tenfold"] as const).map(usd);
    expect(totals).toEqual(totals.toSorted((left, right) => left - right));
  });

  it("on a flat rate pay nothing by the request or the byte at the edge", () => {
    const { parts } = scenario("flatRate", given);
    expect(parts).toMatchObject({ edgeRequests: 0, edgeTransfer: 0, edgePlan: 10_000 });
  });

  it("as built are what stands in the design, whichever scenario says it", () => {
    const shielded = AS_BUILT.originShield ? "originShield" : "withoutShield";
    expect(usd(shielded)).toBe(usd("asBuilt"));
  });
});

describe("sensitivity", () => {
  it("turns every assumption and every measurement, and leaves the inputs as they were", () => {
    const one = { ...given, design: AS_BUILT };
    const before = structuredClone(one);
    const names = sensitivity(one).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(ASSUMED)));
    expect(new Set(names).size).toBe(names.length);
    expect(one).toEqual(before);
  });

  it("puts first what moves the bill most, and that is how many ask", () => {
    const [first, second] = sensitivity({ ...given, design: AS_BUILT });
    expect(first?.name).toBe("requests a day");
    expect(Math.abs(first?.lessUsd ?? 0)).toBeGreaterThan(Math.abs(second?.lessUsd ?? 0));
  });
});

describe("traffic that can't be", () => {
  it.each<[Partial<Traffic>, string]>([
    [{ requestsPerDay: -1 }, "requestsPerDay"],
    [{ requestsPerDay: Number.NaN }, "requestsPerDay"],
    [{ days: 0 }, "days"],
    [{ days: Number.POSITIVE_INFINITY }, "days"],
    [{ updatesPerSecond: -1 }, "updatesPerSecond"],
    [{ updateHoursPerDay: 25 }, "updateHoursPerDay"],
    [{ region: "moon" as "us" }, "region"],
  ])("%j is refused by field and rule", (part, field) => {
    const check = () => checkTraffic({ ...EXPECTED, ...part });
    expect(check).toThrow(PodiumError);
    expect(check).toThrow(expect.objectContaining({ field, rule: expect.any(String) }));
  });
});
