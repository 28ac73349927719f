/** Table stream → edge: boards that must not wait for their TTL are invalidated by cache tag. */

import { setTimeout as wait } from "node:timers/promises";
import middy from "@middy/core";
import type { Edge } from "@podium/core/edge/edge.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { REMEMBER_MS } from "../read/memory.ts";

export interface PublisherDependencies {
  edge: Edge;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** For the event-source mapping: latest versions with a reason to push, and boards that are gone. */
export const PUBLISHER_FILTERS = [
  {
    dynamodb: {
      NewImage: { __edb_e__: { S: ["board"] }, slot: { S: ["latest"] }, push: { S: [{ exists: true }] } },
    },
  },
  {
    eventName: ["REMOVE"],
    dynamodb: { OldImage: { __edb_e__: { S: ["board"] }, slot: { S: ["latest"] } } },
  },
];

/**
 * A warm reader may remember the old version for a second after the new one was written, and its read may lag a little.
 * An edge that asked it meanwhile would keep that for minutes, so the invalidation comes after.
 */
const SETTLE_MS = REMEMBER_MS + 500;

export function createPublisherHandler({ edge, now, log, metrics }: PublisherDependencies) {
  const handle = async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const tags = new Set<string>();
    let writtenMs = 0;
    for (const { dynamodb } of event.Records) {
      // The first tag is the board's own; the others name what it belongs to.
      const own = (dynamodb?.NewImage ?? dynamodb?.OldImage)?.tags?.L?.[0]?.S;
      if (own !== undefined) tags.add(own);
      // A removal says only the second in which it happened, so it counts as its end.
      const second = (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 + 999;
      writtenMs = Math.max(writtenMs, Date.parse(dynamodb?.NewImage?.updatedAt?.S ?? "") || second);
    }
    // Repeating an invalidation does no harm, so a batch that comes again carries the same reference.
    const reference = event.Records.at(-1)?.dynamodb?.SequenceNumber ?? "";
    if (tags.size > 0) {
      // Of what has waited in the stream already, nothing more: a publisher that is behind must catch up.
      const settledMs = writtenMs + SETTLE_MS - now().getTime();
      if (settledMs > 0) await wait(Math.min(settledMs, 2 * SETTLE_MS));
      await edge.invalidate([...tags], reference);
      log.info("invalidated", { tags: [...tags], reference });
      metrics.count("TagInvalidated", tags.size);
    }
    metrics.flush();
    return { batchItemFailures: [] };
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handle);
}
