/** Any order of sends, deliveries, deletions, returns, waits and restarts, against a plain list. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { startTestQueues, type TestQueues } from "./testing.ts";

const VISIBILITY_MS = 30_000;
const DEDUPLICATION_MS = 300_000;
/** Requests take real time, which counts too: the model must not decide at the edge of a time. */
const MARGIN_MS = 5_000;

interface Known {
  id: string;
  group: string;
  body: string;
}

interface Out extends Known {
  handle: string;
  untilMs: number;
}

/** What must be true of one queue, kept as simply as can be. */
class Model {
  nowMs = 0;
  /** Sent and not deleted, in order. */
  readonly waiting: Known[] = [];
  readonly out: Out[] = [];
  readonly seen = new Map<string, { id: string; atMs: number }>();
  readonly deleted = new Set<string>();

  blocked(group: string): boolean {
    return this.out.some((one) => one.group === group && one.untilMs > this.nowMs);
  }

  /** Groups together, each from its first message on. */
  checkDelivery(delivered: readonly Known[]): void {
    for (const [group, messages] of Map.groupBy(delivered, (one) => one.group)) {
      expect(this.blocked(group), `${group} has a message in flight`).toBe(false);
      const expected = this.waiting.filter((one) => one.group === group).slice(0, messages.length);
      expect(messages.map(({ id, body }) => [id, body])).toEqual(expected.map(({ id, body }) => [id, body]));
    }
  }

  /** Messages that a poll has to give if it asks for enough. */
  free(): Known[] {
    return this.waiting.filter(({ group }) => !this.blocked(group));
  }
}

type Step =
  | { kind: "send"; group: number; key: number }
  | { kind: "receive"; max: number }
  | { kind: "delete"; which: number }
  /** For so long from now; 0 gives it back. */
  | { kind: "hide"; which: number; seconds: number }
  | { kind: "wait"; ms: number }
  | { kind: "restart" };

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: step("send", { group: fc.nat(1), key: fc.nat(60) }) },
    { weight: 5, arbitrary: step("receive", { max: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 3, arbitrary: step("delete", { which: fc.nat() }) },
    { weight: 4, arbitrary: step("hide", { which: fc.nat(), seconds: fc.constantFrom(0, 0, 100) }) },
    {
      weight: 1,
      arbitrary: step("wait", {
        ms: fc.constantFrom(VISIBILITY_MS + MARGIN_MS, DEDUPLICATION_MS + MARGIN_MS),
      }),
    },
    { weight: 1, arbitrary: step("restart", {}) },
  ),
  { minLength: 20, maxLength: 60, size: "max" },
) as fc.Arbitrary<Step[]>;

function step<T extends object>(kind: Step["kind"], rest: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  return fc.record<object>({ kind: fc.constant(kind), ...rest });
}

async function receive(queues: TestQueues, model: Model, QueueUrl: string, max: number): Promise<Out[]> {
  const { Messages = [] } = await queues.client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ["MessageGroupId"],
    }),
  );
  return Messages.map(({ MessageId = "", Body = "", ReceiptHandle = "", Attributes = {} }) => ({
    id: MessageId,
    body: Body,
    group: Attributes.MessageGroupId ?? "",
    handle: ReceiptHandle,
    untilMs: model.nowMs + VISIBILITY_MS,
  }));
}

async function run(
  queues: TestQueues,
  model: Model,
  QueueUrl: string,
  step: Step,
  count: number,
): Promise<void> {
  const current = model.out.filter(({ id, untilMs }) => untilMs > model.nowMs && !model.deleted.has(id));
  const picked = "which" in step ? current[step.which % Math.max(1, current.length)] : undefined;
  switch (step.kind) {
    case "send": {
      const [group, key, body] = [`g${step.group}`, `k${step.key}`, `${count}`];
      const { MessageId = "" } = await queues.client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: body,
          MessageGroupId: group,
          MessageDeduplicationId: key,
        }),
      );
      const seen = model.seen.get(key);
      if (seen !== undefined && model.nowMs - seen.atMs < DEDUPLICATION_MS) expect(MessageId).toBe(seen.id);
      else {
        model.seen.set(key, { id: MessageId, atMs: model.nowMs });
        model.waiting.push({ id: MessageId, group, body });
      }
      return;
    }
    case "receive": {
      const free = model.free();
      const delivered = await receive(queues, model, QueueUrl, step.max);
      model.checkDelivery(delivered);
      expect(delivered.length).toBe(Math.min(step.max, free.length));
      model.out.push(...delivered);
      return;
    }
    case "delete": {
      if (picked === undefined) return;
      await queues.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: picked.handle }));
      model.deleted.add(picked.id);
      model.waiting.splice(
        model.waiting.findIndex(({ id }) => id === picked.id),
        1,
      );
      picked.untilMs = 0;
      return;
    }
    case "hide":
      if (picked === undefined) return;
      await queues.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: picked.handle,
          VisibilityTimeout: step.seconds,
        }),
      );
      picked.untilMs = model.nowMs + step.seconds * 1_000;
      return;
    case "wait":
      queues.advance(step.ms);
      model.nowMs += step.ms;
      return;
    case "restart":
      await queues.restart();
  }
}

it("keeps order, never has two deliveries of a group out, loses nothing, repeats nothing deleted", {
  timeout: 120_000,
}, async () => {
  await using queues = await startTestQueues();
  await fc.assert(
    fc.asyncProperty(steps, async (program) => {
      const model = new Model();
      const url = await queues.fifo({ VisibilityTimeout: String(VISIBILITY_MS / 1_000) });
      for (const [count, step] of program.entries()) await run(queues, model, url, step, count);
      // What is left comes out, in order, and then there is nothing.
      queues.advance(DEDUPLICATION_MS);
      model.nowMs += DEDUPLICATION_MS;
      while (model.waiting.length > 0) {
        const delivered = await receive(queues, model, url, 10);
        model.checkDelivery(delivered);
        expect(delivered).toHaveLength(Math.min(10, model.free().length));
        for (const { id, handle } of delivered) {
          await queues.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle }));
          model.waiting.splice(
            model.waiting.findIndex((one) => one.id === id),
            1,
          );
        }
      }
      expect(await receive(queues, model, url, 10)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
