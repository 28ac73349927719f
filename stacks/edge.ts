/** One distribution in front of everything: pages from a private bucket, boards from the API, each for as long as it lasts. */
import { FRESHNESS, type Freshness } from "@podium/core/board/freshness.ts";
import { SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import type { Gateway } from "./api.ts";
import { physical } from "./functions.ts";
import { DOCUMENT_FUNCTION } from "./pages.ts";
import { REGION, type StageSettings } from "./settings.ts";

/** Which class of core's table a path belongs to. What the board itself says counts, between these bounds. */
const CLASSES: readonly { path: string; freshness: Freshness }[] = [
  { path: "/api/live", freshness: "live" },
  { path: "/api/events/*", freshness: "live" },
  { path: "/api/athletes/*", freshness: "profile" },
  { path: "/api/countries/*", freshness: "profile" },
  { path: "/api/*", freshness: "leaderboard" },
];
/** Never kept, and passed on whole. */
const UNCACHED = ["/api/health/*", "/api/ingest/*", "/api/admin/*", "/api/sign-in*"];

/** Files with a hash in their name, of fans and of the console. */
const HASHED = ["/assets/*", "/console/assets/*"];

/** Never 0: a shared cache then makes one request of a crowd's. */
const MIN_SECONDS = 1;
const DOCUMENT_SECONDS = 60;
const YEAR_SECONDS = 31_536_000;

/** AWS's own policies. Source: CloudFront Developer Guide, "Use managed cache policies", "… origin request policies". */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const API = "api";
const BUCKET = "pages";
const PAGES = "pages-or-shell";

export interface EdgeNeeds {
  gateway: Gateway;
  pages: sst.aws.Bucket;
}

export function edge(settings: StageSettings, { gateway, pages }: EdgeNeeds) {
  const headers = responseHeaders();
  const policies = new Map<Freshness, aws.cloudfront.CachePolicy>();
  for (const { freshness } of CLASSES) {
    if (!policies.has(freshness)) policies.set(freshness, boardPolicy(freshness));
  }
  const control = new aws.cloudfront.OriginAccessControl("PagesAccess", {
    name: physical("Pages"),
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const rewrite = new aws.cloudfront.Function("Documents", {
    name: physical("Documents"),
    runtime: "cloudfront-js-2.0",
    comment: "A page's path is the path of its document",
    code: DOCUMENT_FUNCTION,
  });

  const assets = staticPolicy("Asset", YEAR_SECONDS).id;
  const shield = settings.originShield ? { originShield: { enabled: true, originShieldRegion: REGION } } : {};
  const answered = (targetOriginId: string, cachePolicyId: $util.Input<string>) => ({
    targetOriginId,
    cachePolicyId,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD", "OPTIONS"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    responseHeadersPolicyId: headers.id,
  });
  const behaviour = (pathPattern: string, ...rest: Parameters<typeof answered>) => ({
    pathPattern,
    ...answered(...rest),
  });

  const cdn = new sst.aws.Cdn("Edge", {
    comment: physical("Edge"),
    origins: [
      {
        originId: API,
        domainName: gateway.api.nodes.api.apiEndpoint.apply((url) => new URL(url).hostname),
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          originReadTimeout: 30,
        },
        customHeaders: [
          {
            name: "x-podium-edge",
            value: gateway.words.value.apply((words) => words.split(",")[0]?.trim() ?? ""),
          },
        ],
        ...shield,
      },
      {
        originId: BUCKET,
        domainName: pages.nodes.bucket.bucketRegionalDomainName,
        originAccessControlId: control.id,
      },
    ],
    // The bucket says 403 of what it doesn't have. Then the API answers with the shell, under the same path: error pages of
    // the distribution would replace the API's own answers too.
    originGroups: [
      {
        originId: PAGES,
        failoverCriteria: { statusCodes: [403, 404, 500, 502, 503, 504] },
        members: [{ originId: BUCKET }, { originId: API }],
      },
    ],
    defaultCacheBehavior: {
      ...answered(PAGES, staticPolicy("Document", DOCUMENT_SECONDS).id),
      functionAssociations: [{ eventType: "viewer-request", functionArn: rewrite.arn }],
    },
    orderedCacheBehaviors: [
      ...UNCACHED.map((path) => ({
        ...behaviour(path, API, CACHING_DISABLED),
        originRequestPolicyId: ALL_BUT_HOST,
        allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
      })),
      ...CLASSES.map(({ path, freshness }) => behaviour(path, API, policies.get(freshness)?.id ?? "")),
      ...HASHED.map((path) => behaviour(path, BUCKET, assets)),
    ],
    ...(settings.guardedEdge && { webAclArn: firewall().arn }),
    wait: false,
    transform: {
      distribution: (args, options) => {
        args.httpVersion = "http2and3";
        args.isIpv6Enabled = true;
        args.priceClass = settings.protect ? "PriceClass_All" : "PriceClass_100";
        options.protect = settings.protect;
        options.retainOnDelete = settings.protect;
        return undefined;
      },
    },
  });
  const { distribution } = cdn.nodes;
  if (settings.guardedEdge) {
    new aws.cloudfront.MonitoringSubscription("EdgeMetrics", {
      distributionId: distribution.id,
      monitoringSubscription: {
        realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
      },
    });
    accessLog(settings, distribution.arn);
  }
  return { cdn, distribution: { id: distribution.id, arn: distribution.arn } };
}

function boardPolicy(freshness: Freshness): aws.cloudfront.CachePolicy {
  return cachePolicy(freshness, {
    // A board whose class changes says so itself: an event is live today and official tomorrow.
    maxTtl: FRESHNESS.finished.edge,
    defaultTtl: FRESHNESS[freshness].edge,
    queryStrings: ["version"],
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

/** Core's headers: CloudFront knows some of them by name and takes the others as they are. */
function responseHeaders(): aws.cloudfront.ResponseHeadersPolicy {
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
    // Between us and the edge.
    removeHeadersConfig: { items: [{ header: "cache-tag" }] },
  });
}

function hsts() {
  const text = SECURITY_HEADERS["strict-transport-security"];
  return {
    accessControlMaxAgeSec: Number(/max-age=(\d+)/.exec(text)?.[1]),
    includeSubdomains: text.includes("includeSubDomains"),
    preload: text.includes("preload"),
  };
}

/** Fans are not counted: a stadium has one address. What costs us something each time is. */
function firewall(): aws.wafv2.WebAcl {
  const limits = [
    { name: "sign-in", path: "/api/sign-in", perFiveMinutes: 100 },
    { name: "admin", path: "/api/admin/", perFiveMinutes: 3_000 },
    { name: "ingest", path: "/api/ingest/", perFiveMinutes: 30_000 },
  ];
  const visible = (metricName: string) => ({
    metricName,
    cloudwatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
  });
  return new aws.wafv2.WebAcl("Firewall", {
    name: physical("Firewall"),
    region: "us-east-1",
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: visible("firewall"),
    rules: limits.map(({ name, path, perFiveMinutes }, priority) => ({
      name,
      priority,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: {
        rateBasedStatement: {
          limit: perFiveMinutes,
          evaluationWindowSec: 300,
          aggregateKeyType: "IP",
          scopeDownStatement: {
            byteMatchStatement: {
              fieldToMatch: { uriPath: {} },
              positionalConstraint: "STARTS_WITH",
              searchString: path,
              textTransformations: [{ priority: 0, type: "NONE" }],
            },
          },
        },
      },
      visibilityConfig: visible(name),
    })),
  });
}

/** Standard logs, kept for a month, apart from what must not be lost. CloudFront's deliveries are made in us-east-1. */
function accessLog(settings: StageSettings, distributionArn: $util.Output<string>): void {
  const { accountId } = aws.getCallerIdentityOutput();
  const bucket = new sst.aws.Bucket("EdgeLogs", {
    cors: false,
    lifecycle: [{ id: "a-month", expiresIn: "30 days" }],
    policy: [
      {
        effect: "allow",
        principals: [{ type: "service", identifiers: ["delivery.logs.amazonaws.com"] }],
        actions: ["s3:PutObject"],
        paths: ["*"],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
      },
    ],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !settings.protect;
        return undefined;
      },
    },
  });
  const region = "us-east-1";
  const source = new aws.cloudwatch.LogDeliverySource("EdgeLogSource", {
    name: physical("Edge"),
    region,
    logType: "ACCESS_LOGS",
    resourceArn: distributionArn,
  });
  const destination = new aws.cloudwatch.LogDeliveryDestination("EdgeLogDestination", {
    name: physical("Edge"),
    region,
    outputFormat: "parquet",
    deliveryDestinationConfiguration: { destinationResourceArn: bucket.arn },
  });
  new aws.cloudwatch.LogDelivery("EdgeLogDelivery", {
    region,
    deliverySourceName: source.name,
    deliveryDestinationArn: destination.arn,
  });
}
