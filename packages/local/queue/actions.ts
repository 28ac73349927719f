/** What each action of the protocol takes and answers. Source: Amazon SQS API Reference. */
import { ACCOUNT, arnOf, nameOf } from "./attributes.ts";
import { type MessageAttributes, md5, md5OfAttributes } from "./digest.ts";
import { invalid, QueueError } from "./errors.ts";
import {
  entries,
  type Input,
  messageAttributes,
  optionalId,
  optionalInteger,
  optionalText,
  text,
  textMap,
  texts,
} from "./input.ts";
import { type Delivery, type Queues, type Sending, sequenceNumber } from "./queues.ts";

export interface Actions {
  queues: Queues;
  queueUrl(name: string): string;
}

type Action = (from: Actions, input: Input, signal: AbortSignal) => object | Promise<object>;

const MAX_VISIBILITY_SECONDS = 43_200;
/** #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF */
const NOT_ALLOWED = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

export const ACTIONS: Readonly<Record<string, Action>> = {
  CreateQueue({ queues, queueUrl }, input) {
    const name = text(input, "QueueName");
    queues.create(name, textMap(input, "Attributes"));
    return { QueueUrl: queueUrl(name) };
  },

  GetQueueUrl({ queues, queueUrl }, input) {
    return { QueueUrl: queueUrl(queues.find(text(input, "QueueName")).name) };
  },

  ListQueues({ queues, queueUrl }, input) {
    const prefix = optionalText(input, "QueueNamePrefix") ?? "";
    const names = queues.names().filter((name) => name.startsWith(prefix));
    return { QueueUrls: names.map(queueUrl) };
  },

  DeleteQueue({ queues }, input) {
    queues.drop(queueOf(input));
    return {};
  },

  PurgeQueue({ queues }, input) {
    queues.purge(queueOf(input));
    return {};
  },

  GetQueueAttributes({ queues }, input) {
    const { name, attributes, createdAtMs } = queues.find(queueOf(input));
    const wanted = texts(input, "AttributeNames");
    const { visible, inFlight, delayed } = queues.counts(name);
    const all: Record<string, string> = {
      ...attributes,
      QueueArn: arnOf(name),
      CreatedTimestamp: String(Math.floor(createdAtMs / 1_000)),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
    };
    if (wanted.includes("All")) return { Attributes: all };
    return { Attributes: Object.fromEntries(Object.entries(all).filter(([key]) => wanted.includes(key))) };
  },

  SetQueueAttributes({ queues }, input) {
    queues.setAttributes(queueOf(input), textMap(input, "Attributes"));
    return {};
  },

  SendMessage({ queues }, input) {
    const name = queueOf(input);
    const { sending, bytes } = sendingOf(input);
    checkSize(queues, name, bytes);
    return sent(queues, name, sending);
  },

  SendMessageBatch({ queues }, input) {
    const name = queueOf(input);
    const list = entries(input).map((entry) => ({ Id: text(entry, "Id"), ...sendingOf(entry) }));
    const bytes = list.reduce((sum, entry) => sum + entry.bytes, 0);
    if (bytes > sizeLimit(queues, name)) {
      throw new QueueError(
        "BatchRequestTooLong",
        `Batch requests cannot be longer than ${sizeLimit(queues, name)} bytes.`,
      );
    }
    return each(list, ({ sending }) => sent(queues, name, sending));
  },

  async ReceiveMessage({ queues }, input, signal) {
    const name = queueOf(input);
    const usualWait = Number(queues.find(name).attributes.ReceiveMessageWaitTimeSeconds);
    const want = {
      max: optionalInteger(input, "MaxNumberOfMessages", 1, 10) ?? 1,
      waitMs: 1_000 * (optionalInteger(input, "WaitTimeSeconds", 0, 20) ?? usualWait),
      visibilitySeconds: optionalInteger(input, "VisibilityTimeout", 0, MAX_VISIBILITY_SECONDS),
    };
    const system = [...texts(input, "AttributeNames"), ...texts(input, "MessageSystemAttributeNames")];
    const custom = texts(input, "MessageAttributeNames");
    const taken = await queues.receive(name, want, signal);
    return taken.length === 0
      ? {}
      : { Messages: taken.map((delivery) => received(delivery, system, custom)) };
  },

  DeleteMessage({ queues }, input) {
    queues.delete(queueOf(input), text(input, "ReceiptHandle"));
    return {};
  },

  DeleteMessageBatch({ queues }, input) {
    const name = queues.find(queueOf(input)).name;
    const list = entries(input).map((entry) => ({
      Id: text(entry, "Id"),
      handle: text(entry, "ReceiptHandle"),
    }));
    return each(list, ({ handle }) => {
      queues.delete(name, handle);
      return {};
    });
  },

  ChangeMessageVisibility({ queues }, input) {
    queues.changeVisibility(queueOf(input), text(input, "ReceiptHandle"), visibilityOf(input));
    return {};
  },

  ChangeMessageVisibilityBatch({ queues }, input) {
    const name = queues.find(queueOf(input)).name;
    const list = entries(input).map((entry) => ({
      Id: text(entry, "Id"),
      handle: text(entry, "ReceiptHandle"),
      seconds: visibilityOf(entry),
    }));
    return each(list, ({ handle, seconds }) => {
      queues.changeVisibility(name, handle, seconds);
      return {};
    });
  },

  /** The task is over when it is answered. */
  StartMessageMoveTask({ queues }, input) {
    const source = nameOf(text(input, "SourceArn"));
    const destination = optionalText(input, "DestinationArn");
    queues.moveBack(source, destination === undefined ? undefined : nameOf(destination));
    return { TaskHandle: Buffer.from(source).toString("base64url") };
  },
};

/** By its name alone: a URL that was made before a restart names another port. */
function queueOf(input: Input): string {
  const url = text(input, "QueueUrl");
  const name = new RegExp(`/${ACCOUNT}/([^/]+)$`).exec(url)?.[1];
  if (name === undefined) throw new QueueError("QueueDoesNotExist", "The URL is of no queue.");
  return name;
}

function sendingOf(input: Input): { sending: Sending; bytes: number } {
  const body = text(input, "MessageBody");
  if (body === "")
    throw new QueueError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (NOT_ALLOWED.test(body)) {
    throw new QueueError(
      "InvalidMessageContents",
      "The message contains characters outside the allowed set.",
    );
  }
  const attributes = messageAttributes(input, "MessageAttributes");
  const system = messageAttributes(input, "MessageSystemAttributes");
  const attributesText = attributes === undefined ? null : JSON.stringify(attributes);
  return {
    sending: {
      body,
      attributes: attributesText,
      system: system === undefined ? null : JSON.stringify(system),
      group: optionalId(input, "MessageGroupId"),
      deduplicationId: optionalId(input, "MessageDeduplicationId"),
      delaySeconds: optionalInteger(input, "DelaySeconds", 0, 900),
    },
    bytes: Buffer.byteLength(body) + Buffer.byteLength(attributesText ?? ""),
  };
}

const sizeLimit = (queues: Queues, name: string): number =>
  Number(queues.find(name).attributes.MaximumMessageSize);

function checkSize(queues: Queues, name: string, bytes: number): void {
  const limit = sizeLimit(queues, name);
  if (bytes > limit)
    throw invalid("MessageBody", `of ${bytes} bytes`, `Message must be shorter than ${limit} bytes.`);
}

function sent(queues: Queues, name: string, sending: Sending): object {
  if (sending.delaySeconds !== undefined && sending.delaySeconds > 0 && queues.find(name).fifo) {
    throw invalid("DelaySeconds", sending.delaySeconds, "A FIFO queue delays all of its messages alike.");
  }
  const { id, sequenceNumber } = queues.send(name, sending);
  const attributes =
    sending.attributes === null ? undefined : (JSON.parse(sending.attributes) as MessageAttributes);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(sending.body),
    MD5OfMessageAttributes: attributes && md5OfAttributes(attributes),
    SequenceNumber: sequenceNumber,
  };
}

function received({ message, content, handle }: Delivery, system: string[], custom: string[]): object {
  const all: Record<string, string | undefined> = {
    SenderId: ACCOUNT,
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.deduplicationId === undefined ? undefined : sequenceNumber(message.seq),
    DeadLetterQueueSourceArn: message.sourceArn ?? undefined,
  };
  if (content.system !== null) {
    for (const [key, { StringValue }] of Object.entries(JSON.parse(content.system) as MessageAttributes))
      all[key] = StringValue;
  }
  const shown = Object.entries(all).filter(
    ([key, value]) => value !== undefined && (system.includes("All") || system.includes(key)),
  );
  const attributes = chosen(content.attributes, custom);
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    Body: content.body,
    MD5OfBody: md5(content.body),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(attributes && { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

/** `All`, `.*`, a name, or a prefix with `.*`. */
function chosen(stored: string | null, wanted: readonly string[]): MessageAttributes | undefined {
  if (stored === null || wanted.length === 0) return undefined;
  const isWanted = (name: string) =>
    wanted.some((want) =>
      want.endsWith(".*") ? name.startsWith(want.slice(0, -2)) : want === "All" || want === name,
    );
  const found = Object.entries(JSON.parse(stored) as MessageAttributes).filter(([name]) => isWanted(name));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function visibilityOf(input: Input): number {
  const seconds = optionalInteger(input, "VisibilityTimeout", 0, MAX_VISIBILITY_SECONDS);
  if (seconds !== undefined) return seconds;
  throw new QueueError("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
}

/** One entry that fails doesn't keep the others back. */
function each<T extends { Id: string }>(list: readonly T[], act: (entry: T) => object): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of list) {
    try {
      Successful.push({ Id: entry.Id, ...act(entry) });
    } catch (cause) {
      if (!(cause instanceof QueueError) || cause.code === "QueueDoesNotExist") throw cause;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: cause.queryCode, Message: cause.message });
    }
  }
  return { Successful, Failed };
}
