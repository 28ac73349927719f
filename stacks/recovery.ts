/** Copies of the table apart from the table, in production also in a second region, and a weekly test that they restore. */
import { physical } from "./functions.ts";
import { SECOND_REGION, type StageSettings } from "./settings.ts";
import type { Storage } from "./storage.ts";

const COPY_DAYS = 35;

export function recovery(settings: StageSettings, { table, key }: Storage): void {
  const keep = { protect: settings.protect, retainOnDelete: settings.protect };
  const vault = new aws.backup.Vault(
    "Backups",
    { name: physical("Backups"), ...(key && { kmsKeyArn: key.arn }), forceDestroy: !settings.protect },
    keep,
  );
  const lifecycle = { deleteAfter: settings.protect ? COPY_DAYS : 7 };
  const plan = new aws.backup.Plan("BackupPlan", {
    name: physical("Backups"),
    rules: [
      {
        ruleName: "nightly",
        targetVaultName: vault.name,
        schedule: "cron(30 2 * * ? *)",
        startWindow: 60,
        completionWindow: 180,
        lifecycle,
        ...(settings.secondRegion && {
          copyActions: [{ destinationVaultArn: secondVault(keep).arn, lifecycle }],
        }),
      },
    ],
  });
  const role = new aws.iam.Role("BackupRole", {
    name: physical("Backup"),
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "backup.amazonaws.com" }),
    // AWS Backup changes what it needs; these are its own lists.
    managedPolicyArns: [
      "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
      "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    ],
  });
  new aws.backup.Selection("BackupSelection", {
    name: physical("Backups"),
    planId: plan.id,
    iamRoleArn: role.arn,
    resources: [table.arn],
  });
  if (settings.secondRegion) restoreTest(table, role);
}

function secondVault(keep: $util.CustomResourceOptions): aws.backup.Vault {
  return new aws.backup.Vault(
    "BackupsElsewhere",
    { name: physical("BackupsElsewhere"), region: SECOND_REGION },
    keep,
  );
}

/** A backup that nobody has restored is a hope. The copy is deleted a day later. */
function restoreTest(table: sst.aws.Dynamo, role: aws.iam.Role): void {
  const name = physical("weekly").replaceAll("-", "_");
  const plan = new aws.backup.RestoreTestingPlan("RestoreTest", {
    name,
    scheduleExpression: "cron(0 6 ? * MON *)",
    recoveryPointSelection: {
      algorithm: "LATEST_WITHIN_WINDOW",
      includeVaults: ["*"],
      recoveryPointTypes: ["SNAPSHOT"],
      selectionWindowDays: 7,
    },
  });
  new aws.backup.RestoreTestingSelection("RestoreTestTable", {
    name: `${name}_table`,
    restoreTestingPlanName: plan.name,
    protectedResourceType: "DynamoDB",
    protectedResourceArns: [table.arn],
    iamRoleArn: role.arn,
    validationWindowHours: 24,
  });
}
