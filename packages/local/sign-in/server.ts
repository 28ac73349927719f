/** Cognito on this machine: one user pool with one client, in this process, by Cognito's own protocol on loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { GROUPS } from "@podium/core/access/groups.ts";
import { CognitoError } from "cognito-local/lib/errors.js";
import { Router } from "cognito-local/lib/server/Router.js";
import { CognitoServiceFactoryImpl } from "cognito-local/lib/services/cognitoService.js";
import type { Context } from "cognito-local/lib/services/context.js";
import type { Services } from "cognito-local/lib/services/index.js";
import {
  type UserPool,
  type UserPoolService,
  UserPoolServiceFactoryImpl,
} from "cognito-local/lib/services/userPoolService.js";
import { closeServer, listen, refuseGarbage } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { guarded, type Route } from "./guard.ts";
import { JsonStores } from "./store.ts";
import { type Jwks, jwksOf, localKey, tokenGenerator } from "./tokens.ts";

export const POOL_ID = "us-east-1_PodiumLocal";
export const CLIENT_ID = "podiumlocalconsole";
/** As if it were Cognito's, so that tokens are looked at as the real ones are. */
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL_ID}`;
const BODY_BYTES = 64 * 1024;

export interface SignInOptions {
  dataDir: string;
  log: Log;
}

export interface SignIn {
  /** For a Cognito client. */
  url: string;
  poolId: string;
  clientId: string;
  /** What its tokens verify against; never trusted where the stage isn't local. */
  jwks: Jwks;
  pool: UserPoolService;
  context: Context;
  stop(): Promise<void>;
}

export async function startSignIn({ dataDir, log }: SignInOptions): Promise<SignIn> {
  const folder = join(dataDir, "sign-in");
  const stores = new JsonStores(folder);
  const context = contextOf(log);
  const key = localKey(join(folder, "key.pem"));
  const clock = { get: () => new Date() };
  const pools = new UserPoolServiceFactoryImpl(clock, stores);
  const cognito = await new CognitoServiceFactoryImpl(folder, stores, pools).create(context, {});
  const known = (await cognito.listUserPools(context)).some(({ Id }) => Id === POOL_ID);
  if (!known) await cognito.createUserPool(context, poolOptions());
  const pool = await cognito.getUserPool(context, POOL_ID);
  const services = servicesOf();
  await prepare();

  const router = Router(services) as (target: string) => Route;
  const route = guarded(router, services, CLIENT_ID);
  const server = createServer((request, response) => void answer(request, response));
  refuseGarbage(server, log);
  const { port } = await listen(server, { port: 0 });
  return {
    url: `http://127.0.0.1:${port}`,
    poolId: POOL_ID,
    clientId: CLIENT_ID,
    jwks: jwksOf(key),
    pool,
    context,
    stop: () => closeServer(server),
  };

  function servicesOf(): Services {
    return {
      clock,
      cognito,
      config: {} as Services["config"],
      messages: { deliver: async () => {} },
      otp: () => "",
      tokenGenerator: tokenGenerator(key, ISSUER, (token, user) =>
        pool.storeRefreshToken(context, token, user),
      ),
      triggers: { enabled: () => false } as unknown as Services["triggers"],
    };
  }

  async function prepare(): Promise<void> {
    const now = clock.get();
    await pool.saveAppClient(context, {
      UserPoolId: POOL_ID,
      ClientId: CLIENT_ID,
      ClientName: "console",
      CreationDate: now,
      LastModifiedDate: now,
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    for (const GroupName of GROUPS) {
      if ((await pool.getGroupByGroupName(context, GroupName)) === null)
        await pool.saveGroup(context, { GroupName, CreationDate: now, LastModifiedDate: now, members: [] });
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, body: unknown) =>
      response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(body, asSeconds));
    try {
      const target = String(request.headers["x-amz-target"] ?? "").split(".")[1];
      if (request.method !== "POST" || target === undefined) return void send(404, { message: "Not Found" });
      const input = JSON.parse(await textOf(request)) as Parameters<Route>[1];
      send(200, await route(target)(context, input));
    } catch (cause) {
      if (cause instanceof CognitoError)
        return void send(400, { __type: cause.code, message: cause.message });
      log("error", "the user pool failed", { cause: messageOf(cause) });
      send(500, { __type: "InternalErrorException", message: "" });
    }
  }
}

function poolOptions(): UserPool {
  return {
    Id: POOL_ID,
    Name: "podium",
    UsernameAttributes: [],
    MfaConfiguration: "ON",
    SoftwareTokenMfaConfiguration: { Enabled: true },
  };
}

/** The emulator's chatter at the level of a debugger; it holds passwords, so it goes nowhere. */
function contextOf(log: Log): Context {
  const silent = () => {};
  const warn = (detail: unknown) => log("debug", "user pool", { detail: messageOf(detail) });
  const logger = { debug: silent, info: silent, warn, error: warn, child: () => logger };
  return { logger: logger as unknown as Context["logger"] };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new CognitoError("InvalidParameterException", "the request is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The protocol says times as seconds since 1970. */
function asSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const raw = this[key];
  return raw instanceof Date ? raw.getTime() / 1000 : value;
}
