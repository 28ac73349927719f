/** What a queue is told about itself. Source: Amazon SQS API Reference, CreateQueue and SetQueueAttributes. */
import { QueueError } from "./errors.ts";

export const ACCOUNT = "000000000000";
export const REGION = "local";

export type Attributes = Readonly<Record<string, string>>;

const NUMBERS: Readonly<Record<string, { least: number; most: number; usual: string }>> = {
  DelaySeconds: { least: 0, most: 900, usual: "0" },
  MaximumMessageSize: { least: 1_024, most: 1_048_576, usual: "262144" },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, usual: "345600" },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, usual: "0" },
  VisibilityTimeout: { least: 0, most: 43_200, usual: "30" },
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["false", "true"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};

export interface Redrive {
  deadLetterTargetArn: string;
  /** Deliveries before the message moves instead of being delivered once more. */
  maxReceiveCount: number;
}

export const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

export const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);

/** With everything that was not said. Throws QueueError InvalidAttributeName or InvalidAttributeValue. */
export function complete(name: string, given: Attributes): Attributes {
  const fifo = name.endsWith(".fifo");
  if ((given.FifoQueue === "true") !== fifo || !["true", undefined].includes(given.FifoQueue)) {
    throw new QueueError(
      "InvalidParameterValue",
      "FifoQueue is 'true' for a queue whose name ends with .fifo, and absent for any other.",
    );
  }
  const usual: Record<string, string> = {};
  for (const [key, { usual: value }] of Object.entries(NUMBERS)) usual[key] = value;
  if (fifo) for (const [key, [value]] of Object.entries(CHOICES)) usual[key] = value ?? "";
  return { ...usual, ...checked(given, fifo) };
}

/** Throws QueueError InvalidAttributeName or InvalidAttributeValue. */
export function checked(given: Attributes, fifo: boolean): Attributes {
  for (const [key, value] of Object.entries(given)) {
    const range = NUMBERS[key];
    const choices = CHOICES[key];
    if (key === "RedrivePolicy") redriveOf(given);
    else if (range !== undefined) {
      if (!/^\d{1,9}$/.test(value) || Number(value) < range.least || Number(value) > range.most)
        throw badValue(key);
    } else if (choices !== undefined && fifo) {
      if (!choices.includes(value)) throw badValue(key);
    } else if (!(key === "FifoQueue" && fifo && value === "true")) {
      throw new QueueError("InvalidAttributeName", `Unknown Attribute ${key}.`);
    }
  }
  return given;
}

/** Undefined where nothing is moved out: an empty policy takes an earlier one back. */
export function redriveOf({ RedrivePolicy: text = "" }: Attributes): Redrive | undefined {
  if (text === "") return undefined;
  let policy: Partial<Record<keyof Redrive, unknown>>;
  try {
    policy = JSON.parse(text) as typeof policy;
  } catch {
    throw badValue("RedrivePolicy");
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy ?? {};
  const most = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(most) || most < 1 || most > 1_000) {
    throw badValue("RedrivePolicy");
  }
  return { deadLetterTargetArn, maxReceiveCount: most };
}

function badValue(key: string): QueueError {
  return new QueueError("InvalidAttributeValue", `Invalid value for the parameter ${key}.`);
}
