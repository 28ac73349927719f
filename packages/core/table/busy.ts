/** Failures of the services below that pass by themselves: who asked may ask again. */
import { PodiumError } from "../errors.ts";

/** Source: API references of DynamoDB, SQS and S3, common errors. */
const BUSY: ReadonlySet<string> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "TransactionInProgressException",
  "InternalServerError",
  "ServiceUnavailable",
  "RequestThrottled",
  "SlowDown",
  "TimeoutError",
]);
const UNREACHABLE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"]);

/** PodiumError TABLE_BUSY with `retry` in the place of such a failure; undefined for every other. */
export function busy(error: Error & { code?: unknown }): PodiumError | undefined {
  if (!BUSY.has(error.name) && !UNREACHABLE.has(String(error.code))) return undefined;
  const detail = "what this needs is busy or out of reach; send it again";
  return new PodiumError({ code: "TABLE_BUSY", detail }, { retry: true, cause: error });
}
