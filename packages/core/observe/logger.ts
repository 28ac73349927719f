/** Structured log lines, one JSON object each. No secret, no body of a message, ever. */
import { Logger } from "@aws-lambda-powertools/logger";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

/** Level from `POWERTOOLS_LOG_LEVEL`, default INFO. In Lambda each line carries the trace id of its invocation. */
export function createLogger(service: string): Log {
  return new Logger({ serviceName: service });
}
