import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GROUPS } from "../../../packages/core/access/groups.ts";
import { REGION, SECOND_REGION } from "../../../stacks/settings.ts";
import { architecture, architectureFile } from "../architecture.ts";
import { at, functions, list, ofType, only, text } from "../graph.ts";
import { linksFile, linkTypes } from "../links.ts";
import { ROOT } from "../paths.ts";
import { GUARDED, type Guarantee } from "./guarantee.ts";

/** What holds what can't be made again. */
const DATA = [
  "dynamodb/table:Table",
  "s3/bucket:Bucket",
  "cognito/userPool:UserPool",
  "kms/key:Key",
  "backup/vault:Vault",
];
/** Buckets of what can: pages are built, logs are for a month. */
const MADE_AGAIN = ["PagesBucket", "EdgeLogsBucket"];

export const KEEPING: readonly Guarantee[] = [
  {
    title: "production keeps and protects what holds data",
    stages: ["production"],
    holds(graph) {
      for (const type of DATA) {
        for (const { name, protect, retainOnDelete } of ofType(graph, type)) {
          assert.equal(retainOnDelete, true, `${name} would go with the stage`);
          if (!MADE_AGAIN.includes(name)) assert.equal(protect, true, `${name} is not protected`);
        }
      }
      assert.equal(only(graph, "dynamodb/table:Table").props.deletionProtectionEnabled, true);
      assert.equal(only(graph, "cognito/userPool:UserPool").props.deletionProtection, "ACTIVE");
      for (const { name, props } of ofType(graph, "s3/bucket:Bucket"))
        assert.notEqual(props.forceDestroy, true, name);
      assert.equal(graph.outputs._protect, true);
    },
  },
  {
    title: "dev goes whole when it is removed",
    stages: ["dev"],
    holds(graph) {
      for (const type of DATA) {
        for (const { name, protect, retainOnDelete } of ofType(graph, type)) {
          assert.ok(!protect && !retainOnDelete, name);
        }
      }
      assert.notEqual(only(graph, "dynamodb/table:Table").props.deletionProtectionEnabled, true);
      for (const { name, props } of ofType(graph, "s3/bucket:Bucket"))
        assert.equal(props.forceDestroy, true, name);
    },
  },
  {
    title: "the table can be set back to any second, and raw messages keep their old versions",
    holds(graph) {
      const { props } = only(graph, "dynamodb/table:Table");
      assert.equal(at(props, "pointInTimeRecovery.enabled"), true);
      const days = Number(at(props, "pointInTimeRecovery.recoveryPeriodInDays"));
      assert.ok(days >= (graph.stage === "production" ? 35 : 1));
      const { props: versioning } = only(graph, "s3/bucketVersioning:BucketVersioning");
      assert.equal(at(versioning, "versioningConfiguration.status"), "Enabled");
      assert.match(text(versioning.bucket), /vault/);
    },
  },
  {
    title: "raw messages and archives move to Glacier and never expire",
    holds(graph) {
      const rules = list(
        ofType(graph, "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").find(
          ({ name }) => name === "VaultLifecycle",
        )?.props.rules,
      );
      for (const prefix of ["raw/", "archive/"]) {
        const rule = rules.find((one) => at(one, "filter.prefix") === prefix);
        assert.equal(at(rule, "transitions.0.storageClass"), "GLACIER_IR", prefix);
        assert.equal(at(rule, "expiration"), undefined, prefix);
      }
    },
  },
  {
    title: "the table goes to the archive and to the backups every night",
    holds(graph) {
      const archive = ofType(graph, "scheduler/schedule:Schedule").find(({ name }) => name === "Archive");
      assert.match(text(at(archive?.props, "target.arn")), /exportTableToPointInTime$/);
      assert.match(text(archive?.props.scheduleExpression), /^cron\(0 3 \* \* \? \*\)$/);
      const [rule] = list(only(graph, "backup/plan:Plan").props.rules);
      assert.match(text(at(rule, "schedule")), /^cron\(/);
      assert.match(JSON.stringify(only(graph, "backup/selection:Selection").props.resources), /table\//);
    },
  },
  {
    title: "production's backups are copied to a second region, and their restoring is tested each week",
    stages: ["production"],
    holds(graph) {
      const [rule] = list(only(graph, "backup/plan:Plan").props.rules);
      assert.match(text(at(rule, "copyActions.0.destinationVaultArn")), /BackupsElsewhere/);
      const elsewhere = ofType(graph, "backup/vault:Vault").find(({ name }) => name === "BackupsElsewhere");
      assert.equal(elsewhere?.props.region, SECOND_REGION);
      assert.match(
        text(only(graph, "backup/restoreTestingPlan:RestoreTestingPlan").props.scheduleExpression),
        /MON/,
      );
    },
  },
  {
    title: "every log group has an end, and every function a log group",
    holds(graph) {
      const groups = ofType(graph, "cloudwatch/logGroup:LogGroup");
      for (const { name, props } of groups) assert.ok(Number(props.retentionInDays) > 0, name);
      const names = groups.map(({ props }) => text(props.name));
      for (const { name } of functions(graph)) {
        assert.ok(names.includes(`/aws/lambda/podium-${graph.stage}-${name}`), name);
      }
    },
  },
  {
    title: "every alarm says how bad it is, whom it tells, and names a runbook that is there",
    stages: GUARDED,
    holds(graph) {
      const alarms = ofType(graph, "cloudwatch/metricAlarm:MetricAlarm");
      for (const { name, props } of alarms) {
        const [, severity, runbook = ""] =
          /^(critical|warning): (docs\/runbooks\/[\w-]+\.md)$/.exec(text(props.alarmDescription)) ?? [];
        assert.ok(severity, `${name} says nothing`);
        assert.ok(existsSync(join(ROOT, runbook)), `${runbook} of ${name} is not there`);
        const [topic] = list(props.alarmActions).map(text);
        assert.match(topic ?? "", severity === "critical" ? /Critical$/ : /Warning$/, name);
        if (props.namespace === "AWS/CloudFront") assert.equal(props.region, "us-east-1", name);
      }
    },
  },
  {
    title: "what must be watched is: age, lag, stream, queues, budget, silence, sign-ins, errors, cache",
    stages: GUARDED,
    holds(graph) {
      const watched = new Set(
        ofType(graph, "cloudwatch/metricAlarm:MetricAlarm").map(({ props }) => text(props.metricName)),
      );
      const wanted = [
        "5xxErrorRate",
        "4xxErrorRate",
        "CacheHitRate",
        "FactToBoardMs",
        "BoardLagMs",
        "IteratorAge",
        "ApproximateNumberOfMessagesVisible",
        "InvalidationsUsedPercent",
        "FeedSilent",
        "SignInFailed",
        "Errors",
        "Throttles",
      ];
      assert.deepEqual(
        wanted.filter((metric) => !watched.has(metric)),
        [],
      );
      for (const { name } of ofType(graph, "cloudfront/distribution:Distribution")) {
        const own = ofType(graph, "cloudwatch/metricAlarm:MetricAlarm").filter(
          ({ props }) => at(props, "dimensions.DistributionId") === `${name}-id`,
        );
        const metrics = own.map(({ props }) => text(props.metricName));
        assert.ok(
          metrics.includes("5xxErrorRate") && metrics.includes("4xxErrorRate"),
          `nobody watches ${name}`,
        );
      }
      for (const { name } of functions(graph)) {
        const own = ofType(graph, "cloudwatch/metricAlarm:MetricAlarm").filter(
          ({ props }) => at(props, "dimensions.FunctionName") === `podium-${graph.stage}-${name}`,
        );
        const metrics = own.map(({ props }) => text(props.metricName));
        assert.ok(metrics.includes("Errors") && metrics.includes("Throttles"), `nobody watches ${name}`);
      }
    },
  },
  {
    title: "what goes through each door is logged",
    stages: GUARDED,
    holds(graph) {
      const logged = ofType(graph, "cloudwatch/logDeliverySource:LogDeliverySource").map(
        ({ props }) => props,
      );
      for (const { name } of ofType(graph, "cloudfront/distribution:Distribution")) {
        const source = logged.find(({ resourceArn }) => text(resourceArn).endsWith(`/${name}-id`));
        const deliveries = ofType(graph, "cloudwatch/logDelivery:LogDelivery").filter(
          ({ props }) => props.deliverySourceName === source?.name,
        );
        assert.equal(deliveries.length, 1, name);
      }
    },
  },
  {
    title: "alarms and dashboards ask for metrics that the code sends",
    holds(graph) {
      const code = globSync("packages/{core,functions}/**/*.ts", { cwd: ROOT })
        .filter((file) => !file.endsWith(".test.ts"))
        .map((file) => readFileSync(join(ROOT, file), "utf8"))
        .join("\n");
      const asked = ofType(graph, "cloudwatch/dashboard:Dashboard").flatMap(({ props }) => {
        const { widgets } = JSON.parse(text(props.dashboardBody)) as {
          widgets: { properties: { metrics: string[][] } }[];
        };
        return widgets.flatMap(({ properties }) => properties.metrics);
      });
      for (const [namespace, metric = "", , service = ""] of asked) {
        if (namespace !== "Podium") continue;
        assert.ok(code.includes(`"${metric}"`), `nobody sends ${metric}`);
        assert.ok(code.includes(`createMetrics("${service}")`), `nobody is ${service}`);
      }
      for (const { name } of functions(graph)) {
        assert.ok(
          asked.some((metric) => metric.includes(`podium-${graph.stage}-${name}`)),
          `${name} is on no dashboard`,
        );
      }
    },
  },
  {
    title: "a stage is where its settings say, but for what CloudFront wants in us-east-1",
    holds(graph) {
      assert.equal(graph.region, REGION);
      for (const { name, props } of graph.resources) {
        const { region } = props;
        if (region === undefined) continue;
        const elsewhere = name === "BackupsElsewhere" ? SECOND_REGION : "us-east-1";
        assert.equal(region, elsewhere, name);
      }
    },
  },
  {
    title: "spending is told before it is too much",
    holds(graph) {
      const units = ofType(graph, "budgets/budget:Budget").map(({ props }) => props.timeUnit);
      assert.deepEqual(units.sort(), ["DAILY", "MONTHLY"]);
    },
  },
  {
    title: "the console is for those whom an admin made, with a second factor",
    holds(graph) {
      const { props: pool } = only(graph, "cognito/userPool:UserPool");
      assert.equal(pool.mfaConfiguration, "ON");
      assert.deepEqual(pool.softwareTokenMfaConfiguration, { enabled: true });
      assert.equal(at(pool, "adminCreateUserConfig.allowAdminCreateUserOnly"), true);
      assert.ok(Number(at(pool, "passwordPolicy.minimumLength")) >= 12);
      const { props: client } = only(graph, "cognito/userPoolClient:UserPoolClient");
      assert.equal(client.preventUserExistenceErrors, "ENABLED");
      assert.deepEqual(client.explicitAuthFlows, ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
      assert.deepEqual(list(client.allowedOauthFlows), []);
      assert.equal(client.accessTokenValidity, 10);
      const groups = ofType(graph, "cognito/userGroup:UserGroup").map(({ props }) => text(props.name));
      assert.deepEqual(groups.sort(), [...GROUPS].sort());
    },
  },
  {
    title: "links are as sst-env.d.ts says",
    stages: ["production"],
    holds(graph) {
      assert.equal(readFileSync(linksFile, "utf8"), linkTypes(graph));
    },
  },
  {
    title: "docs/architecture/production.md shows what would be deployed",
    stages: ["production"],
    holds(graph) {
      assert.equal(readFileSync(architectureFile, "utf8"), architecture(graph));
    },
  },
];
