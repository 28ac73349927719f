/** The client of the read handlers: nothing but the plain SDK, so that it starts fast. */
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { CapacityMeter } from "./meter.ts";

/**
 * Says nothing. Without it the SDK makes a log entry of every call, input and output copied, for a logger that drops it;
 * with no `info` to call it makes none. What looks for credentials calls `debug`, whatever there is.
 */
export const SILENT = { trace() {}, debug() {}, warn() {}, error() {} } as unknown as NonNullable<
  DynamoDBClientConfig["logger"]
>;

/** For reads while someone waits: better a quick no, which the edge covers with a stale copy, than a slow yes. */
export function openReader(config: DynamoDBClientConfig = {}, meter?: CapacityMeter): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 2000 },
    logger: SILENT,
    ...config,
  });
  meter?.attach(client);
  return client;
}
