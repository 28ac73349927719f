/** What must not be lost: the table, raw messages, archives. */
import { INDEXES, KEY, TTL_ATTRIBUTE } from "@podium/core/table/definition.ts";
import { physical } from "./functions.ts";
import type { StageSettings } from "./settings.ts";

const DAY_SECONDS = 86_400;

export function storage(settings: StageSettings) {
  const key = settings.ownKey ? ownKey(settings) : undefined;
  const table = new sst.aws.Dynamo("Table", {
    fields: {
      [KEY.partition]: "string",
      [KEY.sort]: "string",
      ...Object.fromEntries(
        Object.values(INDEXES).flatMap(({ partition, sort }) => [
          [partition, "string"] as const,
          [sort, "string"] as const,
        ]),
      ),
    },
    primaryIndex: { hashKey: KEY.partition, rangeKey: KEY.sort },
    globalIndexes: Object.fromEntries(
      Object.entries(INDEXES).map(([name, { partition, sort }]) => [
        name,
        { hashKey: partition, rangeKey: sort },
      ]),
    ),
    // As STREAM_VIEW in the table's definition says.
    stream: "new-and-old-images",
    ttl: TTL_ATTRIBUTE,
    deletionProtection: settings.protect,
    transform: {
      table: (args, options) => {
        // docs/runbooks/restore.md: a table that was restored is taken over under its own name.
        const restored = process.env.PODIUM_RESTORED_TABLE;
        args.name = restored || physical("Table");
        if (restored) options.import = restored;
        args.pointInTimeRecovery = { enabled: true, recoveryPeriodInDays: settings.recoveryDays };
        options.protect = settings.protect;
        return undefined;
      },
    },
  });

  // Replaces and deletions leave a version behind, for a month.
  const vault = new sst.aws.Bucket("Vault", {
    versioning: true,
    transform: {
      bucket: (args, options) => {
        args.forceDestroy = !settings.protect;
        options.protect = settings.protect;
        return undefined;
      },
    },
    cors: false,
  });
  new aws.s3.BucketLifecycleConfiguration("VaultLifecycle", {
    bucket: vault.name,
    rules: [
      rule("raw-messages", "raw/", 30),
      rule("archives", "archive/", 7),
      {
        id: "old-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
      },
    ],
  });
  if (key) {
    new aws.s3.BucketServerSideEncryptionConfiguration("VaultEncryption", {
      bucket: vault.name,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    });
  }
  return { table, vault, key };
}

/** Raw messages and archives are kept for good: read once a year, at a tenth of the price. */
function rule(id: string, prefix: string, days: number) {
  return {
    id,
    status: "Enabled",
    filter: { prefix },
    transitions: [{ days, storageClass: "GLACIER_IR" }],
  };
}

function ownKey(settings: StageSettings): aws.kms.Key {
  const key = new aws.kms.Key(
    "Key",
    {
      description: `${physical("data")}: raw messages, archives, backups, settings with secrets`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    },
    { protect: settings.protect, retainOnDelete: settings.protect },
  );
  new aws.kms.Alias("KeyAlias", { name: `alias/${physical("data")}`, targetKeyId: key.keyId });
  return key;
}

export type Storage = ReturnType<typeof storage>;

/** SQS keeps what failed for as long as it can. */
export const DEAD_LETTER_SECONDS = 14 * DAY_SECONDS;
