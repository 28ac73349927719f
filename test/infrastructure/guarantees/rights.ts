import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { functions, type Graph, ofType, only, routes, type Statement, text } from "../graph.ts";
import { HERE, ROOT, WORK } from "../paths.ts";
import { GUARDED, type Guarantee } from "./guarantee.ts";

const WRITES = /^dynamodb:(Put|Update|Delete|BatchWrite|Transact|PartiQL)|^s3:(Put|Delete)|^sqs:SendMessage$/;
/** In the table or the queue: what changes results. */
const mayWrite = (statements: readonly Statement[]): boolean =>
  statements.some(({ actions }) => actions.some((action) => WRITES.test(action)));

/** In short, so that it can be reviewed: `dynamodb:GetItem Table`. */
export function rightsOf(graph: Graph): Record<string, string[]> {
  return Object.fromEntries(
    functions(graph)
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(({ name, statements }) => [
        name,
        statements.flatMap(({ actions, resources }) =>
          resources.map((resource) => `${actions.join(" ")} on ${shortArn(graph, resource)}`),
        ),
      ]),
  );
}

function shortArn({ stage }: Graph, arn: string): string {
  return arn
    .replace(/^arn:aws:(\w[\w-]*):[\w-]*:\d*:/, "$1 ")
    .replace(/\/stream\/.*/, "/stream")
    .replace(/podium-\w+-(\w+?)(bucket)?-[a-z]{8}(?=$|\/)/, "$1")
    .replace(`podium-${stage}-`, "");
}

export const reviewedFile = join(HERE, "reviewed-rights.json");

export const RIGHTS: readonly Guarantee[] = [
  {
    title: "each function may do what was reviewed, and nothing else",
    stages: ["production"],
    holds(graph) {
      assert.deepEqual(rightsOf(graph), JSON.parse(readFileSync(reviewedFile, "utf8")));
    },
  },
  {
    title: "no right of a function has a wildcard where a name serves",
    holds(graph) {
      for (const { name, statements, managedPolicies } of functions(graph)) {
        assert.deepEqual(managedPolicies, [], name);
        for (const { effect, actions, resources } of statements) {
          assert.equal(effect, "Allow");
          for (const action of actions) assert.doesNotMatch(action, /\*/, name);
          for (const resource of resources) {
            const named = resource
              .replace(/:log-group:\/aws\/lambda\/[\w-]+:\*$/, "")
              .replace(/\/raw\/\*$/, "");
            assert.doesNotMatch(named, /\*/, `${name}: ${resource}`);
          }
        }
      }
    },
  },
  {
    title: "what reads for fans can't write",
    holds(graph) {
      const readers = functions(graph).filter(({ name }) => name.startsWith("Read"));
      assert.equal(readers.length, 3);
      for (const { name, statements } of readers) {
        for (const { actions } of statements) {
          for (const action of actions) assert.match(action, /^(dynamodb:GetItem|logs:\w+)$/, name);
        }
      }
    },
  },
  {
    title: "the publisher can make the fans' edge forget and count, no more",
    holds(graph) {
      const publisher = functions(graph).find(({ name }) => name === "Publisher");
      const rights = publisher?.statements ?? [];
      const invalidate = rights.filter(({ actions }) =>
        actions.some((action) => action.startsWith("cloudfront:")),
      );
      assert.deepEqual(invalidate, [
        {
          effect: "Allow",
          actions: ["cloudfront:CreateInvalidation"],
          resources: ["arn:aws:cloudfront::123456789012:distribution/FansEdgeDistribution-id"],
        },
      ]);
      const role = graph.resources.find(({ name }) => name === "PublisherRole");
      assert.match(
        JSON.stringify(role),
        /dynamodb:LeadingKeys.*\$podium#invalidations|\$podium#invalidations.*dynamodb:LeadingKeys/,
      );
      const writes = rights
        .flatMap(({ actions }) => actions)
        .filter((action) => /^dynamodb:(Put|Delete)/.test(action));
      assert.deepEqual(writes, []);
    },
  },
  {
    title: "no route that writes lacks a token or a signature",
    holds(graph) {
      const known = new Map(functions(graph).map((one) => [one.name, one]));
      const desk = known.get("Desk");
      assert.equal(desk?.environment.PODIUM_USER_POOL, "UsersUserPool-id");
      for (const { key, authorizer, target } of routes(graph)) {
        const { statements = [], environment = {} } = known.get(target) ?? {};
        if (!mayWrite(statements)) continue;
        const byToken = authorizer.includes("Desk") && environment.PODIUM_USER_POOL !== undefined;
        const bySignature = environment.PODIUM_FEED_SECRETS !== undefined;
        assert.ok(byToken || bySignature, `${key} writes for whoever asks`);
      }
    },
  },
  {
    title: "every handler there is is deployed, and gets the settings that it asks for",
    holds(graph) {
      const deployed = new Set<string>();
      for (const { name, resource, environment } of functions(graph)) {
        const out = globSync(`handlers/packages-functions-*-${text(resource.props.handler)}`, { cwd: WORK });
        assert.ok(out.length >= 1, `${name}: ${resource.props.handler} was not bundled`);
        for (const folder of out) deployed.add(folder.replace("handlers/packages-functions-", ""));
        // Of handlers that share a name the settings together: each asks for its own.
        const asked = out.map((folder) => {
          const [file = ""] = globSync(`${folder}/*.mjs`, { cwd: WORK });
          return new Set(readFileSync(join(WORK, file), "utf8").match(/\bPODIUM_[A-Z_]+\b/g));
        });
        assert.ok(
          asked.some((names) => [...names].every((setting) => environment[setting] !== undefined)),
          `${name} lacks one of ${asked.map((names) => [...names].join(", ")).join(" or ")}`,
        );
      }
      const there = globSync("packages/functions/**/*.lambda.ts", { cwd: ROOT })
        .map(
          (file) =>
            `${file.replace("packages/functions/", "").replaceAll("/", "-").replace(/\.ts$/, "")}.handler`,
        )
        // Behind the lock: gate/desk.lambda.ts asks it.
        .filter((file) => file !== "admin-authorizer.lambda.handler");
      assert.deepEqual([...deployed].sort(), there.sort());
    },
  },
  {
    title: "functions run on arm64 and Node 24, and are not traced unless someone wants it",
    holds(graph) {
      for (const { name, resource } of functions(graph)) {
        assert.deepEqual(resource.props.architectures, ["arm64"], name);
        assert.equal(resource.props.runtime, "nodejs24.x", name);
        assert.equal(resource.props.tracingConfig, undefined, name);
      }
    },
  },
  {
    title: "secrets stand nowhere readable: not in state, outputs, tags or logs",
    holds(graph) {
      assert.doesNotMatch(JSON.stringify(graph), /word of the check|word before it|secret of the check/);
      const holders = functions(graph).filter(({ environment }) =>
        Object.keys(environment).some((name) => /^PODIUM_\w*SECRETS$/.test(name)),
      );
      assert.deepEqual(holders.map(({ name }) => name).sort(), [
        "ConsoleLock",
        "Desk",
        "IngestNdjson",
        "IngestOdf",
        "Lock",
      ]);
      for (const { name, environment } of holders) {
        for (const [setting, value] of Object.entries(environment)) {
          if (/^PODIUM_\w*SECRETS$/.test(setting))
            assert.match(text(value), /^\[secret /, `${name} ${setting}`);
        }
      }
    },
  },
  {
    title: "settings with secrets are encrypted with our own key, which is rotated",
    stages: GUARDED,
    holds(graph) {
      const key = only(graph, "kms/key:Key");
      assert.equal(key.props.enableKeyRotation, true);
      for (const { name, resource, environment } of functions(graph)) {
        if (!Object.keys(environment).some((setting) => /^PODIUM_\w*SECRETS$/.test(setting))) continue;
        assert.match(text(resource.props.kmsKeyArn), /:key\//, name);
      }
    },
  },
  {
    title: "a function that is held back leaves room for the others",
    holds(graph) {
      const reserved = functions(graph).map(({ resource }) =>
        Number(resource.props.reservedConcurrentExecutions ?? 0),
      );
      assert.ok(reserved.reduce((sum, one) => sum + one, 0) <= 900);
      if (graph.stage === "production") assert.ok(reserved.filter((one) => one > 0).length >= 5);
    },
  },
  {
    title: "every bucket is private and refuses plain HTTP",
    holds(graph) {
      const buckets = ofType(graph, "s3/bucket:Bucket").length;
      const blocks = ofType(graph, "s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
      assert.equal(blocks.length, buckets);
      for (const { props } of blocks) {
        const { bucket: _, ...closed } = props;
        assert.ok(Object.values(closed).every((one) => one === true) && Object.keys(closed).length === 4);
      }
      const policies = ofType(graph, "s3/bucketPolicy:BucketPolicy");
      assert.equal(policies.length, buckets);
      for (const { name, props } of policies) {
        const denied = statementsDenied(props.policy);
        assert.ok(denied.includes("aws:SecureTransport"), name);
      }
      assert.deepEqual(ofType(graph, "s3/bucketCorsConfiguration:BucketCorsConfiguration"), []);
    },
  },
];

function statementsDenied(policy: unknown): string {
  const { Statement } = JSON.parse(String(policy)) as { Statement: { Effect: string }[] };
  return JSON.stringify(Statement.filter(({ Effect }) => Effect === "Deny"));
}
