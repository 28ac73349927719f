/** Table stream → projector → boards → publisher → edge. Each consumer is bounded, bisects, and leaves what failed. */
import type { Door } from "./edge.ts";
import { countInvalidations, lambda, physical, readFacts, writeFacts } from "./functions.ts";
import { CACHE_TAGS, type StageSettings } from "./settings.ts";
import { DEAD_LETTER_SECONDS, type Storage } from "./storage.ts";

/** As PROJECTOR_FILTERS of `packages/functions/stream/projector.ts`; a test compares. */
const FACTS_AND_OUTCOMES = [
  {
    dynamodb: {
      NewImage: {
        __edb_e__: {
          S: [
            "games",
            "country",
            "event",
            "unit",
            "status",
            "entry",
            "mark",
            "match",
            "charge",
            "competitor",
            "outcome",
          ],
        },
      },
    },
  },
  { eventName: ["REMOVE"], dynamodb: { OldImage: { __edb_e__: { S: ["outcome"] } } } },
];

/** As PUBLISHER_FILTERS of `packages/functions/stream/publisher.ts`; a test compares. */
const BOARDS_TO_PUSH = [
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

export interface StreamNeeds extends Storage {
  /** Whose copies the publisher has forgotten: what the console reads lasts ten seconds at most. */
  fans: Door;
}

export function stream(settings: StageSettings, { table, fans }: StreamNeeds) {
  const dead = new sst.aws.Queue("StreamDead", {
    transform: {
      queue: (args) => {
        args.name = physical("StreamDead");
        args.messageRetentionSeconds = DEAD_LETTER_SECONDS;
        return undefined;
      },
    },
  });
  const follow = {
    actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
    resources: [table.nodes.table.streamArn],
  };
  const leave = { actions: ["sqs:SendMessage"], resources: [dead.arn] };
  const consume = (batchSize: number): sst.aws.DynamoSubscriberArgs["transform"] => ({
    eventSourceMapping: (args) => {
      // What was written before the first deployment is projected too: doing it twice does no harm.
      args.startingPosition = "TRIM_HORIZON";
      args.batchSize = batchSize;
      args.maximumBatchingWindowInSeconds = 0;
      args.bisectBatchOnFunctionError = true;
      args.maximumRetryAttempts = 5;
      args.maximumRecordAgeInSeconds = 3_600;
      args.parallelizationFactor = 1;
      args.functionResponseTypes = ["ReportBatchItemFailures"];
      args.destinationConfig = { onFailure: { destinationArn: dead.arn } };
      return undefined;
    },
  });

  table.subscribe(
    "Projector",
    lambda(settings, "Projector", {
      handler: "stream/projector.lambda.handler",
      seconds: 60,
      memory: "1769 MB",
      environment: { PODIUM_TABLE: table.name },
      permissions: [follow, readFacts(table), writeFacts(table), leave],
    }).arn,
    { filters: FACTS_AND_OUTCOMES, transform: consume(1_000) },
  );
  table.subscribe(
    "Publisher",
    lambda(settings, "Publisher", {
      handler: "stream/publisher.lambda.handler",
      seconds: 30,
      environment: {
        PODIUM_TABLE: table.name,
        PODIUM_DISTRIBUTION: fans.id,
        PODIUM_INVALIDATIONS_PER_MONTH: String(settings.invalidationsPerMonth),
        PODIUM_CACHE_TAGS: CACHE_TAGS ? "on" : "off",
      },
      permissions: [
        follow,
        countInvalidations(table),
        { actions: ["cloudfront:CreateInvalidation"], resources: [fans.arn] },
        leave,
      ],
    }).arn,
    { filters: BOARDS_TO_PUSH, transform: consume(100) },
  );
  return { dead };
}
