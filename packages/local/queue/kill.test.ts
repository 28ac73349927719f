/** What `kill -9` in mid stream leaves behind. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { silent } from "../log.ts";
import { temporaryFolder, until } from "../table/testing.ts";
import { createQueue } from "./create.ts";
import { type QueueServer, startQueueServer } from "./server.ts";
import { clientOf } from "./testing.ts";

const SENDERS = 16;
const GROUPS = 4;
const ENOUGH = 300;

type Child = ChildProcessByStdio<Writable, Readable, null>;

async function startChild(dataDir: string): Promise<{ child: Child; url: string }> {
  const file = fileURLToPath(new URL("serve.child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, url: line.toString().trim() };
}

interface Sent {
  group: string;
  key: string;
}

const command = (QueueUrl: string, { group, key }: Sent) =>
  new SendMessageCommand({
    QueueUrl,
    MessageBody: key,
    MessageGroupId: group,
    MessageDeduplicationId: key,
  });

/** Everything that is there, deleted as it comes. */
async function drain(server: QueueServer, QueueUrl: string): Promise<Sent[]> {
  const client = clientOf(server.url);
  const all: Sent[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["MessageGroupId"],
      }),
    );
    if (Messages.length === 0) return all;
    all.push(
      ...Messages.map(({ Attributes, Body = "" }) => ({
        group: Attributes?.MessageGroupId ?? "",
        key: Body,
      })),
    );
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}

it("every message that was acknowledged is there after kill -9, once and in its place", async () => {
  using folder = temporaryFolder();
  const { child, url } = await startChild(folder.path);
  const exited = once(child, "exit");
  const client = clientOf(url);
  const QueueUrl = await createQueue(client, "lanes.fifo", { FifoQueue: "true" });
  const acknowledged: Sent[] = [];
  // Each sender has its own stream of keys within a group: their order there is known.
  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    for (let n = 0; ; n += 1) {
      const sent = { group: `g${sender % GROUPS}`, key: `${sender}-${n}` };
      try {
        await client.send(command(QueueUrl, sent));
      } catch {
        return;
      }
      acknowledged.push(sent);
    }
  });
  await until(() => acknowledged.length >= ENOUGH, `${ENOUGH} acknowledged messages`, 30_000);
  child.kill("SIGKILL");
  await exited;
  await Promise.all(senders);
  client.destroy();

  const server = await startQueueServer({ dataDir: folder.path, log: silent });
  try {
    // A sender that heard nothing sends again: what was kept is known by its id.
    const again = clientOf(server.url);
    for (const sent of acknowledged) await again.send(command(QueueUrl, sent));
    again.destroy();
    const there = await drain(server, QueueUrl);
    const keys = there.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(acknowledged.filter(({ key }) => !keys.includes(key))).toEqual([]);
    for (let sender = 0; sender < SENDERS; sender += 1) {
      const own = there.filter(({ key }) => key.startsWith(`${sender}-`));
      expect(own).toEqual(own.map((_, n) => ({ group: `g${sender % GROUPS}`, key: `${sender}-${n}` })));
    }
  } finally {
    await server.stop();
  }
});
