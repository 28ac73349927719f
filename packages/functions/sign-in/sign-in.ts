/**
 * `POST /api/sign-in…`: from a name, a password and a code to tokens. They go through here and not straight to the user
 * pool, so that a page may speak to its own origin alone, and failures are counted (docs/decisions/0009-who-refuses.md).
 */
import middy from "@middy/core";
import { Unauthenticated, unauthenticated } from "@podium/core/access/identity.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type * as z from "zod";
import { parseBody } from "../http/body.ts";
import { problems } from "../http/middleware.ts";
import { notFound } from "../http/not-found.ts";
import type { Gate } from "./cognito.ts";
import { type OperationName, operations, PREFIX } from "./contract.ts";

export interface SignInDependencies {
  gate: Gate;
  log: Log;
  metrics: Metrics;
}

type Body<N extends OperationName> = z.output<(typeof operations)[N]["body"]>;

/** Failed attempts, whoever made them; an alarm watches it. */
export const FAILED_METRIC = "SignInFailed";

export function createSignInHandler({ gate, log, metrics }: SignInDependencies) {
  const steps: { readonly [N in OperationName]: (body: Body<N>, token: string) => Promise<object> } = {
    password: ({ username, password }) => gate.password(username, password),
    code: ({ session, username, code }) => gate.code(session, username, code),
    newPassword: ({ session, username, password }) => gate.newPassword(session, username, password),
    setUp: ({ session }) => gate.setUp(session),
    setUpCode: ({ session, username, code }) => gate.setUpCode(session, username, code),
    refresh: (_, token) => gate.refresh(token),
    out: async (_, token) => {
      await gate.out(token);
      return {};
    },
  };

  const handle = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const name = operationAt(event.rawPath);
    if (name === undefined || event.requestContext.http.method !== "POST") throw notFound(event.rawPath);
    const body = parseBody(event, operations[name].body);
    const token = name === "refresh" || name === "out" ? bearer(event.headers.authorization) : "";
    try {
      const answer = await (steps[name] as (body: unknown, token: string) => Promise<object>)(body, token);
      if ("step" in answer && answer.step === "done") metrics.count("SignedIn");
      metrics.flush();
      return {
        statusCode: 200,
        headers: { "content-type": "application/json", "cache-control": "no-store" },
        body: JSON.stringify(answer),
      };
    } catch (error) {
      if (error instanceof Unauthenticated) {
        metrics.count(FAILED_METRIC);
        log.warn("sign-in failed", { step: name, sourceIp: event.requestContext.http.sourceIp });
      }
      throw error;
    }
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problems(log, metrics))
    .handler(handle);
}

function operationAt(path: string): OperationName | undefined {
  const names = Object.keys(operations) as OperationName[];
  return names.find((name) => path === PREFIX + operations[name].path);
}

function bearer(authorization: string | undefined): string {
  const [, token] = /^Bearer (\S{1,4096})$/.exec(authorization ?? "") ?? [];
  if (token === undefined) throw unauthenticated("is Bearer and a token");
  return token;
}
