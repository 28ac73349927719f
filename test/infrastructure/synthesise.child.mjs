// Runs the bundled stacks under Pulumi's mocks and writes down every resource. Plain JavaScript: what it imports is
// installed on demand, so the project's own type check can't know it.
import { writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

const [app, stage, out] = process.argv.slice(2);
const ACCOUNT = "123456789012";
const REGION = "eu-central-1";
/** Each secret, whole and word by word, with its name. */
const SECRETS = Object.entries(process.env).flatMap(([variable, value]) => {
  const name = /^SST_SECRET_(.+)$/.exec(variable)?.[1];
  return name ? [value, ...value.split(",")].map((text) => ({ name, text: text.trim() })) : [];
});
/** Marks of Pulumi's wire format. Source: pulumi/pulumi, sdk/nodejs/runtime/rpc.ts. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSETS = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

const resources = [];
const links = {};
let outputs = {};

// Serialising a closure wants the compiler of an older TypeScript; what it would send to AWS is nothing to check here.
class DynamicResource extends pulumi.CustomResource {
  constructor(_provider, name, props, opts, module = "dynamic", type = "Resource") {
    super(`pulumi-nodejs:${module}:${type}`, name, props, opts);
  }
}
pulumi.dynamic.Resource = DynamicResource;

pulumi.runtime.setMocks(
  {
    newResource({ type, name, inputs, id }) {
      return { id: id || `${name}-id`, state: { ...inputs, ...madeUp(type, name, inputs) } };
    },
    call({ token, inputs }) {
      return answerTo(token, inputs);
    },
  },
  "podium",
  stage,
  false,
);

const register = MockMonitor.prototype.registerResource;
MockMonitor.prototype.registerResource = function (request, callback) {
  const message = request.toObject();
  const type = message.type;
  if (!type.startsWith("sst:") && !type.startsWith("pulumi:")) {
    resources.push({
      type,
      name: message.name,
      props: plain(request.getObject().toJavaScript()),
      protect: message.protect ?? false,
      retainOnDelete: message.retainondelete ?? false,
      ...(regionOf(message.provider) && { region: regionOf(message.provider) }),
    });
  }
  return register.call(this, request, callback);
};
// Else secrets would travel as any other value.
MockMonitor.prototype.supportsFeature = (request, callback) =>
  callback(null, { getHassupport: () => request.getId() === "secrets" });
const registerOutputs = MockMonitor.prototype.registerResourceOutputs;
MockMonitor.prototype.registerResourceOutputs = function (request, callback) {
  const { urn } = request.toObject();
  if (urn.includes("sst:sst:LinkRef")) {
    const { target, properties } = plain(request.getOutputs().toJavaScript());
    const { type, ...values } = properties;
    links[target] = { type, ...Object.fromEntries(Object.keys(values).map((name) => [name, "string"])) };
  }
  return registerOutputs.call(this, request, callback);
};

const settings = { name: "podium", stage };
globalThis.$app = { ...settings, providers: { aws: {} } };
const { run, config } = await import(app);
const input = await config.app({ stage });
Object.assign(globalThis.$app, { removal: input.removal ?? "retain", protect: input.protect ?? false });
$app.providers = input.providers ?? { aws: {} };

process.on("unhandledRejection", (error) => {
  console.error(error);
  process.exit(1);
});
const result = await pulumi.runtime.runInPulumiStack(() => run(config.run.bind(config)));
for (const [name, value] of Object.entries(await promised(result))) outputs[name] = value;

process.on("beforeExit", () => {
  if (outputs === undefined) return;
  resources.sort((left, right) => (`${left.type} ${left.name}` < `${right.type} ${right.name}` ? -1 : 1));
  writeFileSync(
    out,
    JSON.stringify({ stage, region: $app.providers.aws.region, resources, links, outputs }, undefined, 1),
  );
  outputs = undefined;
});

function promised(value) {
  return new Promise((resolve) => pulumi.output(value).apply(resolve));
}

/**
 * Of what Pulumi keeps encrypted, secrets are struck out, but for their names; where it isn't encrypted they stay, so that a
 * test finds them.
 */
function plain(value, encrypted = false) {
  if (Array.isArray(value)) return value.map((inner) => plain(inner, encrypted));
  if (typeof value === "string" && encrypted) {
    const told = new Set(SECRETS.filter(({ text }) => value.includes(text)).map(({ name }) => name));
    if (told.size > 0) return `[secret ${[...told].sort().join(" ")}]`;
  }
  if (typeof value !== "object" || value === null) return value;
  if (value[MARK] === SECRET) return plain(value.value, true);
  if (ASSETS.includes(value[MARK])) return value.path ?? value.text ?? "[archive]";
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner, encrypted)]));
}

/** A provider's reference ends in the name that it was made with: `…::AwsProvider.sst.us-east-1::id`. */
function regionOf(provider = "") {
  return (
    /AwsProvider(?:\.sst)?[-.]([a-z]{2}-[a-z]+-\d)/.exec(provider)?.[1] ??
    /::Region([\w-]+)::/.exec(provider)?.[1]
  );
}

/** What AWS would say of a new resource. */
function madeUp(type, name, inputs) {
  const physical = inputs.name || inputs.bucket || name;
  const arn = (service, rest, region = REGION) => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
  switch (type) {
    case "aws:lambda/function:Function":
      return {
        arn: arn("lambda", `function:${physical}`),
        invokeArn: arn("lambda", `function:${physical}/invocations`),
      };
    case "aws:dynamodb/table:Table":
      return {
        arn: arn("dynamodb", `table/${physical}`),
        streamArn: arn("dynamodb", `table/${physical}/stream/2026-01-01T00:00:00.000`),
      };
    case "aws:sqs/queue:Queue": {
      const queue = inputs.fifoQueue ? `${String(physical).replace(/\.fifo$/, "")}.fifo` : physical;
      return {
        name: queue,
        arn: arn("sqs", queue),
        url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${queue}`,
      };
    }
    case "aws:s3/bucket:Bucket":
      return {
        bucket: physical,
        arn: `arn:aws:s3:::${physical}`,
        bucketDomainName: `${physical}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${physical}.s3.${REGION}.amazonaws.com`,
      };
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://${name}.execute-api.${REGION}.amazonaws.com`,
        executionArn: arn("execute-api", name),
      };
    case "aws:cloudfront/distribution:Distribution":
      return {
        arn: `arn:aws:cloudfront::${ACCOUNT}:distribution/${name}-id`,
        domainName: `${name}.cloudfront.net`,
        hostedZoneId: "the zone of CloudFront",
        etag: "1",
      };
    case "aws:acm/certificate:Certificate":
      return {
        arn: arn("acm", `certificate/${inputs.domainName}`, "us-east-1"),
        domainValidationOptions: [
          {
            domainName: inputs.domainName,
            resourceRecordName: `_proof.${inputs.domainName}`,
            resourceRecordType: "CNAME",
            resourceRecordValue: "proof",
          },
        ],
      };
    case "aws:acm/certificateValidation:CertificateValidation":
      return { certificateArn: inputs.certificateArn };
    case "aws:cognito/userPool:UserPool":
      return {
        arn: arn("cognito-idp", `userpool/${name}-id`),
        endpoint: `cognito-idp.${REGION}.amazonaws.com/${name}-id`,
      };
    case "aws:iam/role:Role":
      return { arn: `arn:aws:iam::${ACCOUNT}:role/${physical}` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { arn: arn("logs", `log-group:${physical}`) };
    case "random:index/randomId:RandomId":
      return { hex: "00000000", b64Url: "AAAA", dec: "0", b64Std: "AAAA" };
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(32).toString("base64"), hex: "00" };
    case "random:index/randomPassword:RandomPassword":
      return { result: "made up" };
    default: {
      const [, service, kind] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
      return service === undefined ? {} : { arn: arn(service, `${kind}/${physical}`), name: physical };
    }
  }
}

function answerTo(token, inputs) {
  switch (token) {
    case "aws:iam/getPolicyDocument:getPolicyDocument": {
      const statements = (inputs.statements ?? []).map((statement) => ({
        Effect: statement.effect ?? "Allow",
        ...(statement.principals && { Principal: statement.principals }),
        Action: statement.actions ?? [],
        Resource: statement.resources ?? [],
        ...(statement.conditions && { Condition: statement.conditions }),
      }));
      return { ...inputs, json: JSON.stringify({ Version: "2012-10-17", Statement: statements }) };
    }
    case "aws:index/getRegion:getRegion":
      return { id: REGION, name: REGION, region: REGION };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: ACCOUNT, arn: "", id: ACCOUNT, userId: "" };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" };
    default:
      return inputs;
  }
}
