/**
 * The queue of one machine, in a process of its own, through the SDK: what it acknowledges, and what it hands out. The
 * client takes most of the processor; so the queue's own share is said too, which others on the machine don't change.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { createQueue } from "@podium/local/queue/create.ts";
import { clientOf } from "@podium/local/queue/testing.ts";
import { type Figure, percentile, startChild } from "./support.ts";

const SEND_MS = 8_000;
const WARM_UP_MS = 2_000;
const BARE_INSERTS = 10_000;
const SENDERS = 16;
const POLLERS = 4;
const LANES = 50;
/** A result of a field of 80, compressed and in base64, has about this many characters. */
const BODY = "x".repeat(4_000);

export async function bench(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), "podium-queue-"));
  const child = startChild("queue.child.ts");
  try {
    const client = clientOf(await child.call<string>("start", { dataDir }));
    const url = await createQueue(client, "bench.fifo", { FifoQueue: "true" });
    const measured = async (work: () => Promise<Run>) => {
      const before = await child.call<number>("processorMs");
      const run = await work();
      return { ...run, processorMs: ((await child.call<number>("processorMs")) - before) / run.messages };
    };
    await drain(client, url, (await send(client, url, WARM_UP_MS, "w")).messages);
    const bare = bareInserts(join(dataDir, "bare.sqlite"));
    const sent = await measured(() => send(client, url, SEND_MS, "m"));
    const taken = await measured(() => drain(client, url, sent.messages));
    client.destroy();
    return [
      {
        name: "bare SQLite, one commit an insert",
        value: bare.perSecond,
        unit: "/s",
        note: `${bare.processorMs.toFixed(3)} ms of processor time each`,
      },
      {
        name: `sent and acknowledged, ${SENDERS} senders`,
        value: sent.perSecond,
        unit: "/s",
        target: { atLeast: 1_000 },
        note: `${sent.messages} messages of ${BODY.length} bytes, ${LANES} lanes`,
      },
      { name: "of bare SQLite", value: sent.perSecond / bare.perSecond, unit: "×" },
      { name: "acknowledgement p50", value: percentile(sent.timesMs, 0.5), unit: "ms" },
      { name: "acknowledgement p99", value: percentile(sent.timesMs, 0.99), unit: "ms" },
      { name: "processor time of the queue a send", value: sent.processorMs, unit: "ms" },
      {
        name: `received and deleted in tens, ${POLLERS} pollers`,
        value: taken.perSecond,
        unit: "/s",
        target: { atLeast: 1_000 },
      },
      { name: "of bare SQLite", value: taken.perSecond / bare.perSecond, unit: "×" },
      { name: "receive and delete of ten p99", value: percentile(taken.timesMs, 0.99), unit: "ms" },
      { name: "processor time of the queue a message", value: taken.processorMs, unit: "ms" },
    ];
  } finally {
    await child.stop();
  }
}

interface Run {
  messages: number;
  perSecond: number;
  /** Of each request. */
  timesMs: number[];
}

async function send(client: SQSClient, QueueUrl: string, withinMs: number, prefix: string): Promise<Run> {
  const timesMs: number[] = [];
  const beganMs = performance.now();
  let next = 0;
  const sender = async () => {
    for (let n = next++; performance.now() - beganMs < withinMs; n = next++) {
      const startedMs = performance.now();
      await client.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: BODY,
          MessageGroupId: `lane-${n % LANES}`,
          MessageDeduplicationId: `${prefix}-${n}`,
        }),
      );
      timesMs.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const messages = timesMs.length;
  return { messages, perSecond: (messages / (performance.now() - beganMs)) * 1_000, timesMs };
}

async function drain(client: SQSClient, QueueUrl: string, messages: number): Promise<Run> {
  const timesMs: number[] = [];
  const beganMs = performance.now();
  let left = messages;
  const poller = async () => {
    while (left > 0) {
      const startedMs = performance.now();
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ["All"],
        }),
      );
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      timesMs.push(performance.now() - startedMs);
      left -= Messages.length;
    }
  };
  await Promise.all(Array.from({ length: POLLERS }, poller));
  return { messages, perSecond: (messages / (performance.now() - beganMs)) * 1_000, timesMs };
}

/** The same settings and as many bytes, without a queue around it. */
function bareInserts(file: string): { perSecond: number; processorMs: number } {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE messages (seq INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT, id TEXT UNIQUE, body TEXT)`);
  const insert = db.prepare("INSERT INTO messages (lane, id, body) VALUES (?, ?, ?)");
  const startedMs = performance.now();
  const before = process.cpuUsage();
  for (let n = 0; n < BARE_INSERTS; n += 1) insert.run(`lane-${n % LANES}`, `m-${n}`, BODY);
  const { user, system } = process.cpuUsage(before);
  const perSecond = (BARE_INSERTS / (performance.now() - startedMs)) * 1_000;
  db.close();
  return { perSecond, processorMs: (user + system) / 1_000 / BARE_INSERTS };
}
