/** For tests and benchmarks: a queue service with a folder and a clock of its own, and a client of it. */
import { randomUUID } from "node:crypto";
import { type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { silent } from "../log.ts";
import { temporaryFolder } from "../table/testing.ts";
import { createQueue } from "./create.ts";
import { type QueueServer, startQueueServer } from "./server.ts";

export interface TestQueues extends AsyncDisposable {
  readonly client: SQSClient;
  readonly server: QueueServer;
  /** A FIFO queue with a name of its own. @returns its URL */
  fifo(attributes?: Partial<Record<QueueAttributeName, string>>): Promise<string>;
  /** Lets the service's clock go on at once. */
  advance(ms: number): void;
  /** Ends the service and starts it on the same folder. URLs of queues hold, the client is a new one. */
  restart(): Promise<void>;
}

export function clientOf(url: string): SQSClient {
  return new SQSClient({
    endpoint: url,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}

export async function startTestQueues(): Promise<TestQueues> {
  const folder = temporaryFolder();
  let aheadMs = 0;
  const start = () =>
    startQueueServer({ dataDir: folder.path, log: silent, nowMs: () => Date.now() + aheadMs });
  let server = await start();
  let client = clientOf(server.url);
  const stop = async () => {
    client.destroy();
    await server.stop();
  };
  return {
    get client() {
      return client;
    },
    get server() {
      return server;
    },
    fifo: (attributes) => createQueue(client, `${randomUUID()}.fifo`, { FifoQueue: "true", ...attributes }),
    advance(ms) {
      aheadMs += ms;
    },
    async restart() {
      await stop();
      server = await start();
      client = clientOf(server.url);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      folder[Symbol.dispose]();
    },
  };
}
