/** What happens by the clock. */
import { encrypt, lambda, physical, putFacts, readFacts } from "./functions.ts";
import type { StageSettings } from "./settings.ts";
import type { Storage } from "./storage.ts";

export function scheduled(settings: StageSettings, storage: Storage): void {
  const { table } = storage;
  const retries = 2;
  // Where nobody is told nobody needs to look.
  const enabled = settings.alarms;
  new sst.aws.CronV2("FeedWatchClock", {
    enabled,
    schedule: "rate(1 minute)",
    retries,
    function: lambda(settings, "FeedWatch", {
      handler: "ingest/watch.lambda.handler",
      // It looks again every few seconds of its minute.
      seconds: 70,
      environment: { PODIUM_TABLE: table.name },
      permissions: [readFacts(table), putFacts(table)],
    }).arn,
  });
  new sst.aws.CronV2("BoardWatchClock", {
    enabled,
    schedule: "rate(1 minute)",
    retries,
    function: lambda(settings, "BoardWatch", {
      handler: "scheduled/boards.lambda.handler",
      seconds: 30,
      environment: {
        PODIUM_TABLE: table.name,
        PODIUM_INVALIDATIONS_PER_MONTH: String(settings.invalidationsPerMonth),
      },
      permissions: [readFacts(table)],
    }).arn,
  });
  archive(storage);
}

/** The whole table to the vault each night, by the table itself: no read units, no function. */
function archive({ table, vault, key }: Storage): void {
  const statements = [
    { actions: ["dynamodb:ExportTableToPointInTime"], resources: [table.arn] },
    {
      actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
      resources: [$util.interpolate`${vault.arn}/archive/*`],
    },
    ...encrypt(key),
  ];
  const role = new aws.iam.Role("ArchiveRole", {
    name: physical("Archive"),
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "scheduler.amazonaws.com" }),
    inlinePolicies: [{ name: "inline", policy: aws.iam.getPolicyDocumentOutput({ statements }).json }],
  });
  new aws.scheduler.Schedule("Archive", {
    name: physical("Archive"),
    scheduleExpression: "cron(0 3 * * ? *)",
    scheduleExpressionTimezone: "UTC",
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: "arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime",
      roleArn: role.arn,
      input: $util.jsonStringify({
        TableArn: table.arn,
        S3Bucket: vault.name,
        S3Prefix: "archive",
        ExportFormat: "DYNAMODB_JSON",
      }),
      retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3_600 },
    },
  });
}
