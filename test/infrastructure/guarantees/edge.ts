import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { FRESHNESS, type Freshness } from "../../../packages/core/board/freshness.ts";
import { DATA_HEADERS, SECURITY_HEADERS } from "../../../packages/core/edge/headers.ts";
import { ROUTES } from "../../../packages/functions/read/route.ts";
import {
  at,
  behaviourOf,
  behaviours,
  DOORS,
  type DoorName,
  distribution,
  functions,
  type Graph,
  list,
  ofType,
  only,
  type Props,
  type Route,
  routes,
  text,
} from "../graph.ts";
import { NAMED } from "../paths.ts";
import { GUARDED, type Guarantee } from "./guarantee.ts";

const WRITING = ["/api/ingest/*", "/api/admin/*", "/api/sign-in*"];
const HEALTH = "/api/health/*";
const CLASS: Readonly<Record<string, Freshness>> = {
  live: "live",
  events: "live",
  "events/live": "pulse",
  athletes: "profile",
  countries: "profile",
};

/** Of the API, what isn't reading: people, feeds, and their signing in. */
const beyondReading = (graph: Graph): Route[] =>
  routes(graph).filter(({ target }) => !target.startsWith("Read"));

/** A path that the route takes. */
const pathOf = ({ key }: Route): string => key.replace(/^\w+ /, "").replace(/\{\w+\+?\}/, "x");

/** What a door's own function makes of a path: another, or an answer. */
function asked(graph: Graph, door: DoorName, uri: string): { uri?: string; statusCode?: number } {
  const name = { fans: "FanPages", console: "ConsolePages" }[door];
  const found = ofType(graph, "cloudfront/function:Function").find((one) => one.name === name);
  const [association] = list(
    at(distribution(graph, door).props, "defaultCacheBehavior.functionAssociations"),
  );
  assert.match(text(at(association, "functionArn")), new RegExp(`-${name}$`));
  return runInNewContext(`${text(found?.props.code)};handler({request:{uri}})`, { uri });
}

/** By name, as they are sent. */
function headersOf(props: Props): Record<string, unknown> {
  const known = props.securityHeadersConfig;
  const hsts = at(known, "strictTransportSecurity");
  const custom = list(at(props.customHeadersConfig, "items")).map((item) => [
    text(at(item, "header")),
    text(at(item, "value")),
  ]);
  const policy = at(known, "contentSecurityPolicy.contentSecurityPolicy");
  const referrer = at(known, "referrerPolicy.referrerPolicy");
  return {
    ...(policy !== undefined && { "content-security-policy": policy }),
    "strict-transport-security":
      `max-age=${at(hsts, "accessControlMaxAgeSec")}` +
      `${at(hsts, "includeSubdomains") ? "; includeSubDomains" : ""}${at(hsts, "preload") ? "; preload" : ""}`,
    "x-content-type-options": at(known, "contentTypeOptions.override") ? "nosniff" : "",
    ...(referrer !== undefined && { "referrer-policy": referrer }),
    ...Object.fromEntries(custom),
  };
}

const originOf = (graph: Graph, door: DoorName, id: string) =>
  list(distribution(graph, door).props.origins).find((origin) => at(origin, "originId") === id);

/** Which doors' words a lock takes. */
function wordsOf(graph: Graph, name: string): unknown {
  return functions(graph).find((one) => one.name === name)?.environment.PODIUM_EDGE_SECRETS;
}

export const EDGE: readonly Guarantee[] = [
  {
    title: "nothing can be written through the fans' door: it takes GET and HEAD alone, of pages and boards",
    holds(graph) {
      for (const { path, props } of behaviours(graph, "fans")) {
        assert.deepEqual(props.allowedMethods, ["GET", "HEAD"], path);
        assert.equal(props.originRequestPolicyId, undefined, `${path} passes on what a viewer adds`);
      }
      assert.ok(beyondReading(graph).length >= 5);
      for (const path of ["/console", "/console/", ...beyondReading(graph).map(pathOf)]) {
        assert.equal(behaviourOf(graph, "fans", path).path, "*", path);
        assert.equal(asked(graph, "fans", path).statusCode, 404, path);
        assert.equal(asked(graph, "fans", `/${path}`).statusCode, 404, `/${path}`);
      }
    },
  },
  {
    title: "nobody pays for a firewall at the fans' door",
    holds(graph) {
      assert.equal(distribution(graph, "fans").props.webAclId, undefined);
    },
  },
  {
    title: "the word that the fans' door says opens nothing but reading",
    holds(graph) {
      for (const { key, authorizer } of beyondReading(graph)) {
        const [, name = ""] = /^ApiAuthorizer(\w+?)Authorizer/.exec(authorizer) ?? [];
        assert.equal(wordsOf(graph, name), "[secret ConsoleSecrets]", key);
      }
      assert.equal(wordsOf(graph, "Lock"), "[secret ConsoleSecrets FansSecrets]");
    },
  },
  {
    title: "what people and feeds send goes through the console's door, as it comes",
    holds(graph) {
      for (const route of beyondReading(graph)) {
        const { path, props } = behaviourOf(graph, "console", pathOf(route));
        assert.ok(WRITING.includes(path), route.key);
        assert.ok(list(props.allowedMethods).includes("POST"), route.key);
        assert.equal(props.originRequestPolicyId, "b689b0a8-53d0-40ab-baf2-68738e2966ac", route.key);
      }
      const writing = behaviours(graph, "console").filter(({ props }) =>
        list(props.allowedMethods).includes("POST"),
      );
      assert.deepEqual(
        writing.map(({ path }) => path),
        WRITING,
      );
    },
  },
  {
    title: "paths that cost something each time have a limit per address",
    stages: GUARDED,
    holds(graph) {
      const { props } = only(graph, "wafv2/webAcl:WebAcl");
      const limited = list(props.rules).map((rule) => [
        at(rule, "statement.rateBasedStatement.scopeDownStatement.byteMatchStatement.searchString"),
        Number(at(rule, "statement.rateBasedStatement.limit")) <= 100_000,
      ]);
      const paths = ["/api/sign-in", "/api/admin/", "/api/ingest/"];
      assert.deepEqual(
        limited,
        paths.map((path) => [path, true]),
      );
      assert.match(text(distribution(graph, "console").props.webAclId), /Firewall/);
    },
  },
  {
    title: "every public path is kept for a second at least, so that a crowd is one request",
    holds(graph) {
      for (const { path, policy } of DOORS.flatMap((door) => behaviours(graph, door))) {
        if (policy !== undefined) assert.ok(Number(policy.minTtl) >= 1, `${path} may be kept for 0 seconds`);
      }
    },
  },
  {
    title: "what people and feeds send, and whether it is up, is never answered from a cache",
    holds(graph) {
      const notKept = (door: DoorName) =>
        behaviours(graph, door)
          .filter(({ policy }) => policy === undefined)
          .map(({ path }) => path);
      assert.deepEqual(notKept("fans"), [HEALTH]);
      assert.deepEqual(notKept("console"), [...WRITING, HEALTH]);
    },
  },
  {
    title: "a board is kept for as long as core's freshness table says, whichever door it leaves by",
    holds(graph) {
      const most = Math.max(...Object.values(FRESHNESS).map(({ edge }) => edge));
      for (const door of DOORS) {
        for (const { prefix, parameter, suffix = "" } of ROUTES) {
          const path = `/api/${prefix}${parameter === undefined ? "" : "X"}${suffix}`;
          const { policy, props } = behaviourOf(graph, door, path);
          const freshness = CLASS[`${prefix.split("/")[0]}${suffix}`] ?? "leaderboard";
          assert.equal(props.targetOriginId, "api", `${door} has no ${path}`);
          assert.equal(policy?.defaultTtl, FRESHNESS[freshness].edge, `${door} ${path}`);
          assert.equal(policy?.maxTtl, most, `${door} ${path}`);
        }
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
    title:
      "CSP, HSTS and the other security headers are core's, and on every answer; boards carry what data needs",
    holds(graph) {
      const policies = ofType(graph, "cloudfront/responseHeadersPolicy:ResponseHeadersPolicy");
      const sent = new Map(policies.map(({ name, props }) => [name, headersOf(props)]));
      assert.deepEqual(Object.fromEntries(sent), {
        SecurityHeaders: { ...SECURITY_HEADERS },
        BoardHeaders: { ...DATA_HEADERS },
      });
      for (const { path, props } of DOORS.flatMap((door) => behaviours(graph, door))) {
        const isBoard = path.startsWith("/api/") && ![HEALTH, ...WRITING].includes(path);
        const policy = isBoard ? "BoardHeaders" : "SecurityHeaders";
        assert.equal(props.responseHeadersPolicyId, `${policy}-id`, path);
        assert.equal(props.viewerProtocolPolicy, "redirect-to-https", path);
      }
    },
  },
  {
    title: "an error of the API keeps its own body, and a page without a document gets the app",
    holds(graph) {
      const { props } = distribution(graph, "fans");
      for (const door of DOORS) {
        assert.deepEqual(list(distribution(graph, door).props.customErrorResponses), [], door);
      }
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
      const ofFans = {
        "/": "/index.html",
        "/medals": "/medals/index.html",
        "/events/SSKM500M/": "/events/SSKM500M/index.html",
        "/events/BTHW7.5KM": "/events/BTHW7.5KM/index.html",
        "/robots.txt": "/robots.txt",
        "/assets/index-DiwrgTda.js": "/assets/index-DiwrgTda.js",
      };
      for (const [path, found] of Object.entries(ofFans)) assert.equal(asked(graph, "fans", path).uri, found);
      const ofConsole = {
        "/console": "/console/index.html",
        "/console/": "/console/index.html",
        "/console/units/today": "/console/index.html",
        "/console/icon-DiwrgTda.svg": "/console/icon-DiwrgTda.svg",
      };
      for (const [path, found] of Object.entries(ofConsole)) {
        assert.equal(asked(graph, "console", path).uri, found);
      }
      assert.equal(asked(graph, "console", "/").statusCode, 302);
      assert.equal(asked(graph, "console", "/medals").statusCode, 404);
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
      const words = { fans: "[secret FansSecrets]", console: "[secret ConsoleSecrets]" };
      for (const door of DOORS) {
        const api = originOf(graph, door, "api");
        assert.deepEqual(at(api, "customHeaders"), [{ name: "x-podium-edge", value: words[door] }]);
        assert.equal(at(api, "customOriginConfig.originProtocolPolicy"), "https-only");
      }
      assert.deepEqual(ofType(graph, "lambda/functionUrl:FunctionUrl"), []);
    },
  },
  {
    title: "pages lie in a private bucket that this account's distributions alone may read",
    holds(graph) {
      for (const door of DOORS) {
        assert.equal(at(originOf(graph, door, "pages"), "originAccessControlId"), "PagesAccess-id", door);
      }
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
  {
    title: "with a domain each door has its name, in Route 53 and on a certificate of its own",
    stages: [NAMED.stage],
    holds(graph) {
      const names = { fans: NAMED.domain, console: `console.${NAMED.domain}` };
      const records = ofType(graph, "route53/record:Record").map(({ props }) => props);
      const certificates = ofType(graph, "acm/certificate:Certificate");
      for (const door of DOORS) {
        const { name, props } = distribution(graph, door);
        assert.deepEqual(props.aliases, [names[door]]);
        for (const type of ["A", "AAAA"]) {
          const record = records.find((one) => one.name === names[door] && one.type === type);
          assert.equal(at(record, "aliases.0.name"), `${name}.cloudfront.net`, type);
        }
        const certificate = certificates.find((one) => one.props.domainName === names[door]);
        assert.equal(certificate?.region, "us-east-1", door);
        assert.match(text(at(props, "viewerCertificate.acmCertificateArn")), new RegExp(`/${names[door]}$`));
      }
      assert.equal(graph.outputs.url, `https://${names.fans}`);
      assert.equal(graph.outputs.console, `https://${names.console}`);
    },
  },
];
