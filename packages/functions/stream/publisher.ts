/** Table stream → edge: boards that must not wait for their TTL are invalidated by cache tag, within a budget. */

import { setTimeout as wait } from "node:timers/promises";
import middy from "@middy/core";
import { digest } from "@podium/core/board/canonical.ts";
import type { Push } from "@podium/core/board/publish.ts";
import { SHARE_PERCENT, spend } from "@podium/core/edge/budget.ts";
import type { Edge } from "@podium/core/edge/edge.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { REMEMBER_MS } from "../read/memory.ts";

export interface PublisherDependencies {
  edge: Edge;
  /** Holds the counter of the budget. */
  table: Table;
  /** Tags a calendar month. */
  monthlyTags: number;
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
export const SETTLE_MS = REMEMBER_MS + 500;

const BY_URGENCY = Object.keys(SHARE_PERCENT) as Push[];

export function createPublisherHandler(dependencies: PublisherDependencies) {
  const { edge, table, monthlyTags, now, log, metrics } = dependencies;

  const handle = async ({ Records: records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { urgency, writtenMs } = collect(records);
    const tags: string[] = [];
    for (const push of BY_URGENCY) {
      const wanted = [...urgency].flatMap(([tag, why]) => (why === push ? [tag] : []));
      if (wanted.length === 0) continue;
      if (await spend(table, now(), push, wanted.length, monthlyTags)) {
        tags.push(...wanted);
        continue;
      }
      // They come with their TTL.
      log.warn("over the budget of invalidations", { push, tags: wanted });
      metrics.count("InvalidationOverBudget", wanted.length);
    }
    if (tags.length > 0) {
      // Of what has waited in the stream already, nothing more: a publisher that is behind must catch up.
      const settledMs = writtenMs + SETTLE_MS - now().getTime();
      if (settledMs > 0) await wait(Math.min(settledMs, 2 * SETTLE_MS));
      // Repeating an invalidation does no harm, so a batch that comes again carries the same reference for the same tags.
      const sequence = records.at(-1)?.dynamodb?.SequenceNumber ?? "";
      const reference = `${sequence}-${digest(tags.join(" ")).slice(0, 12)}`;
      await edge.invalidate(tags, reference);
      log.info("invalidated", { tags, reference });
      metrics.count("TagInvalidated", tags.length);
    }
    metrics.flush();
    return { batchItemFailures: [] };
  };
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(handle);
}

/** Each board's own tag once, with the most urgent reason there is for it, and when the newest of them was written. */
function collect(records: readonly DynamoDBRecord[]): { urgency: Map<string, Push>; writtenMs: number } {
  const urgency = new Map<string, Push>();
  let writtenMs = 0;
  for (const { dynamodb } of records) {
    const image = dynamodb?.NewImage;
    // The first tag is the board's own; the others name what it belongs to.
    const own = (image ?? dynamodb?.OldImage)?.tags?.L?.[0]?.S;
    if (own !== undefined) {
      const push = image === undefined ? "withdrawal" : asPush(image.push?.S);
      const known = urgency.get(own);
      if (known === undefined || SHARE_PERCENT[push] > SHARE_PERCENT[known]) urgency.set(own, push);
    }
    // A removal says only the second in which it happened, so it counts as its end.
    const second = (dynamodb?.ApproximateCreationDateTime ?? 0) * 1000 + 999;
    writtenMs = Math.max(writtenMs, Date.parse(image?.updatedAt?.S ?? "") || second);
  }
  return { urgency, writtenMs };
}

const asPush = (text: string | undefined): Push => BY_URGENCY.find((push) => push === text) ?? "official";
