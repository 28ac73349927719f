import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { silent } from "../log.ts";
import { until } from "../table/testing.ts";
import { arnOf } from "./attributes.ts";
import { type QueueMapping, type QueueMappingOptions, startQueueMapping } from "./mapping.ts";
import { startTestQueues, type TestQueues } from "./testing.ts";

const VISIBILITY_MS = 30_000;

let queues: TestQueues;
const started: QueueMapping[] = [];
beforeAll(async () => {
  queues = await startTestQueues();
});
afterEach(async () => {
  for (const mapping of started.splice(0)) await mapping.stop();
});
afterAll(() => queues[Symbol.asyncDispose]());

async function map(
  queueUrl: string,
  handler: QueueMappingOptions["handler"],
  more: Partial<QueueMappingOptions> = {},
): Promise<QueueMapping> {
  const mapping = await startQueueMapping({
    name: "applier",
    client: queues.client,
    queueUrl,
    handler,
    batchSize: 10,
    concurrency: 2,
    log: silent,
    ...more,
  });
  started.push(mapping);
  return mapping;
}

/** `g1:a` is the message `a` of group `g1`. */
async function sendAll(QueueUrl: string, messages: readonly string[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 10) {
    const Entries = messages.slice(from, from + 10).map((text, index) => ({
      Id: String(index),
      MessageBody: text,
      MessageGroupId: text.split(":")[0],
      MessageDeduplicationId: randomUUID(),
    }));
    await queues.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

const failing = (records: readonly SQSRecord[]) => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

/** For the next poll, instead of after the visibility timeout. */
async function giveBack(QueueUrl: string, records: readonly SQSRecord[]): Promise<void> {
  if (records.length === 0) return;
  const Entries = records.map(({ receiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: 0,
  }));
  await queues.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
}

const nameIn = (url: string) => url.slice(url.lastIndexOf("/") + 1);

it("hands over what Lambda would", async () => {
  const url = await queues.fifo();
  const events: SQSEvent[] = [];
  const names: string[] = [];
  const mapping = await map(url, async (event, context) => {
    events.push(event);
    names.push(context.functionName);
  });
  const sent = await queues.client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: "body",
      MessageGroupId: "g",
      MessageDeduplicationId: "d",
      MessageAttributes: { trace: { DataType: "String", StringValue: "1-abc" } },
    }),
  );
  await mapping.quiet();
  expect(names).toEqual(["applier"]);
  expect(events).toEqual([
    {
      Records: [
        {
          messageId: sent.MessageId,
          receiptHandle: expect.any(String),
          body: "body",
          attributes: {
            SenderId: expect.any(String),
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            ApproximateReceiveCount: "1",
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            MessageGroupId: "g",
            MessageDeduplicationId: "d",
            SequenceNumber: sent.SequenceNumber,
          },
          messageAttributes: {
            trace: { stringValue: "1-abc", stringListValues: [], binaryListValues: [], dataType: "String" },
          },
          md5OfBody: sent.MD5OfMessageBody,
          md5OfMessageAttributes: sent.MD5OfMessageAttributes,
          eventSource: "aws:sqs",
          eventSourceARN: arnOf(nameIn(url)),
          awsRegion: "local",
        },
      ],
    },
  ]);
  expect(mapping.stats).toEqual({ invocations: 1, handled: 1, failed: 0, heldBack: 0 });
});

it("deletes what a partial answer doesn't name, and brings back the rest in order", async () => {
  const url = await queues.fifo();
  await sendAll(url, ["x:1", "y:1", "y:2", "z:1"]);
  const rounds: string[][] = [];
  const mapping = await map(
    url,
    async ({ Records }) => {
      rounds.push(Records.map(({ body }) => body));
      return rounds.length === 1 ? failing(Records.filter(({ body }) => body.startsWith("y"))) : undefined;
    },
    { concurrency: 1 },
  );
  await until(() => mapping.stats.failed === 2 && mapping.stats.handled === 2, "the first round is over");
  queues.advance(VISIBILITY_MS);
  await mapping.quiet();
  expect(rounds).toEqual([
    ["x:1", "y:1", "y:2", "z:1"],
    ["y:1", "y:2"],
  ]);
});

it("lets nothing overtake a failed message of its group, even where the handler says it is done", async () => {
  const url = await queues.fifo();
  await sendAll(url, ["g:1", "g:2", "g:3"]);
  const rounds: string[][] = [];
  const mapping = await map(url, async ({ Records }) => {
    rounds.push(Records.map(({ body }) => body));
    return rounds.length === 1 ? failing(Records.slice(1, 2)) : undefined;
  });
  await until(() => mapping.stats.handled === 1 && mapping.stats.failed === 2, "the first round is over");
  expect(mapping.stats.heldBack).toBe(1);
  queues.advance(VISIBILITY_MS);
  await mapping.quiet();
  expect(rounds).toEqual([
    ["g:1", "g:2", "g:3"],
    ["g:2", "g:3"],
  ]);
});

it.each<[string, (records: SQSRecord[]) => Promise<unknown>]>([
  ["throws", async () => Promise.reject(new Error("no"))],
  ["takes too long", () => new Promise(() => {})],
  ["names a message of no batch", async () => ({ batchItemFailures: [{ itemIdentifier: "other" }] })],
  ["answers with nonsense", async () => ({ batchItemFailures: "all" })],
])("brings the whole batch back when a handler %s", async (_, misbehave) => {
  const url = await queues.fifo();
  await sendAll(url, ["g:1", "h:1"]);
  const rounds: string[][] = [];
  const mapping = await map(
    url,
    async ({ Records }) => {
      rounds.push(Records.map(({ body }) => body));
      return rounds.length === 1 ? misbehave(Records) : undefined;
    },
    { concurrency: 1, timeoutMs: 100 },
  );
  await until(() => mapping.stats.failed === 2, "the batch has failed");
  expect(mapping.stats.handled).toBe(0);
  queues.advance(VISIBILITY_MS);
  await mapping.quiet();
  expect(rounds[1]).toEqual(["g:1", "h:1"]);
});

it("leaves a poison message to the dead-letter queue, and goes on with its group", async () => {
  const dead = await queues.fifo();
  const url = await queues.fifo({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(nameIn(dead)), maxReceiveCount: 3 }),
  });
  await sendAll(url, ["g:poison", "g:good"]);
  const handled: string[] = [];
  const mapping = await map(
    url,
    async ({ Records }) => {
      if (Records.some(({ body }) => body === "g:poison")) throw new Error("can't");
      handled.push(...Records.map(({ body }) => body));
    },
    { batchSize: 1 },
  );
  for (let tries = 1; tries <= 3; tries += 1) {
    await until(() => mapping.stats.failed === tries, `try ${tries}`);
    queues.advance(VISIBILITY_MS);
  }
  await mapping.quiet();
  expect(handled).toEqual(["g:good"]);
  const { Attributes } = await queues.client.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  expect(Attributes?.ApproximateNumberOfMessages).toBe("1");
});

it("finishes the batch under way when it stops, and begins no other", async () => {
  const url = await queues.fifo();
  await sendAll(url, ["g:1", "g:2"]);
  const { promise: going, resolve: goOn } = Promise.withResolvers<void>();
  const handled: string[] = [];
  const mapping = await map(
    url,
    async ({ Records }) => {
      handled.push(...Records.map(({ body }) => body));
      await going;
    },
    { batchSize: 1, concurrency: 1 },
  );
  await until(() => handled.length === 1, "the first batch is under way");
  const stopped = mapping.stop();
  goOn();
  await stopped;
  expect(handled).toEqual(["g:1"]);
  expect(mapping.stats.handled).toBe(1);
  // The second is there for whoever comes next.
  const next = await map(url, async ({ Records }) => void handled.push(...Records.map(({ body }) => body)));
  await next.quiet();
  expect(handled).toEqual(["g:1", "g:2"]);
});

it("handles each group alone and in order, however often handlers fail, and no more invocations than allowed", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat(3)),
      async (groups, batchSize, concurrency, luck) => {
        const url = await queues.fifo();
        const messages = groups.map((group, index) => `g${group}:${index}`);
        await sendAll(url, messages);
        const done: string[] = [];
        const inHand = new Set<string>();
        let invocations = 0;
        let most = 0;
        const problems: string[] = [];
        const mapping = await map(
          url,
          async ({ Records }) => {
            invocations += 1;
            most = Math.max(most, invocations);
            const own = new Set(Records.map(({ attributes }) => attributes.MessageGroupId ?? ""));
            for (const group of own) {
              if (inHand.has(group)) problems.push(`${group} is handled twice at a time`);
              inHand.add(group);
            }
            await new Promise(setImmediate);
            const failed: SQSRecord[] = [];
            for (const record of Records) {
              const before = failed.some(
                ({ attributes }) => attributes.MessageGroupId === record.attributes.MessageGroupId,
              );
              if (before || luck.next().value === 0) failed.push(record);
              else done.push(record.body);
            }
            for (const group of own) inHand.delete(group);
            invocations -= 1;
            await giveBack(url, failed);
            return failing(failed);
          },
          { batchSize, concurrency },
        );
        await mapping.quiet();
        await mapping.stop();
        expect(problems).toEqual([]);
        expect(most).toBeLessThanOrEqual(concurrency);
        for (const group of new Set(groups)) {
          const own = (body: string) => body.startsWith(`g${group}:`);
          expect(done.filter(own)).toEqual(messages.filter(own));
        }
      },
    ),
    { numRuns: 30 },
  );
});
