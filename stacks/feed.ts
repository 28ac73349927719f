/** The feeds' queue: one lane per unit, what fails five times goes aside. */
import { encrypt, lambda, physical, putFacts, readFacts, writeFacts } from "./functions.ts";
import { type StageSettings, TIME_ZONE } from "./settings.ts";
import { DEAD_LETTER_SECONDS, type Storage } from "./storage.ts";

/** As `packages/functions/ingest/applier.ts` says; a test compares. */
const MAX_RECEIVES = 5;
const VISIBILITY_SECONDS = 60;

export function feed(settings: StageSettings, { table, vault, key }: Storage) {
  const dead = new sst.aws.Queue("FeedDead", {
    fifo: true,
    transform: {
      queue: (args) => {
        args.name = `${physical("FeedDead")}.fifo`;
        args.messageRetentionSeconds = DEAD_LETTER_SECONDS;
        return undefined;
      },
    },
  });
  const queue = new sst.aws.Queue("Feed", {
    fifo: true,
    visibilityTimeout: `${VISIBILITY_SECONDS} seconds`,
    dlq: { queue: dead.arn, retry: MAX_RECEIVES },
    transform: {
      queue: (args) => {
        args.name = `${physical("Feed")}.fifo`;
        // Lanes are independent: so is what is the same within one.
        args.deduplicationScope = "messageGroup";
        args.fifoThroughputLimit = "perMessageGroupId";
        args.messageRetentionSeconds = DEAD_LETTER_SECONDS;
        return undefined;
      },
    },
  });
  const environment = {
    PODIUM_TABLE: table.name,
    PODIUM_BUCKET: vault.name,
    PODIUM_QUEUE_URL: queue.url,
    PODIUM_TIME_ZONE: TIME_ZONE,
  };
  queue.subscribe(
    lambda(settings, "FeedApplier", {
      handler: "ingest/applier.lambda.handler",
      // Below the visibility of what it holds, so that nobody else applies the same lane meanwhile.
      seconds: VISIBILITY_SECONDS - 2,
      memory: "1769 MB",
      environment,
      permissions: [
        receive(queue),
        readFacts(table),
        writeFacts(table),
        ...rawMessages(vault, key),
        send(queue),
      ],
    }).arn,
    {
      batch: { size: 10, partialResponses: true },
      transform: {
        eventSourceMapping: (args) => {
          // What the function may not run besides isn't fetched either.
          const most = settings.reserved.FeedApplier;
          if (most !== undefined) args.scalingConfig = { maximumConcurrency: most };
          return undefined;
        },
      },
    },
  );
  dead.subscribe(
    lambda(settings, "FeedDeadFiler", {
      handler: "ingest/dead.lambda.handler",
      seconds: 20,
      environment: { PODIUM_TABLE: table.name },
      permissions: [receive(dead), readFacts(table), putFacts(table)],
    }).arn,
    { batch: { size: 10, partialResponses: true } },
  );
  return { queue, dead, environment };
}

export type Feed = ReturnType<typeof feed>;

export function rawMessages(vault: sst.aws.Bucket, key: aws.kms.Key | undefined) {
  return [
    { actions: ["s3:GetObject", "s3:PutObject"], resources: [$util.interpolate`${vault.arn}/raw/*`] },
    // Without it what isn't there is answered as if it were forbidden.
    { actions: ["s3:ListBucket"], resources: [vault.arn] },
    ...encrypt(key),
  ];
}

export const send = (queue: sst.aws.Queue) => ({ actions: ["sqs:SendMessage"], resources: [queue.arn] });

const receive = (queue: sst.aws.Queue) => ({
  actions: [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
  ],
  resources: [queue.arn],
});
