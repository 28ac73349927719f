import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  MessageNotInflight,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "../log.ts";
import { temporaryFolder, until } from "../table/testing.ts";
import { ACTIONS } from "./actions.ts";
import { arnOf } from "./attributes.ts";
import { createQueue } from "./create.ts";
import { startQueueServer } from "./server.ts";
import { clientOf, startTestQueues, type TestQueues } from "./testing.ts";

let queues: TestQueues;
beforeAll(async () => {
  queues = await startTestQueues();
});
afterAll(() => queues[Symbol.asyncDispose]());

const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  queues.client.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody,
      MessageGroupId: "unit",
      MessageDeduplicationId: randomUUID(),
      ...more,
    }),
  );

async function receive(QueueUrl: string, more: object = {}): Promise<Message[]> {
  const { Messages = [] } = await queues.client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
      ...more,
    }),
  );
  return Messages;
}

const remove = (QueueUrl: string, { ReceiptHandle }: Message | undefined = {}) =>
  queues.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

const nameIn = (url: string) => url.slice(url.lastIndexOf("/") + 1);

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

const counts = async (QueueUrl: string) => {
  const { Attributes = {} } = await queues.client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return [
    Attributes.ApproximateNumberOfMessages,
    Attributes.ApproximateNumberOfMessagesNotVisible,
    Attributes.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};

describe("a message", () => {
  it("arrives as it was sent, with all that the sender said and when", async () => {
    const url = await queues.fifo();
    const body = "Grüße aus 北京 \u{1F3BF}\n<ODF/>";
    const attributes = {
      trace: { DataType: "String", StringValue: "1-abc" },
      size: { DataType: "Number", StringValue: "42" },
      digest: { DataType: "Binary.sha", BinaryValue: new Uint8Array([0, 1, 255]) },
    };
    const sent = await send(url, body, {
      MessageGroupId: "ALPMDH",
      MessageDeduplicationId: "m-1",
      MessageAttributes: attributes,
    });
    const [message] = await receive(url);
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: body,
      MessageAttributes: attributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        MessageGroupId: "ALPMDH",
        MessageDeduplicationId: "m-1",
        ApproximateReceiveCount: "1",
        SequenceNumber: sent.SequenceNumber,
      },
    });
    expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThan(1_600_000_000_000);
  });

  it("is not there for others while one has it, and comes back when its time is over", async () => {
    const url = await queues.fifo({ VisibilityTimeout: "30" });
    await send(url, "a");
    expect(bodies(await receive(url))).toEqual(["a"]);
    expect(await receive(url)).toEqual([]);
    expect(await counts(url)).toEqual([0, 1, 0]);
    queues.advance(30_000);
    const [again] = await receive(url);
    expect(again?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  it("stays away once it is deleted", async () => {
    const url = await queues.fifo();
    await send(url, "a");
    const [message] = await receive(url);
    await remove(url, message);
    await remove(url, message);
    queues.advance(60_000);
    expect(await receive(url)).toEqual([]);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it("can't be deleted by one whose time is over: another may have it", async () => {
    const url = await queues.fifo();
    await send(url, "a");
    const [late] = await receive(url);
    queues.advance(30_000);
    await expect(remove(url, late)).rejects.toThrow("The receipt handle has expired");
    const [current] = await receive(url);
    await expect(remove(url, late)).rejects.toThrow("The receipt handle has expired");
    await remove(url, current);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it("can be kept longer, or given back at once", async () => {
    const url = await queues.fifo();
    await send(url, "a");
    const [message] = await receive(url);
    const change = (VisibilityTimeout: number) =>
      queues.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(300);
    queues.advance(200_000);
    expect(await receive(url)).toEqual([]);
    await change(0);
    expect(bodies(await receive(url))).toEqual(["a"]);
    await expect(change(10)).rejects.toBeInstanceOf(MessageNotInflight);
  });

  it("that is sent again within five minutes is not there twice, deleted or not", async () => {
    const url = await queues.fifo();
    const once = { MessageDeduplicationId: "m-1" };
    const first = await send(url, "a", once);
    expect(await send(url, "a", once)).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    });
    await remove(url, (await receive(url))[0]);
    await send(url, "a", once);
    expect(await counts(url)).toEqual([0, 0, 0]);
    queues.advance(5 * 60_000);
    await send(url, "a", once);
    expect(await counts(url)).toEqual([1, 0, 0]);
  });

  it("without an id is known by its content, where the queue is told so", async () => {
    const url = await queues.fifo({ ContentBasedDeduplication: "true" });
    for (const body of ["a", "b", "a"]) await send(url, body, { MessageDeduplicationId: undefined });
    expect(bodies(await receive(url))).toEqual(["a", "b"]);
  });

  it("older than the queue keeps messages is gone", async () => {
    const url = await queues.fifo({ MessageRetentionPeriod: "3600" });
    await send(url, "old");
    queues.advance(3_600_000 + 60_000);
    await send(url, "new");
    expect(bodies(await receive(url))).toEqual(["new"]);
  });
});

describe("a group", () => {
  it("gives its messages in order, and none while one of them is out", async () => {
    const url = await queues.fifo();
    for (const body of ["a", "b", "c"]) await send(url, body);
    await send(url, "x", { MessageGroupId: "other" });
    const [first, second] = await receive(url, { MaxNumberOfMessages: 2 });
    expect([first?.Body, second?.Body]).toEqual(["a", "b"]);
    expect(bodies(await receive(url))).toEqual(["x"]);
    await remove(url, first);
    expect(await receive(url)).toEqual([]);
    await remove(url, second);
    expect(bodies(await receive(url))).toEqual(["c"]);
  });

  it("starts over at the first message that was not done", async () => {
    const url = await queues.fifo();
    for (const body of ["a", "b", "c"]) await send(url, body);
    const [, second] = await receive(url);
    await remove(url, second);
    queues.advance(30_000);
    expect(bodies(await receive(url))).toEqual(["a", "c"]);
  });
});

describe("a poll", () => {
  it("waits for a message that is sent meanwhile", async () => {
    const url = await queues.fifo();
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await until(() => queues.server.waitingPolls() === 1, "the poll waits");
    await send(url, "a");
    expect(bodies(await waiting)).toEqual(["a"]);
  });

  it("that its client gave up takes no message with it", async () => {
    const url = await queues.fifo();
    const given = new AbortController();
    const waiting = queues.client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: given.signal,
    });
    await until(() => queues.server.waitingPolls() === 1, "the poll waits");
    given.abort();
    await expect(waiting).rejects.toThrow();
    await until(() => queues.server.waitingPolls() === 0, "the service sees that the client is gone");
    await send(url, "a");
    expect(bodies(await receive(url))).toEqual(["a"]);
  });

  it("is answered with nothing when the service ends", async () => {
    await using own = await startTestQueues();
    const QueueUrl = await own.fifo();
    const waiting = own.client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await until(() => own.server.waitingPolls() === 1, "the poll waits");
    await own.server.stop();
    expect((await waiting).Messages).toBeUndefined();
  });
});

describe("a dead-letter queue", () => {
  it("gets what was tried as often as allowed, and the group goes on without it", async () => {
    const dead = await queues.fifo();
    const deadArn = arnOf(nameIn(dead));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 });
    const url = await queues.fifo({ RedrivePolicy });
    await send(url, "poison", { MessageGroupId: "g", MessageDeduplicationId: "p" });
    await send(url, "good", { MessageGroupId: "g" });
    for (let tries = 0; tries < 2; tries += 1) {
      expect((await receive(url, { MaxNumberOfMessages: 1 }))[0]?.Body).toBe("poison");
      queues.advance(30_000);
    }
    expect(bodies(await receive(url))).toEqual(["good"]);
    const [letter] = await receive(dead);
    expect(letter).toMatchObject({
      Body: "poison",
      Attributes: {
        MessageGroupId: "g",
        MessageDeduplicationId: "p",
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: arnOf(nameIn(url)),
      },
    });

    await queues.client.send(new StartMessageMoveTaskCommand({ SourceArn: deadArn }));
    expect(await counts(dead)).toEqual([0, 0, 0]);
    queues.advance(30_000);
    expect(bodies(await receive(url))).toEqual(["good", "poison"]);
  });
});

describe("a batch", () => {
  it("says of each entry what became of it", async () => {
    const url = await queues.fifo();
    const entry = (Id: string, more: object = {}) => ({
      Id,
      MessageBody: Id,
      MessageGroupId: "g",
      MessageDeduplicationId: Id,
      ...more,
    });
    const sent = await queues.client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [entry("one"), entry("two", { MessageDeduplicationId: undefined }), entry("three")],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(["one", "three"]);
    expect(sent.Failed).toMatchObject([{ Id: "two", SenderFault: true, Code: "InvalidParameterValue" }]);
    const [one, three] = await receive(url);
    const removed = await queues.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: "a", ReceiptHandle: one?.ReceiptHandle },
          { Id: "b", ReceiptHandle: "nonsense" },
          { Id: "c", ReceiptHandle: three?.ReceiptHandle },
        ],
      }),
    );
    expect(removed.Successful?.map(({ Id }) => Id)).toEqual(["a", "c"]);
    expect(removed.Failed).toMatchObject([{ Id: "b", Code: "ReceiptHandleIsInvalid" }]);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });
});

describe("what is wrong is refused as SQS does, and changes nothing", () => {
  it.each([
    ["no text", "", "MissingParameter"],
    ["characters that XML has not", "a\u0000b", "InvalidMessageContents"],
    ["more than 256 KB", "x".repeat(262_145), "InvalidParameterValue"],
  ])("a message of %s", async (_, body, code) => {
    const url = await queues.fifo();
    await expect(send(url, body)).rejects.toMatchObject({ Code: code });
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it("256 KB to the byte are fine", async () => {
    const url = await queues.fifo();
    await send(url, "x".repeat(262_144));
    expect((await receive(url))[0]?.Body).toHaveLength(262_144);
  });

  it("a message without a group, in a queue that has groups", async () => {
    const url = await queues.fifo();
    await expect(send(url, "a", { MessageGroupId: undefined })).rejects.toThrow("MessageGroupId");
  });

  it("a queue that is not there", async () => {
    const url = await queues.fifo();
    const missing = url.replace(/[^/]+$/, "missing.fifo");
    await expect(send(missing, "a")).rejects.toBeInstanceOf(QueueDoesNotExist);
    await expect(
      queues.client.send(new GetQueueUrlCommand({ QueueName: "missing.fifo" })),
    ).rejects.toBeInstanceOf(QueueDoesNotExist);
    await queues.client.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(receive(url)).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it("a handle that is none", async () => {
    const url = await queues.fifo();
    await expect(remove(url, { ReceiptHandle: "x" })).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
  });

  it("attributes that no queue has, or out of their range, and dead letters to nowhere", async () => {
    const refused = (attributes: object) => expect(queues.fifo(attributes)).rejects;
    await refused({ Colour: "blue" }).toMatchObject({ name: "InvalidAttributeName" });
    await refused({ VisibilityTimeout: "43201" }).toMatchObject({ name: "InvalidAttributeValue" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("none.fifo"), maxReceiveCount: 3 });
    await refused({ RedrivePolicy }).toThrow("dead-letter queue");
  });

  it("a body that is not JSON, an action that is none", async () => {
    const post = async (target: string, body: string) => {
      const answer = await fetch(queues.server.url, {
        method: "POST",
        headers: { "x-amz-target": target },
        body,
      });
      return [answer.status, ((await answer.json()) as { __type: string }).__type];
    };
    expect(await post("AmazonSQS.SendMessage", "{")).toEqual([
      400,
      "com.amazonaws.sqs#SerializationException",
    ]);
    expect(await post("AmazonSQS.Dance", "{}")).toEqual([400, "com.amazonaws.sqs#UnsupportedOperation"]);
  });
});

it("whatever is asked gets an answer, and no fault", async () => {
  const url = await queues.fifo();
  // A waiting poll is fine too, but takes its time.
  const fields = [
    ...[
      "QueueUrl",
      "QueueName",
      "QueueNamePrefix",
      "Attributes",
      "AttributeNames",
      "MessageBody",
      "Entries",
      "Id",
    ],
    ...["MessageGroupId", "MessageDeduplicationId", "MessageAttributes", "DelaySeconds", "VisibilityTimeout"],
    ...["ReceiptHandle", "MaxNumberOfMessages", "MessageAttributeNames", "SourceArn", "DestinationArn"],
  ];
  const value = fc.oneof(
    fc.constantFrom(url, nameIn(url), arnOf(nameIn(url)), "g", "1.AAAAAAAAAAAAAAAA", ["All"], 0, 1),
    fc.constantFrom(
      [{ Id: "a" }],
      [{ Id: "a", MessageBody: "b", MessageGroupId: "g", ReceiptHandle: "1.x" }],
    ),
    fc.constantFrom(
      { a: { DataType: "String", StringValue: "b" } },
      { a: { DataType: "Binary" } },
      { a: null },
    ),
    fc.jsonValue(),
  );
  const input = fc.dictionary(fc.constantFrom(...fields), value).map((rest) => ({ QueueUrl: url, ...rest }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(ACTIONS)), input, async (action, body) => {
      const answer = await fetch(queues.server.url, {
        method: "POST",
        headers: { "x-amz-target": `AmazonSQS.${action}` },
        body: JSON.stringify(body),
      });
      expect([200, 400], await answer.text()).toContain(answer.status);
    }),
    { numRuns: 1_000 },
  );
});

describe("queues", () => {
  it("can be listed, emptied, and made again with other attributes", async () => {
    const name = `a-${randomUUID()}.fifo`;
    const url = await createQueue(queues.client, name, { FifoQueue: "true", VisibilityTimeout: "5" });
    expect(await createQueue(queues.client, name, { FifoQueue: "true", VisibilityTimeout: "7" })).toBe(url);
    const { Attributes } = await queues.client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["VisibilityTimeout", "QueueArn"] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: "7", QueueArn: arnOf(name) });
    const { QueueUrls } = await queues.client.send(new ListQueuesCommand({ QueueNamePrefix: "a-" }));
    expect(QueueUrls).toEqual([url]);
    await send(url, "a");
    await queues.client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await receive(url)).toEqual([]);
  });

  it("tell the age of their oldest message", async () => {
    const url = await queues.fifo();
    const name = nameIn(url);
    expect(queues.server.oldestAgeMs(name)).toBeUndefined();
    await send(url, "a");
    queues.advance(15_000);
    expect(queues.server.oldestAgeMs(name)).toBeGreaterThanOrEqual(15_000);
  });

  it("without groups give each message on its own", async () => {
    const url = await createQueue(queues.client, `plain-${randomUUID()}`, {});
    for (const body of ["a", "b"]) {
      await send(url, body, { MessageGroupId: undefined, MessageDeduplicationId: undefined });
    }
    expect(bodies(await receive(url, { MaxNumberOfMessages: 1 }))).toEqual(["a"]);
    expect(bodies(await receive(url))).toEqual(["b"]);
  });

  it("on a full disk refuse what comes on top, keep what they have, and go on when there is room", async () => {
    using folder = temporaryFolder();
    const server = await startQueueServer({ dataDir: folder.path, log: silent, maxBytes: 1_000_000 });
    const client = clientOf(server.url);
    try {
      const QueueUrl = await createQueue(client, "small.fifo", { FifoQueue: "true" });
      const put = (n: number) =>
        client.send(
          new SendMessageCommand({
            QueueUrl,
            MessageBody: `${n}`.padEnd(100_000),
            MessageGroupId: "g",
            MessageDeduplicationId: `${n}`,
          }),
        );
      let kept = 0;
      for (; kept < 50; kept += 1) if (!(await put(kept).then(Boolean, () => false))) break;
      expect(kept).toBeGreaterThan(3);
      expect(kept).toBeLessThan(50);
      for (let n = 0; n < kept; n += 1) {
        const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Number(Messages[0]?.Body)).toBe(n);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
      }
      await put(kept);
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      expect(Number(Messages[0]?.Body)).toBe(kept);
    } finally {
      client.destroy();
      await server.stop();
    }
  });

  it("belong to one server at a time", async () => {
    using folder = temporaryFolder();
    const options = { dataDir: folder.path, log: silent };
    const server = await startQueueServer(options);
    await expect(startQueueServer(options)).rejects.toThrow("locked");
    await server.stop();
    await (await startQueueServer(options)).stop();
  });
});
