/**
 * Two doors to one API and one bucket. Nothing can be written through the fans', and nothing guards it; scorers and feeds
 * come through the console's, where a firewall looks at each request (docs/decisions/0013-two-doors.md).
 */
import { accessLogs } from "./access-log.ts";
import { answers } from "./answers.ts";
import type { Gateway } from "./api.ts";
import { firewall } from "./firewall.ts";
import { physical } from "./functions.ts";
import { CONSOLE_PAGES, FAN_PAGES } from "./pages.ts";
import { REGION, type StageSettings } from "./settings.ts";

const READ = ["GET", "HEAD"];
/** CloudFront allows these or none that writes. */
const WRITE = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

const HEALTH = "/api/health/*";
/** Never kept, and passed on whole. */
const WRITING = ["/api/ingest/*", "/api/admin/*", "/api/sign-in*"];

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
  const { boards, asset, document, headers, boardHeaders } = answers();
  const answered = (targetOriginId: string, cachePolicyId: $util.Input<string>, allowedMethods = READ) => ({
    targetOriginId,
    cachePolicyId,
    allowedMethods,
    cachedMethods: READ,
    viewerProtocolPolicy: "redirect-to-https",
    compress: true,
    responseHeadersPolicyId: headers,
  });
  const behaviour = (pathPattern: string, ...rest: Parameters<typeof answered>) => ({
    pathPattern,
    ...answered(...rest),
  });
  const reading = [
    behaviour(HEALTH, API, CACHING_DISABLED),
    ...boards.map(({ path, policy }) => ({
      ...behaviour(path, API, policy),
      responseHeadersPolicyId: boardHeaders,
    })),
  ];
  const api = (words: sst.Secret) => ({
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
      { name: "x-podium-edge", value: words.value.apply((words) => words.split(",")[0]?.trim() ?? "") },
    ],
  });
  const control = new aws.cloudfront.OriginAccessControl("PagesAccess", {
    name: physical("Pages"),
    originAccessControlOriginType: "s3",
    signingBehavior: "always",
    signingProtocol: "sigv4",
  });
  const bucket = {
    originId: BUCKET,
    domainName: pages.nodes.bucket.bucketRegionalDomainName,
    originAccessControlId: control.id,
  };
  const shield = settings.originShield ? { originShield: { enabled: true, originShieldRegion: REGION } } : {};

  const fansDoor = door(settings, "FansEdge", {
    ...(settings.domain && { domain: settings.domain }),
    origins: [{ ...api(gateway.words.fans), ...shield }, bucket],
    // The bucket says 403 of what it doesn't have. Then the API answers with the shell, under the same path: error pages of
    // the distribution would replace the API's own answers too.
    originGroups: [
      {
        originId: PAGES,
        failoverCriteria: { statusCodes: [403, 404, 500, 502, 503, 504] },
        members: [{ originId: BUCKET }, { originId: API }],
      },
    ],
    defaultCacheBehavior: { ...answered(PAGES, document), ...runs("FanPages", FAN_PAGES) },
    orderedCacheBehaviors: [...reading, behaviour("/assets/*", BUCKET, asset)],
  });
  const consoleDoor = door(settings, "ConsoleEdge", {
    ...(settings.domain && { domain: `console.${settings.domain}` }),
    origins: [api(gateway.words.console), bucket],
    defaultCacheBehavior: { ...answered(BUCKET, document), ...runs("ConsolePages", CONSOLE_PAGES) },
    orderedCacheBehaviors: [
      ...WRITING.map((path) => ({
        ...behaviour(path, API, CACHING_DISABLED, WRITE),
        originRequestPolicyId: ALL_BUT_HOST,
      })),
      ...reading,
      behaviour("/console/assets/*", BUCKET, asset),
    ],
    ...(settings.guardedEdge && { webAclArn: firewall().arn }),
  });

  if (settings.guardedEdge) {
    // Of the share of answers from the cache, which costs. Errors are counted without.
    new aws.cloudfront.MonitoringSubscription("FansEdgeMetrics", {
      distributionId: fansDoor.id,
      monitoringSubscription: {
        realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
      },
    });
    accessLogs(settings, { FansEdge: fansDoor.arn, ConsoleEdge: consoleDoor.arn });
  }
  return { fans: fansDoor, console: consoleDoor };
}

export interface Door {
  /** Under its own name where the stage has a domain. */
  url: $util.Output<string>;
  id: $util.Output<string>;
  arn: $util.Output<string>;
}

function door(settings: StageSettings, name: string, args: Omit<sst.aws.CdnArgs, "transform">): Door {
  const cdn = new sst.aws.Cdn(name, {
    comment: physical(name),
    ...args,
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
  const { id, arn } = cdn.nodes.distribution;
  return { url: $util.all([cdn.domainUrl, cdn.url]).apply(([own, given]) => own ?? given), id, arn };
}

/** Before a behaviour looks into the cache. */
function runs(name: string, code: string) {
  const { arn } = new aws.cloudfront.Function(name, {
    name: physical(name),
    runtime: "cloudfront-js-2.0",
    comment: "A page's path is the path of its document",
    code,
  });
  return { functionAssociations: [{ eventType: "viewer-request", functionArn: arn }] };
}
