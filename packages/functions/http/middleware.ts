/** What every HTTP handler has around it. */

import type { MiddlewareObj } from "@middy/core";
import { PodiumError } from "@podium/core/errors.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import { busy } from "@podium/core/table/busy.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { problem, statusOf, unexpected } from "./problem.ts";

type Http = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>;

/** Errors become problem details; those that nobody foresaw are logged with the trace and counted. */
export function problems(
  log: Log,
  metrics: Metrics,
  cacheControl: (error: PodiumError) => string | undefined = () => undefined,
): Http {
  return {
    onError: (request) => {
      const { event, context } = request;
      const error = request.error instanceof Error ? (busy(request.error) ?? request.error) : request.error;
      if (error instanceof PodiumError) {
        const cache = cacheControl(error);
        if (statusOf(error) >= 500)
          log.warn(error.code, { path: event.rawPath, error, trace: traceOf(event) });
        request.response = problem(error, { instance: event.rawPath, ...(cache && { cacheControl: cache }) });
      } else {
        log.error("unexpected", {
          path: event.rawPath,
          requestId: context.awsRequestId,
          trace: traceOf(event),
          error,
        });
        metrics.count("UnexpectedError");
        request.response = unexpected(event.rawPath, context.awsRequestId);
      }
      metrics.flush();
    },
  };
}

/** Id that follows a request through the logs of every part: the caller's, or the edge's. */
export function traceOf(event: APIGatewayProxyEventV2): string {
  return event.headers.traceparent ?? event.headers["x-amzn-trace-id"] ?? event.requestContext.requestId;
}
