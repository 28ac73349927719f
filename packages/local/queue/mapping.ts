/**
 * An event-source mapping as Lambda's for SQS.
 * Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS": batches, partial batch responses, FIFO.
 */
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Context, SQSEvent, SQSRecord, SQSRecordAttributes } from "aws-lambda";
import { LocalContext } from "../context.ts";
import { type Log, messageOf } from "../log.ts";
import { pause } from "../stream/delivery.ts";

const WAIT_SECONDS = 20;
const TIMEOUT_MS = 30_000;
const BACKOFF_MS = 100;
const BACKOFF_CAP_MS = 5_000;
/** How often `quiet` looks. */
const LOOK_MS = 20;

/** May answer with `{ batchItemFailures }`; anything else that it returns means that all went well. */
export type QueueHandler = (event: SQSEvent, context: Context) => Promise<unknown>;

export interface QueueMappingOptions {
  /** Also the name of the function. */
  name: string;
  client: SQSClient;
  queueUrl: string;
  handler: QueueHandler;
  /** Most messages of one invocation, 1 to 10. */
  batchSize: number;
  /** Most invocations at a time. */
  concurrency: number;
  /** How long a poll of an empty queue waits, 0 to 20 (20). */
  waitSeconds?: number;
  /** What one invocation may take (30,000). The queue's visibility timeout should be longer. */
  timeoutMs?: number;
  log: Log;
}

export interface QueueMappingStats {
  invocations: number;
  /** Messages that were handled, and deleted. */
  handled: number;
  /** Messages left to come back when their visibility timeout is over, each time counted. */
  failed: number;
  /** Of those, such as the handler took for done though one before them in their group was not. */
  heldBack: number;
}

export interface QueueMapping {
  readonly name: string;
  readonly stats: Readonly<QueueMappingStats>;
  /** Resolves when nothing is waiting, delayed or in flight in the queue. Also resolves when the mapping stops. */
  quiet(): Promise<void>;
  /** Finishes the batches under way and begins no other. May be called twice. */
  stop(): Promise<void>;
}

/** Throws where the queue can't be described. */
export async function startQueueMapping(options: QueueMappingOptions): Promise<QueueMapping> {
  const { name, client, queueUrl, batchSize, concurrency, log } = options;
  if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10)) {
    throw new RangeError(`batchSize is a whole number from 1 to 10, not ${batchSize}`);
  }
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const { QueueArn: arn = "" } = await describe(["QueueArn"]);
  const stopping = new AbortController();
  const { signal } = stopping;
  const stats: QueueMappingStats = { invocations: 0, handled: 0, failed: 0, heldBack: 0 };
  let underWay = 0;

  async function describe(names: ("QueueArn" | (typeof COUNTS)[number])[]): Promise<Record<string, string>> {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: names }),
    );
    return Attributes;
  }

  async function poll(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let messages: Message[];
      try {
        messages = await receive();
        failures = 0;
      } catch (cause) {
        if (signal.aborted) return;
        failures += 1;
        log("warn", "the queue can't be polled; trying again", { mapping: name, cause: messageOf(cause) });
        await pause(Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** failures) * (0.5 + Math.random() / 2), signal);
        continue;
      }
      if (messages.length === 0) continue;
      underWay += 1;
      try {
        await handle(messages);
      } finally {
        underWay -= 1;
      }
    }
  }

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: batchSize,
        WaitTimeSeconds: options.waitSeconds ?? WAIT_SECONDS,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
      { abortSignal: signal },
    );
    return Messages;
  }

  async function handle(messages: Message[]): Promise<void> {
    const records = messages.map((message) => recordOf(message, arn));
    stats.invocations += 1;
    const failed = await invoke(records);
    const done: SQSRecord[] = [];
    const blocked = new Set<string | undefined>();
    for (const record of records) {
      const group = record.attributes.MessageGroupId;
      if (failed.has(record.messageId)) {
        blocked.add(group);
      } else if (group !== undefined && blocked.has(group)) {
        // Deleting it would let it overtake the one that failed. Lambda would: a handler must report both.
        stats.heldBack += 1;
        log("error", "a handler took a message for done that follows a failed one of its group", {
          mapping: name,
          group,
          messageId: record.messageId,
        });
      } else done.push(record);
    }
    if (done.length > 0) await remove(done);
    stats.failed += records.length - done.length;
  }

  /** @returns the ids of the messages that are not done. */
  async function invoke(records: SQSRecord[]): Promise<ReadonlySet<string>> {
    const all = new Set(records.map(({ messageId }) => messageId));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`Task timed out after ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      const answer = await Promise.race([
        options.handler({ Records: records }, new LocalContext(name, timeoutMs)),
        late,
      ]);
      return failuresOf(answer, all);
    } catch (cause) {
      log("warn", "a batch failed", { mapping: name, messages: records.length, error: messageOf(cause) });
      return all;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What can't be deleted comes again, as it may at any time. */
  async function remove(records: readonly SQSRecord[]): Promise<void> {
    try {
      const { Successful = [], Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: records.map(({ receiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
          })),
        }),
      );
      stats.handled += Successful.length;
      for (const { Code, Message } of Failed) {
        log("warn", "a handled message could not be deleted", {
          mapping: name,
          code: Code,
          message: Message,
        });
      }
    } catch (cause) {
      log("warn", "handled messages could not be deleted", { mapping: name, cause: messageOf(cause) });
    }
  }

  const polls = Array.from({ length: concurrency }, poll);
  return {
    name,
    stats,
    async quiet() {
      while (!signal.aborted) {
        const counts = await describe([...COUNTS]);
        if (underWay === 0 && COUNTS.every((count) => counts[count] === "0")) return;
        await pause(LOOK_MS, signal);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(polls);
    },
  };
}

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

/** An item without an id, or of another batch, makes the whole batch fail, as in Lambda. Throws then. */
function failuresOf(answer: unknown, all: ReadonlySet<string>): ReadonlySet<string> {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) throw new TypeError("batchItemFailures is not a list");
  const ids = new Set<string>();
  for (const failure of failures as { itemIdentifier?: unknown }[]) {
    const id = failure?.itemIdentifier;
    if (typeof id !== "string" || !all.has(id))
      throw new TypeError(`no such item: ${JSON.stringify(failure)}`);
    ids.add(id);
  }
  return ids;
}

function recordOf(message: Message, arn: string): SQSRecord {
  const { MD5OfMessageAttributes: md5OfMessageAttributes } = message;
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: (message.Attributes ?? {}) as unknown as SQSRecordAttributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attributeOf(value)]),
    ),
    md5OfBody: message.MD5OfBody ?? "",
    ...(md5OfMessageAttributes !== undefined && { md5OfMessageAttributes }),
    eventSource: "aws:sqs",
    eventSourceARN: arn,
    awsRegion: arn.split(":")[3] ?? "",
  };
}

function attributeOf({ DataType = "", StringValue, BinaryValue }: MessageAttributeValue) {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
