/** Queue → facts. Lanes go side by side; in each lane one message after the other, and none overtakes one that failed. */

import middy from "@middy/core";
import { Applier, type ApplierOptions } from "@podium/core/feed/apply.ts";
import { fileDead } from "@podium/core/feed/messages.ts";
import type { Delivery } from "@podium/core/feed/queue.ts";
import { find } from "@podium/core/feed/record.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import { inParallel } from "@podium/core/parallel.ts";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

export interface ApplierDependencies extends Omit<ApplierOptions, "onSettled"> {
  log: Log;
  metrics: Metrics;
}

/** Of the queue: what failed so often goes to the dead-letter queue. */
export const MAX_RECEIVES = 5;
/** Of the queue: an applier that was killed holds its lane up so long. */
export const VISIBILITY_SECONDS = 60;
/** Of the function, so that it is over before its messages are seen again. */
export const TIMEOUT_SECONDS = 55;
/** DynamoDB's own limits are per partition; lanes are different partitions. */
const LANES = 10;

/** Dead-letter queue → files what ended there without a word, because its applier was killed or ran out of time. */
export function createDeadHandler({
  table,
  now,
  metrics,
}: Pick<ApplierDependencies, "table" | "now" | "metrics">) {
  return middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records }) => {
    for (const { body } of Records) {
      const { record } = JSON.parse(body) as Delivery;
      const current = await find(table, record.source, record.message);
      if (current?.state !== "taken") continue;
      await fileDead(table, current, `its applier did not finish ${MAX_RECEIVES} times`, now());
      metrics.count("FeedDead");
    }
    metrics.flush();
    return { batchItemFailures: [] };
  });
}

export function createApplierHandler({ log, metrics, ...options }: ApplierDependencies) {
  const applier = new Applier({
    ...options,
    onSettled: (state, ms) => {
      metrics.count(`Feed${state[0]?.toUpperCase()}${state.slice(1)}`);
      metrics.timing("FeedTakenToSettledMs", ms);
    },
  });

  const applyLane = async (records: readonly SQSRecord[]): Promise<SQSRecord[]> => {
    const deliveries = records.map(({ body }) => JSON.parse(body) as Delivery);
    try {
      await applier.apply(deliveries);
      return [];
    } catch (error) {
      if (records.length > 1) {
        // One by one: what is wrong with one must not count against the others.
        for (const [index, record] of records.entries()) {
          const failed = await applyLane([record]);
          if (failed.length > 0) return records.slice(index);
        }
        return [];
      }
      await fail(records[0] as SQSRecord, deliveries[0] as Delivery, error as Error);
      return [...records];
    }
  };

  const fail = async ({ attributes }: SQSRecord, { record }: Delivery, error: Error): Promise<void> => {
    const { source, message } = record;
    const receives = Number(attributes.ApproximateReceiveCount);
    log.error("a message could not be applied", { source, message, receives, error });
    metrics.count("FeedApplyFailed");
    if (receives < MAX_RECEIVES) return;
    metrics.count("FeedDead");
    await fileDead(options.table, record, `${error.name}: ${error.message}`, options.now()).catch(
      (cause: Error) => log.error("its end could not be filed", { source, message, error: cause }),
    );
  };

  const handle = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const lanes = Map.groupBy(Records, ({ attributes }) => attributes.MessageGroupId ?? "");
    const failed: SQSRecord[] = [];
    await inParallel([...lanes.values()], LANES, async (records) => {
      failed.push(...(await applyLane(records)));
    });
    metrics.flush();
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  return middy<SQSEvent, SQSBatchResponse>().handler(handle);
}
