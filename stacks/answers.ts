/** How both doors answer: for how long a copy of what is kept, and with which headers. */
import { FRESHNESS, type Freshness } from "@podium/core/board/freshness.ts";
import { DATA_HEADERS, SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import { QUERY_PARAMETERS } from "@podium/core/edge/key.ts";
import { physical } from "./functions.ts";

/** Which class of core's table a path belongs to, the first that fits. What the board itself says counts, between these bounds. */
export const CLASSES: readonly { path: string; freshness: Freshness }[] = [
  { path: "/api/live", freshness: "live" },
  { path: "/api/events/*/live", freshness: "pulse" },
  { path: "/api/events/*", freshness: "live" },
  { path: "/api/athletes/*", freshness: "profile" },
  { path: "/api/countries/*", freshness: "profile" },
  { path: "/api/games", freshness: "leaderboard" },
  { path: "/api/search", freshness: "leaderboard" },
  { path: "/api/leaderboards/*", freshness: "leaderboard" },
  { path: "/api/schedule/*", freshness: "leaderboard" },
];

/** Never 0: a shared cache then makes one request of a crowd's. */
const MIN_SECONDS = 1;
const DOCUMENT_SECONDS = 60;
const YEAR_SECONDS = 31_536_000;

/** An account has room for 20 cache policies: the doors share them, and so can't differ. */
export function answers() {
  const boards = new Map<Freshness, $util.Output<string>>();
  for (const { freshness } of CLASSES) {
    if (!boards.has(freshness)) boards.set(freshness, boardPolicy(freshness).id);
  }
  return {
    boards: CLASSES.map(({ path, freshness }) => ({ path, policy: boards.get(freshness) ?? "" })),
    asset: staticPolicy("Asset", YEAR_SECONDS).id,
    document: staticPolicy("Document", DOCUMENT_SECONDS).id,
    headers: documentHeaders().id,
    boardHeaders: boardHeaders().id,
  };
}

function boardPolicy(freshness: Freshness): aws.cloudfront.CachePolicy {
  return cachePolicy(freshness, {
    // A board whose class changes says so itself: an event is live today and official tomorrow.
    maxTtl: FRESHNESS.finished.edge,
    defaultTtl: FRESHNESS[freshness].edge,
    queryStrings: [...QUERY_PARAMETERS],
  });
}

function staticPolicy(name: string, seconds: number): aws.cloudfront.CachePolicy {
  return cachePolicy(name, { maxTtl: seconds, defaultTtl: seconds, queryStrings: [] });
}

interface Kept {
  maxTtl: number;
  defaultTtl: number;
  queryStrings: string[];
}

function cachePolicy(name: string, { maxTtl, defaultTtl, queryStrings }: Kept): aws.cloudfront.CachePolicy {
  return new aws.cloudfront.CachePolicy(`Cache-${name}`, {
    name: physical(`Cache-${name}`),
    minTtl: MIN_SECONDS,
    defaultTtl,
    maxTtl,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
      cookiesConfig: { cookieBehavior: "none" },
      headersConfig: { headerBehavior: "none" },
      queryStringsConfig:
        queryStrings.length === 0
          ? { queryStringBehavior: "none" }
          : { queryStringBehavior: "whitelist", queryStrings: { items: queryStrings } },
    },
  });
}

/** What the API tells the edge alone. */
const BETWEEN_US = { items: [{ header: "cache-tag" }] };

/** Core's headers: CloudFront knows some of them by name and takes the others as they are. */
function documentHeaders(): aws.cloudfront.ResponseHeadersPolicy {
  const own = ["cross-origin-opener-policy", "permissions-policy"] as const;
  return new aws.cloudfront.ResponseHeadersPolicy("SecurityHeaders", {
    name: physical("SecurityHeaders"),
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: SECURITY_HEADERS["content-security-policy"],
        override: true,
      },
      strictTransportSecurity: { ...hsts(), override: true },
      contentTypeOptions: { override: true },
      referrerPolicy: { referrerPolicy: SECURITY_HEADERS["referrer-policy"], override: true },
    },
    customHeadersConfig: {
      items: own.map((header) => ({ header, value: SECURITY_HEADERS[header], override: true })),
    },
    removeHeadersConfig: BETWEEN_US,
  });
}

function boardHeaders(): aws.cloudfront.ResponseHeadersPolicy {
  return new aws.cloudfront.ResponseHeadersPolicy("BoardHeaders", {
    name: physical("BoardHeaders"),
    securityHeadersConfig: {
      strictTransportSecurity: { ...hsts(), override: true },
      contentTypeOptions: { override: true },
    },
    removeHeadersConfig: BETWEEN_US,
  });
}

function hsts() {
  const text = DATA_HEADERS["strict-transport-security"];
  return {
    accessControlMaxAgeSec: Number(/max-age=(\d+)/.exec(text)?.[1]),
    includeSubdomains: text.includes("includeSubDomains"),
    preload: text.includes("preload"),
  };
}
