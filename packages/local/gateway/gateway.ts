/** An HTTP API in front of functions: requests become API Gateway v2 events, results become responses. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2, Context } from "aws-lambda";
import { LocalContext } from "../context.ts";
import { closeServer, type Listening, type ListenOptions, listen, refuseGarbage } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { type Target, targetOf, toEvent } from "./event.ts";
import { refuse, reply } from "./reply.ts";
import { compileRoutes, type Match } from "./routes.ts";

/** API Gateway's limits: 10 MB of body, 30 s for a function. */
const BODY_BYTES = 10_000_000;
const TIMEOUT_MS = 30_000;

export type HttpHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown>;

/** A Lambda authorizer with simple responses, payload format 2.0. */
export type Authorizer = (
  event: APIGatewayRequestAuthorizerEventV2,
) => Promise<{ isAuthorized: boolean; context?: object }>;

export interface GatewayRoute {
  /** `GET /api/{proxy+}`, `ANY /x/{id}`, `$default`. */
  route: string;
  handler: HttpHandler;
  /** Name of the function in its context; the route where there is none. */
  name?: string;
  timeoutMs?: number;
  /** Asked before the handler; what it says is in the handler's event. */
  authorizer?: Authorizer;
}

export interface Gateway {
  /** Loopback unless a host is named; a taken port gives way to the next free one. */
  listen(options: ListenOptions): Promise<Listening>;
  close(): Promise<void>;
}

interface LocalFunction {
  name: string;
  handler: HttpHandler;
  timeoutMs: number;
  authorizer: Authorizer | undefined;
}

/** The authorizer said no. */
class Denied extends Error {}

export function createGateway(routes: readonly GatewayRoute[], log: Log): Gateway {
  const router = compileRoutes<LocalFunction>(
    routes.map(({ route, handler, name = route, timeoutMs = TIMEOUT_MS, authorizer }) => ({
      route,
      target: { name, handler, timeoutMs, authorizer },
    })),
  );

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const method = request.method ?? "GET";
    const target = targetOf(request.url ?? "/");
    const match = router(method, target.path);
    if (match === undefined) {
      refuse(response, method, 404, "Not Found");
      return;
    }
    const length = request.headers["content-length"];
    if ((length === undefined || length === "0") && request.headers["transfer-encoding"] === undefined) {
      invoke(request, response, target, match, undefined);
      return;
    }
    if (Number(length) > BODY_BYTES) {
      refuseBody(request, response);
      return;
    }
    readBody(request).then(
      (body) => {
        if (body === undefined) refuseBody(request, response);
        else invoke(request, response, target, match, body);
      },
      // Only a sender that went away gets here: there is no one to answer.
      (cause) => log("debug", "a request broke off", { path: target.path, cause: messageOf(cause) }),
    );
  }

  function invoke(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    match: Match<LocalFunction>,
    body: Buffer | undefined,
  ): void {
    const method = request.method ?? "GET";
    const { name, handler, timeoutMs, authorizer } = match.target;
    let event: APIGatewayProxyEventV2;
    try {
      event = toEvent(request, target, match, body);
    } catch (cause) {
      if (!(cause instanceof URIError)) throw cause;
      refuse(response, method, 400, "Bad Request");
      return;
    }
    // One watch over many requests is cheaper than a timer for each that is cleared a millisecond later.
    const late = deadlines.watch(timeoutMs, () => {
      log("error", "a function took too long", { function: name, path: target.path, timeoutMs });
      if (!response.headersSent) refuse(response, method, 503, "Service Unavailable");
    });
    const fail = (cause: unknown) => {
      deadlines.forget(late);
      if (cause instanceof Denied) return refuse(response, method, 403, "Forbidden");
      const at = { function: name, path: target.path };
      log("error", "a function failed", {
        ...at,
        cause: cause instanceof Error ? cause.stack : String(cause),
      });
      if (!response.headersSent) refuse(response, method, 500, "Internal Server Error");
    };
    const succeed = (result: unknown) => {
      deadlines.forget(late);
      if (response.headersSent) return;
      try {
        reply(response, method, result);
      } catch (cause) {
        fail(cause);
      }
    };
    try {
      const call = () => handler(event, new LocalContext(name, timeoutMs));
      (authorizer === undefined ? call() : authorize(authorizer, event).then(call)).then(succeed, fail);
    } catch (cause) {
      fail(cause);
    }
  }

  const deadlines = new Deadlines();
  const server = createServer(answer);
  refuseGarbage(server, log);
  return {
    listen: (options) => listen(server, options),
    async close() {
      await closeServer(server);
      deadlines.stop();
    },
  };
}

/** Leaves its context in the event, as API Gateway does. @throws Denied */
async function authorize(authorizer: Authorizer, event: APIGatewayProxyEventV2): Promise<void> {
  const { requestContext, headers, rawPath, rawQueryString, routeKey } = event;
  const { isAuthorized, context } = await authorizer({
    version: "2.0",
    type: "REQUEST",
    routeArn: `arn:aws:execute-api:local:${requestContext.accountId}:${requestContext.apiId}${rawPath}`,
    identitySource: [],
    routeKey,
    rawPath,
    rawQueryString,
    cookies: event.cookies ?? [],
    headers,
    requestContext,
  });
  if (!isAuthorized) throw new Denied();
  Object.assign(requestContext, { authorizer: { lambda: context ?? null } });
}

/** The rest of the body is let go by, so that who still writes it can read the answer. */
function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  refuse(response, request.method ?? "POST", 413, "Request Entity Too Large");
  request.resume();
}

/** Resolves with undefined where the body is larger than allowed. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

interface Deadline {
  at: number;
  onLate: () => void;
}

/** Looks every tenth of a second for invocations that are over their time. */
class Deadlines {
  private readonly pending = new Set<Deadline>();
  private timer: NodeJS.Timeout | undefined;

  watch(ms: number, onLate: () => void): Deadline {
    const deadline = { at: Date.now() + ms, onLate };
    this.pending.add(deadline);
    this.timer ??= setInterval(() => this.look(), 100).unref();
    return deadline;
  }

  forget(deadline: Deadline): void {
    this.pending.delete(deadline);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const now = Date.now();
    for (const deadline of this.pending) {
      if (deadline.at > now) continue;
      this.pending.delete(deadline);
      deadline.onLate();
    }
  }
}
