/** What a stage is made of, where stages differ. docs/deploying.md says why. */
export interface StageSettings {
  /** Keeps and protects what holds data: removal fails before it deletes. */
  protect: boolean;
  /** Name of the fans' door; the console's is `console.` before it. */
  domain?: string;
  /** Days of continuous backups of the table. */
  recoveryDays: number;
  logRetention: "1 week" | "1 month" | "1 year";
  /** Web application firewall of the console's door, access logs of both, cache metrics of the fans'. */
  guardedEdge: boolean;
  /** One more cache before the origin: worth it where crowds come from many places. */
  originShield: boolean;
  /** An own key for raw messages, archives, backups and the settings of functions that hold secrets. */
  ownKey: boolean;
  alarms: boolean;
  /** Copies of the table in a second region, and the test that they can be restored. */
  secondRegion: boolean;
  /** Instances kept for a function, and its most, by name. Empty: the account's common pool. */
  reserved: Readonly<Record<string, number>>;
  /** Requests a second that the API takes; the edge's misses, feeds and the console. */
  requestsPerSecond: number;
  /** Tags and paths a calendar month; beyond 1,000 each costs 0.005 USD. */
  invalidationsPerMonth: number;
  budgetUsdPerMonth: number;
}

/** Close to the venues. */
export const REGION = "eu-central-1";
export const SECOND_REGION = "eu-west-1";
/** Feeds speak of local times at the venue. */
export const TIME_ZONE = "Europe/Rome";
/** By stage. Their zones are in Route 53 of the same account; a stage without a domain has CloudFront's own names. */
const DOMAINS: Readonly<Record<string, string>> = {};
/**
 * Whether the distribution knows in which header cache tags are. The pinned AWS provider (7.20) can't say so; until it can,
 * invalidations go by path.
 */
export const CACHE_TAGS = false;

const DEV: StageSettings = {
  protect: false,
  recoveryDays: 1,
  logRetention: "1 week",
  guardedEdge: false,
  originShield: false,
  ownKey: false,
  alarms: false,
  secondRegion: false,
  reserved: {},
  requestsPerSecond: 200,
  invalidationsPerMonth: 500,
  budgetUsdPerMonth: 20,
};

const STAGING: StageSettings = {
  protect: false,
  recoveryDays: 7,
  logRetention: "1 month",
  guardedEdge: true,
  originShield: true,
  ownKey: true,
  alarms: true,
  secondRegion: false,
  reserved: {},
  requestsPerSecond: 2_000,
  invalidationsPerMonth: 1_000,
  budgetUsdPerMonth: 200,
};

const PRODUCTION: StageSettings = {
  ...STAGING,
  protect: true,
  recoveryDays: 35,
  logRetention: "1 year",
  secondRegion: true,
  // Of the 1,000 that an account has, 100 can't be reserved.
  reserved: { ReadBoard: 400, Projector: 50, FeedApplier: 50, IngestOdf: 50, IngestNdjson: 50, Admin: 20 },
  requestsPerSecond: 5_000,
  invalidationsPerMonth: 10_000,
  budgetUsdPerMonth: 10_000,
};

/** Any other name is a copy of dev. */
export function settingsOf(stage: string): StageSettings {
  const domain = DOMAINS[stage];
  return { ...kindOf(stage), ...(domain && { domain }) };
}

function kindOf(stage: string): StageSettings {
  if (stage === "production") return PRODUCTION;
  return stage === "staging" ? STAGING : DEV;
}
