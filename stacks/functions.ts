/** How every function is deployed: arm64, its own log group, its own role, and nothing that its list doesn't name. */
import type { StageSettings } from "./settings.ts";

type Permissions = NonNullable<sst.aws.FunctionArgs["permissions"]>;
type Permission = { actions: string[]; resources: $util.Input<string>[]; conditions?: Condition[] };
interface Condition {
  test: string;
  variable: string;
  values: string[];
}

export interface Need {
  /** `folder/file.export` under `packages/functions`. */
  handler: string;
  seconds: number;
  memory?: "256 MB" | "512 MB" | "1024 MB" | "1769 MB";
  environment?: Record<string, $util.Input<string>>;
  permissions?: Permission[];
  /** Where its settings hold a secret: encrypts them. */
  key?: aws.kms.Key | undefined;
  files?: { from: string; to: string }[];
}

/** In every name that AWS shows; alarms and runbooks rely on it. */
export const physical = (name: string): string => `${$app.name}-${$app.stage}-${name}`;

/**
 * Made by itself and named by its ARN where it is used: arguments that go through a route or a subscription lose the mark
 * of a secret on the way, and would stand readable in the deployment's state.
 */
export function lambda(
  settings: StageSettings,
  name: string,
  { handler, seconds, memory = "512 MB", environment = {}, permissions = [], key, files }: Need,
): sst.aws.Function {
  const reserved = settings.reserved[name];
  return new sst.aws.Function(name, {
    name: physical(name),
    handler: `packages/functions/${handler}`,
    runtime: "nodejs24.x",
    architecture: "arm64",
    timeout: `${seconds} seconds`,
    memory,
    environment,
    permissions: [...permissions, ownLogs(name), ...(key ? [decrypt(key)] : [])] as Permissions,
    logging: { retention: settings.logRetention },
    ...(reserved !== undefined && { concurrency: { reserved } }),
    ...(files && { copyFiles: files }),
    transform: {
      // The managed policy would let it write to every log of the account.
      role: (args) => {
        args.managedPolicyArns = [];
        return undefined;
      },
      function: (args) => {
        args.kmsKeyArn = key?.arn;
        return undefined;
      },
    },
  });
}

function ownLogs(name: string): Permission {
  const { accountId } = aws.getCallerIdentityOutput();
  const { region } = aws.getRegionOutput();
  const group = $util.interpolate`arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/${physical(name)}:*`;
  return { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [group] };
}

export function decrypt(key: aws.kms.Key): Permission {
  return { actions: ["kms:Decrypt"], resources: [key.arn] };
}

/** Also for writing: objects get data keys of their own. */
export function encrypt(key: aws.kms.Key | undefined): Permission[] {
  return key ? [{ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.arn] }] : [];
}

export interface TableNames {
  arn: $util.Output<string>;
}

export const readItem = ({ arn }: TableNames): Permission => ({
  actions: ["dynamodb:GetItem"],
  resources: [arn],
});

/** Facts are read by key and by query, in the table and its two indexes, never by scan. */
export const readFacts = ({ arn }: TableNames): Permission => ({
  actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
  resources: [arn, $util.interpolate`${arn}/index/gsi1`, $util.interpolate`${arn}/index/gsi2`],
});

/** Transactions are allowed by what they consist of. */
export const putFacts = ({ arn }: TableNames): Permission => ({
  actions: ["dynamodb:PutItem"],
  resources: [arn],
});

/** Also takes away: boards that are gone, messages that wait no longer. */
export const writeFacts = ({ arn }: TableNames): Permission => ({
  actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
  resources: [arn],
});

/** The counter of the invalidations, one partition of its own. Key as in `packages/core/edge/entity.ts`. */
export const countInvalidations = ({ arn }: TableNames): Permission => ({
  actions: ["dynamodb:UpdateItem", "dynamodb:GetItem"],
  resources: [arn],
  conditions: [
    {
      test: "ForAllValues:StringEquals",
      variable: "dynamodb:LeadingKeys",
      values: ["$podium#invalidations"],
    },
  ],
});
