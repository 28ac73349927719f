import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { FRESHNESS, type Freshness } from "../../../packages/core/board/freshness.ts";
import { SECURITY_HEADERS } from "../../../packages/core/edge/headers.ts";
import { ROUTES } from "../../../packages/functions/read/route.ts";
import { at, behaviourOf, behaviours, list, ofType, only, routes, text } from "../graph.ts";
import { GUARDED, type Guarantee } from "./guarantee.ts";

const NOT_KEPT = ["/api/health/*", "/api/ingest/*", "/api/admin/*", "/api/sign-in*"];
const CLASS: Readonly<Record<string, Freshness>> = {
  live: "live",
  events: "live",
  athletes: "profile",
  countries: "profile",
};
const DISTRIBUTION = "cloudfront/distribution:Distribution";

export const EDGE: readonly Guarantee[] = [
  {
    title: "every public path is kept for a second at least, so that a crowd is one request",
    holds(graph) {
      for (const { path, policy } of behaviours(graph)) {
        if (policy !== undefined) assert.ok(Number(policy.minTtl) >= 1, `${path} may be kept for 0 seconds`);
      }
    },
  },
  {
    title: "what people and feeds send, and whether it is up, is never answered from a cache",
    holds(graph) {
      const notKept = behaviours(graph).filter(({ policy }) => policy === undefined);
      assert.deepEqual(
        notKept.map(({ path }) => path),
        NOT_KEPT,
      );
      for (const { key } of routes(graph)) {
        const path = key.replace(/^\w+ /, "").replace(/\{\w+\+?\}/, "x");
        if (key.startsWith("$") || path === "/api/x") continue;
        assert.equal(behaviourOf(graph, path).policy, undefined, key);
      }
    },
  },
  {
    title: "a board is kept for as long as core's freshness table says",
    holds(graph) {
      const most = Math.max(...Object.values(FRESHNESS).map(({ edge }) => edge));
      for (const { prefix, parameter, suffix = "" } of ROUTES) {
        const path = `/api/${prefix}${parameter === undefined ? "" : "X"}${suffix}`;
        const { policy } = behaviourOf(graph, path);
        const freshness = CLASS[prefix.split("/")[0] ?? ""] ?? "leaderboard";
        assert.equal(policy?.defaultTtl, FRESHNESS[freshness].edge, path);
        assert.equal(policy?.maxTtl, most, path);
      }
    },
  },
  {
    title: "what a viewer adds to a request makes no second copy of a board",
    holds(graph) {
      for (const { name, props } of ofType(graph, "cloudfront/cachePolicy:CachePolicy")) {
        const key = props.parametersInCacheKeyAndForwardedToOrigin;
        assert.equal(at(key, "cookiesConfig.cookieBehavior"), "none", name);
        assert.equal(at(key, "headersConfig.headerBehavior"), "none", name);
        const queries = at(key, "queryStringsConfig.queryStrings.items") ?? [];
        assert.ok(["[]", '["version"]'].includes(JSON.stringify(queries)), name);
        assert.equal(at(key, "enableAcceptEncodingBrotli"), true, name);
      }
    },
  },
  {
    title: "CSP, HSTS and the other security headers are core's, and on every answer",
    holds(graph) {
      const { name, props } = only(graph, "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy");
      const known = props.securityHeadersConfig;
      const hsts = at(known, "strictTransportSecurity");
      const custom = list(at(props.customHeadersConfig, "items")).map((item) => [
        text(at(item, "header")),
        text(at(item, "value")),
      ]);
      const sent = {
        "content-security-policy": at(known, "contentSecurityPolicy.contentSecurityPolicy"),
        "strict-transport-security":
          `max-age=${at(hsts, "accessControlMaxAgeSec")}` +
          `${at(hsts, "includeSubdomains") ? "; includeSubDomains" : ""}${at(hsts, "preload") ? "; preload" : ""}`,
        "x-content-type-options": at(known, "contentTypeOptions.override") ? "nosniff" : "",
        "referrer-policy": at(known, "referrerPolicy.referrerPolicy"),
        ...Object.fromEntries(custom),
      };
      assert.deepEqual(sent, { ...SECURITY_HEADERS });
      for (const { path, props } of behaviours(graph)) {
        assert.equal(props.responseHeadersPolicyId, `${name}-id`, path);
        assert.equal(props.viewerProtocolPolicy, "redirect-to-https", path);
      }
    },
  },
  {
    title: "an error of the API keeps its own body, and a page without a document gets the app",
    holds(graph) {
      const { props } = only(graph, DISTRIBUTION);
      assert.deepEqual(list(props.customErrorResponses), []);
      const [group] = list(props.originGroups);
      const members = list(at(group, "members")).map((member) => at(member, "originId"));
      assert.deepEqual(members, ["pages", "api"]);
      assert.ok(list(at(group, "failoverCriteria.statusCodes")).includes(403));
      assert.equal(at(props, "defaultCacheBehavior.targetOriginId"), at(group, "originId"));
      assert.equal(routes(graph).find(({ key }) => key === "$default")?.target, "ReadPage");
    },
  },
  {
    title: "a page's path leads to its document, a file's to the file",
    holds(graph) {
      const code = text(only(graph, "cloudfront/function:Function").props.code);
      const rewritten = (uri: string) => runInNewContext(`${code};handler({request:{uri}}).uri`, { uri });
      const cases = {
        "/": "/index.html",
        "/medals": "/medals/index.html",
        "/events/SSKM500M/": "/events/SSKM500M/index.html",
        "/events/BTHW7.5KM": "/events/BTHW7.5KM/index.html",
        "/console": "/console/index.html",
        "/console/units/today": "/console/index.html",
        "/console/assets/main-DiwrgTda.js": "/console/assets/main-DiwrgTda.js",
        "/robots.txt": "/robots.txt",
        "/assets/index-DiwrgTda.js": "/assets/index-DiwrgTda.js",
      };
      for (const [asked, found] of Object.entries(cases)) assert.equal(rewritten(asked), found);
    },
  },
  {
    title: "the API can't be reached around the edge",
    holds(graph) {
      const authorizers = new Map(
        ofType(graph, "apigatewayv2/authorizer:Authorizer").map(({ name, props }) => [`${name}-id`, props]),
      );
      for (const { key, authorizer } of routes(graph)) {
        const props = authorizers.get(authorizer);
        assert.equal(props?.authorizerType, "REQUEST", `${key} has no authorizer`);
        assert.deepEqual(props?.identitySources, ["$request.header.x-podium-edge"], key);
      }
      const api = list(only(graph, DISTRIBUTION).props.origins).find(
        (origin) => at(origin, "originId") === "api",
      );
      const header = { name: "x-podium-edge", value: "[secret]" };
      assert.deepEqual(at(api, "customHeaders"), [header]);
      assert.equal(at(api, "customOriginConfig.originProtocolPolicy"), "https-only");
      assert.deepEqual(ofType(graph, "lambda/functionUrl:FunctionUrl"), []);
    },
  },
  {
    title: "pages lie in a private bucket that this account's distributions alone may read",
    holds(graph) {
      const bucket = list(only(graph, DISTRIBUTION).props.origins).find(
        (origin) => at(origin, "originId") === "pages",
      );
      assert.equal(at(bucket, "originAccessControlId"), "PagesAccess-id");
      const policy = ofType(graph, "s3/bucketPolicy:BucketPolicy").find(({ name }) =>
        name.startsWith("Pages"),
      );
      const document = JSON.parse(text(policy?.props.policy)) as { Statement: Record<string, unknown>[] };
      const allowed = document.Statement.filter(({ Effect }) => Effect === "Allow");
      assert.deepEqual(
        allowed.map(({ Action, Principal, Condition }) => ({ Action, Principal, Condition })),
        [
          {
            Action: ["s3:GetObject"],
            Principal: [{ type: "Service", identifiers: ["cloudfront.amazonaws.com"] }],
            Condition: [
              {
                test: "ArnLike",
                variable: "aws:SourceArn",
                values: ["arn:aws:cloudfront::123456789012:distribution/*"],
              },
            ],
          },
        ],
      );
    },
  },
  {
    title: "paths that cost something each time have a limit per address",
    stages: GUARDED,
    holds(graph) {
      const { name, props } = only(graph, "wafv2/webAcl:WebAcl");
      const limited = list(props.rules).map((rule) => [
        at(rule, "statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.searchString"),
        Number(at(rule, "statement.rateBasedStatement.limit")) <= 100_000,
      ]);
      const paths = ["/api/sign-in", "/api/admin/", "/api/ingest/"];
      assert.deepEqual(
        limited,
        paths.map((path) => [path, true]),
      );
      assert.match(text(only(graph, DISTRIBUTION).props.webAclId), /Firewall/, name);
    },
  },
  {
    title: "the gateway bounds every route, and sign-in and console more than the rest",
    holds(graph) {
      const { props } = only(graph, "apigatewayv2/stage:Stage");
      const common = Number(at(props, "defaultRouteSettings.throttlingRateLimit"));
      assert.ok(common > 0);
      const keys = routes(graph).map(({ key }) => key);
      const settings = list(props.routeSettings);
      assert.ok(settings.length >= 5);
      for (const one of settings) {
        assert.ok(keys.includes(text(at(one, "routeKey"))), `${at(one, "routeKey")} is no route`);
        assert.ok(Number(at(one, "throttlingRateLimit")) > 0);
      }
      const signIn = settings.find((one) => at(one, "routeKey") === "ANY /api/sign-in");
      assert.ok(Number(at(signIn, "throttlingRateLimit")) <= 50);
    },
  },
];
