import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { openObjects } from "@podium/core/feed/objects.ts";
import { openQueue } from "@podium/core/feed/queue.ts";
import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { deployedEdge } from "../edge.ts";
import { now, setting } from "../environment.ts";
import { createAdminHandler } from "./admin.ts";
import { deployedVerify } from "./deployed.ts";
import { cognitoDirectory } from "./directory.ts";

const table = openTable(setting("PODIUM_TABLE"));

export const handler = createAdminHandler({
  verify: deployedVerify(),
  store: { table, objects: openObjects(new S3Client({}), setting("PODIUM_BUCKET")) },
  queue: openQueue(new SQSClient({}), setting("PODIUM_QUEUE_URL")),
  directory: cognitoDirectory(new CognitoIdentityProviderClient({}), setting("PODIUM_USER_POOL")),
  edge: deployedEdge(),
  monthlyInvalidations: Number(setting("PODIUM_INVALIDATIONS_PER_MONTH")),
  now,
  log: createLogger("admin"),
  metrics: createMetrics("admin"),
});
