/**
 * The HTTP API behind both doors, each of which says a word of its own. Each route has an authorizer: a lock, which knows the
 * words of both doors or of the console's alone, or that lock and the token together. Feeds are asked for their key or
 * signature by the handler besides.
 */
import type { Auth } from "./auth.ts";
import type { Door } from "./edge.ts";
import { type Feed, rawMessages, send } from "./feed.ts";
import {
  countInvalidations,
  lambda,
  physical,
  putFacts,
  readFacts,
  readItem,
  writeFacts,
} from "./functions.ts";
import { CACHE_TAGS, type StageSettings } from "./settings.ts";
import type { Storage } from "./storage.ts";
import { BUILT } from "./web.ts";

const BURST_SECONDS = 2;
/** How long the gateway remembers that a lock's word was right. */
const LOCK_TTL = "1 hour";

export function gateway(settings: StageSettings) {
  const made = Promise.withResolvers<$util.Input<$util.Resource>[]>();
  const api = new sst.aws.ApiGatewayV2("Api", {
    // Pages and API have one origin, at each door.
    cors: false,
    accessLog: { retention: settings.logRetention },
    transform: {
      api: (args) => {
        args.name = physical("Api");
        return undefined;
      },
      stage: (args, options) => {
        // Its limits name routes, so those come first.
        options.dependsOn = made.promise;
        args.defaultRouteSettings = {
          throttlingRateLimit: settings.requestsPerSecond,
          throttlingBurstLimit: settings.requestsPerSecond * BURST_SECONDS,
          detailedMetricsEnabled: true,
        };
        // Strangers and mistaken scripts get no share of what fans and feeds need.
        args.routeSettings = [
          throttle("ANY /api/sign-in", 20),
          throttle("ANY /api/sign-in/{proxy+}", 20),
          throttle("ANY /api/admin/{proxy+}", 100),
          throttle("POST /api/ingest/ndjson", 500),
          throttle("POST /api/ingest/odf", 500),
          // Not kept by any edge.
          throttle("GET /api/health/{check}", 50),
        ];
        return undefined;
      },
    },
  });
  /** Newest first, comma-separated: a door sends the first, a lock takes each. */
  const words = { fans: new sst.Secret("FansSecrets"), console: new sst.Secret("ConsoleSecrets") };
  return { api, words, hasRoutes: made.resolve };
}

export type Gateway = ReturnType<typeof gateway>;

function throttle(routeKey: string, perSecond: number) {
  return { routeKey, throttlingRateLimit: perSecond, throttlingBurstLimit: perSecond * BURST_SECONDS };
}

export interface ApiNeeds {
  gateway: Gateway;
  storage: Storage;
  feed: Feed;
  auth: Auth;
  /** Whose copies an admin may have forgotten. */
  fans: Door;
}

export function routes(settings: StageSettings, needs: ApiNeeds): void {
  const { api, words, hasRoutes } = needs.gateway;
  const made: $util.Input<$util.Resource>[] = [];
  const route = (...args: Parameters<typeof api.route>) => {
    made.push(api.route(...args).nodes.route);
  };
  const { table, vault, key } = needs.storage;
  const { queue, environment } = needs.feed;
  const { pool, client } = needs.auth;
  const feedSecrets = new sst.Secret("FeedSecrets");
  const users = {
    PODIUM_STAGE: $app.stage,
    PODIUM_USER_POOL: pool.id,
    PODIUM_USER_POOL_CLIENT: client.id,
  };

  const lock = (name: string, known: $util.Input<string>) =>
    api.addAuthorizer({
      name,
      lambda: {
        function: lambda(settings, name, {
          handler: "gate/lock.lambda.handler",
          seconds: 5,
          memory: "256 MB",
          environment: { PODIUM_EDGE_SECRETS: known },
          key,
        }).arn,
        // A request without the header is refused by the gateway, and no function runs.
        identitySources: ["$request.header.x-podium-edge"],
        ttl: LOCK_TTL,
      },
    });
  const bothDoors = {
    auth: { lambda: lock("Lock", $util.interpolate`${words.fans.value},${words.console.value}`).id },
  };
  const consoleDoor = { auth: { lambda: lock("ConsoleLock", words.console.value).id } };
  const desk = api.addAuthorizer({
    name: "Desk",
    lambda: {
      function: lambda(settings, "Desk", {
        handler: "gate/desk.lambda.handler",
        seconds: 10,
        environment: { PODIUM_EDGE_SECRETS: words.console.value, ...users },
        key,
      }).arn,
      // Not the token: who comes without one is refused by the handler, which tells it to the audit trail.
      identitySources: ["$request.header.x-podium-edge"],
      ttl: "0 seconds",
    },
  });

  const board = lambda(settings, "ReadBoard", {
    handler: "read/board.lambda.handler",
    seconds: 5,
    memory: "1024 MB",
    environment: { PODIUM_TABLE: table.name },
    permissions: [readItem(table)],
  });
  route("ANY /api/{board+}", board.arn, bothDoors);
  route(
    "GET /api/health/{check}",
    lambda(settings, "ReadHealth", {
      handler: "read/health.lambda.handler",
      seconds: 5,
      environment: { PODIUM_TABLE: table.name },
      permissions: [readItem(table)],
    }).arn,
    bothDoors,
  );
  route(
    "$default",
    lambda(settings, "ReadPage", {
      handler: "read/page.lambda.handler",
      seconds: 5,
      memory: "256 MB",
      environment: { PODIUM_SHELL: "shell.html" },
      files: [{ from: `${BUILT}/shell.html`, to: "shell.html" }],
    }).arn,
    bothDoors,
  );

  const takes = { ...environment, PODIUM_FEED_SECRETS: feedSecrets.value };
  const mayTake = [readFacts(table), ...rawMessages(vault, key), send(queue)];
  for (const [name, format, write] of [
    // What a line brings may let go of what was held.
    ["IngestNdjson", "ndjson", writeFacts],
    ["IngestOdf", "odf", putFacts],
  ] as const) {
    route(
      `POST /api/ingest/${format}`,
      lambda(settings, name, {
        handler: `ingest/${format}.lambda.handler`,
        seconds: 29,
        memory: "1769 MB",
        environment: takes,
        permissions: [write(table), ...mayTake],
        key,
      }).arn,
      consoleDoor,
    );
  }

  route(
    "ANY /api/admin/{proxy+}",
    lambda(settings, "Admin", {
      handler: "admin/admin.lambda.handler",
      seconds: 29,
      memory: "1769 MB",
      environment: {
        ...environment,
        ...users,
        PODIUM_DISTRIBUTION: needs.fans.id,
        PODIUM_INVALIDATIONS_PER_MONTH: String(settings.invalidationsPerMonth),
        PODIUM_CACHE_TAGS: CACHE_TAGS ? "on" : "off",
      },
      permissions: [
        readFacts(table),
        writeFacts(table),
        countInvalidations(table),
        ...rawMessages(vault, key),
        send(queue),
        { actions: [...USER_ACTIONS], resources: [pool.arn] },
        { actions: ["cloudfront:CreateInvalidation"], resources: [needs.fans.arn] },
      ],
    }).arn,
    { auth: { lambda: desk.id } },
  );

  const enter = lambda(settings, "SignIn", {
    handler: "sign-in/sign-in.lambda.handler",
    seconds: 10,
    environment: { PODIUM_USER_POOL_CLIENT: client.id },
  });
  route("ANY /api/sign-in", enter.arn, consoleDoor);
  route("ANY /api/sign-in/{proxy+}", enter.arn, consoleDoor);
  hasRoutes(made);
}

/** What `packages/functions/admin/directory.ts` calls. */
const USER_ACTIONS = [
  "cognito-idp:AdminAddUserToGroup",
  "cognito-idp:AdminCreateUser",
  "cognito-idp:AdminDisableUser",
  "cognito-idp:AdminEnableUser",
  "cognito-idp:AdminRemoveUserFromGroup",
  "cognito-idp:AdminUserGlobalSignOut",
  "cognito-idp:ListUsers",
  "cognito-idp:ListUsersInGroup",
] as const;
