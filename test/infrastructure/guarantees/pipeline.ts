import assert from "node:assert/strict";
import { INDEXES, KEY, STREAM_VIEW, TTL_ATTRIBUTE } from "../../../packages/core/table/definition.ts";
import { MAX_RECEIVES, VISIBILITY_SECONDS } from "../../../packages/functions/ingest/applier.ts";
import { PROJECTOR_FILTERS } from "../../../packages/functions/stream/projector.ts";
import { PUBLISHER_FILTERS } from "../../../packages/functions/stream/publisher.ts";
import { at, functions, type Graph, list, ofType, only, type Resource, text } from "../graph.ts";
import { GUARDED, type Guarantee } from "./guarantee.ts";

function consumers(graph: Graph): Resource[] {
  const found = ofType(graph, "lambda/eventSourceMapping:EventSourceMapping");
  return found.filter(({ props }) => text(props.eventSourceArn).includes("/stream/"));
}

const deadLetters = (graph: Graph): Resource[] =>
  ofType(graph, "sqs/queue:Queue").filter(({ name }) => name.includes("Dead"));

export const PIPELINE: readonly Guarantee[] = [
  {
    title: "the table is core's: keys, indexes, stream, expiry",
    holds(graph) {
      const { props } = only(graph, "dynamodb/table:Table");
      assert.equal(props.hashKey, KEY.partition);
      assert.equal(props.rangeKey, KEY.sort);
      assert.equal(props.billingMode, "PAY_PER_REQUEST");
      assert.deepEqual(
        list(props.globalSecondaryIndexes),
        Object.entries(INDEXES).map(([name, { partition, sort }]) => ({
          name,
          hashKey: partition,
          rangeKey: sort,
          projectionType: "ALL",
        })),
      );
      assert.equal(props.streamEnabled, true);
      assert.equal(props.streamViewType, STREAM_VIEW);
      assert.deepEqual(props.ttl, { attributeName: TTL_ATTRIBUTE, enabled: true });
    },
  },
  {
    title: "each consumer of the stream is bounded, bisects, and leaves what failed in a queue",
    holds(graph) {
      assert.equal(consumers(graph).length, 2);
      const queues = deadLetters(graph).map(({ props }) => `:${text(props.name)}`);
      for (const { name, props } of consumers(graph)) {
        const retries = Number(props.maximumRetryAttempts);
        assert.ok(retries >= 1 && retries <= 10, name);
        assert.equal(props.bisectBatchOnFunctionError, true, name);
        assert.deepEqual(props.functionResponseTypes, ["ReportBatchItemFailures"], name);
        const destination = text(at(props, "destinationConfig.onFailure.destinationArn"));
        assert.ok(
          queues.some((queue) => destination.endsWith(queue)),
          `${name} drops what fails`,
        );
        const target = functions(graph).find(({ resource }) =>
          text(props.functionName).endsWith(text(resource.props.name)),
        );
        const may = target?.statements.some(
          ({ actions, resources }) => actions.includes("sqs:SendMessage") && resources.includes(destination),
        );
        assert.ok(may, `${name} may not write to its destination`);
      }
    },
  },
  {
    title: "consumers see what they see on one machine",
    holds(graph) {
      const expected = { Projector: PROJECTOR_FILTERS, Publisher: PUBLISHER_FILTERS };
      for (const [consumer, filters] of Object.entries(expected)) {
        const mapping = consumers(graph).find(({ name }) => name.includes(consumer));
        const patterns = list(at(mapping?.props, "filterCriteria.filters")).map((filter) =>
          JSON.parse(text(at(filter, "pattern"))),
        );
        assert.deepEqual(patterns, filters, consumer);
        assert.equal(mapping?.props.startingPosition, "TRIM_HORIZON", consumer);
      }
    },
  },
  {
    title: "the feed's queue keeps its lanes, and what fails again and again goes aside",
    holds(graph) {
      const queue = ofType(graph, "sqs/queue:Queue").find(({ name }) => name === "FeedQueue")?.props ?? {};
      assert.equal(queue.fifoQueue, true);
      assert.equal(queue.deduplicationScope, "messageGroup");
      assert.equal(queue.visibilityTimeoutSeconds, VISIBILITY_SECONDS);
      const redrive = JSON.parse(text(queue.redrivePolicy)) as Record<string, unknown>;
      assert.equal(redrive.maxReceiveCount, MAX_RECEIVES);
      assert.match(String(redrive.deadLetterTargetArn), /FeedDead\.fifo$/);
      const applier = functions(graph).find(({ name }) => name === "FeedApplier");
      assert.ok(Number(applier?.resource.props.timeout) < VISIBILITY_SECONDS);
      const mapping = ofType(graph, "lambda/eventSourceMapping:EventSourceMapping").find(({ props }) =>
        text(props.eventSourceArn).endsWith("Feed.fifo"),
      );
      assert.deepEqual(mapping?.props.functionResponseTypes, ["ReportBatchItemFailures"]);
    },
  },
  {
    title: "dead letters are kept for two weeks",
    holds(graph) {
      assert.equal(deadLetters(graph).length, 2);
      for (const { name, props } of deadLetters(graph)) {
        assert.equal(props.messageRetentionSeconds, 14 * 86_400, name);
      }
    },
  },
  {
    title: "every dead-letter queue has an alarm that the first message sets off",
    stages: GUARDED,
    holds(graph) {
      const alarms = ofType(graph, "cloudwatch/metricAlarm:MetricAlarm");
      for (const { props } of deadLetters(graph)) {
        const found = alarms.find((alarm) => at(alarm.props, "dimensions.QueueName") === props.name);
        assert.equal(found?.props.metricName, "ApproximateNumberOfMessagesVisible", text(props.name));
        assert.equal(found?.props.threshold, 0);
        assert.equal(found?.props.evaluationPeriods, 1);
      }
    },
  },
];
