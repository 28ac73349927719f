/** The one place where errors become HTTP: problem details, RFC 9457. */
import type { PodiumError } from "@podium/core/errors.ts";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNKNOWN_USER: 404,
  UNKNOWN_KEY: 404,
  KEY_REVOKED: 409,
  VERSION_CONFLICT: 409,
  ALREADY_SETTLED: 409,
  ID_TAKEN: 409,
  NOT_OPEN: 409,
  USER_EXISTS: 409,
  KEY_EXISTS: 409,
  LAST_ADMIN: 409,
  OVER_BUDGET: 409,
  BODY_TOO_LARGE: 413,
  BAD_ENCODING: 400,
  INVALID: 400,
  RATE_LIMITED: 429,
  TABLE_BUSY: 503,
};

export function statusOf(error: PodiumError): number {
  return STATUS[error.code] ?? (error.retry ? 503 : 400);
}

export interface ProblemOptions {
  /** Path of the request. */
  instance: string;
  cacheControl?: string;
  /** Of a 405: the methods that there are (RFC 9110, 15.5.6). */
  allow?: string;
  /** What this problem says beside the common members. */
  more?: object;
}

export function problem(error: PodiumError, options: ProblemOptions): APIGatewayProxyStructuredResultV2 {
  const status = statusOf(error);
  return respond(
    status,
    error.message,
    { ...options, retryAfterSeconds: error.retryAfterSeconds },
    {
      code: error.code,
      ...(error.field !== undefined && { field: error.field }),
      ...(error.rule !== undefined && { rule: error.rule }),
      ...options.more,
    },
  );
}

/** What went wrong is in the log, under the request's id; the caller learns no more than that. */
export function unexpected(instance: string, requestId: string): APIGatewayProxyStructuredResultV2 {
  return respond(
    500,
    "Something failed on our side; it has been noted.",
    { instance },
    { code: "INTERNAL", requestId },
  );
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not authenticated",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  413: "Content too large",
  429: "Too many requests",
  500: "Internal server error",
  503: "Try again",
};

function respond(
  status: number,
  detail: string,
  options: ProblemOptions & { retryAfterSeconds?: number | undefined },
  more: object,
): APIGatewayProxyStructuredResultV2 {
  const { instance, cacheControl = "no-store", allow } = options;
  const { retryAfterSeconds = status === 503 ? 1 : undefined } = options;
  return {
    statusCode: status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": cacheControl,
      ...(retryAfterSeconds !== undefined && { "retry-after": String(Math.ceil(retryAfterSeconds)) }),
      ...(allow !== undefined && { allow }),
    },
    body: JSON.stringify({
      type: "about:blank",
      title: TITLES[status] ?? "Error",
      status,
      detail,
      instance,
      ...more,
    }),
  };
}
