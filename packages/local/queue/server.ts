/**
 * A queue service on loopback that speaks the JSON protocol of the SQS SDK.
 * Source: Amazon SQS Developer Guide, "Making requests using the AWS JSON protocol".
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { closeServer, listen, refuseGarbage } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { ACTIONS, type Actions } from "./actions.ts";
import { ACCOUNT } from "./attributes.ts";
import { QueueError } from "./errors.ts";
import { type Input, isRecord } from "./input.ts";
import { Queues } from "./queues.ts";

const TARGET = "AmazonSQS.";
/** Ten messages of the largest size, escaped. */
const BODY_BYTES = 16_000_000;
/** Longer than a client keeps a connection for later: else one ends it while the other begins a request. */
const KEEP_ALIVE_MS = 60_000;

export interface QueueServerOptions {
  /** Holds the queues; made where it is missing. */
  dataDir: string;
  log: Log;
  /** Wall clock, ms since 1970. */
  nowMs?: () => number;
  /** What the queues may take on disk; what comes on top is refused until there is room. No bound where it is not said. */
  maxBytes?: number;
}

export interface QueueServer {
  /** `http://127.0.0.1:<port>`, the endpoint of an SQS client. */
  url: string;
  queueUrl(name: string): string;
  /** Age of the oldest message, in flight or not; undefined for an empty queue. In the cloud a metric says it. */
  oldestAgeMs(name: string): number | undefined;
  /** Polls that wait for a message now. */
  waitingPolls(): number;
  /** Answers waiting polls with nothing, then closes. May be called twice. */
  stop(): Promise<void>;
}

/** Throws where the data folder can't be used or another server uses it. What was acknowledged in an earlier run is there. */
export async function startQueueServer({
  dataDir,
  log,
  nowMs = Date.now,
  maxBytes,
}: QueueServerOptions): Promise<QueueServer> {
  const queues = new Queues(join(dataDir, "queues.sqlite"), nowMs, maxBytes);
  /** One for each request under way, to end what it waits for. */
  const underWay = new Set<AbortController>();
  let url = "";
  const queueUrl = (name: string) => `${url}/${ACCOUNT}/${name}`;
  const from: Actions = { queues, queueUrl };

  async function act(request: IncomingMessage, response: ServerResponse): Promise<object> {
    const target = String(request.headers["x-amz-target"] ?? "");
    const action = target.startsWith(TARGET) ? ACTIONS[target.slice(TARGET.length)] : undefined;
    if (action === undefined) {
      throw new QueueError("UnsupportedOperation", `There is no action ${target.slice(0, 80)} here.`);
    }
    const input = parse(await readBody(request));
    const waiting = new AbortController();
    const gone = () => waiting.abort();
    underWay.add(waiting);
    response.once("close", gone);
    try {
      const answer = await action(from, input, waiting.signal);
      await queues.store.committed();
      return answer;
    } catch (cause) {
      if (!(cause instanceof QueueError)) queues.store.abandon(cause);
      throw cause;
    } finally {
      response.off("close", gone);
      underWay.delete(waiting);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(response, 200, await act(request, response), {});
    } catch (cause) {
      const known = cause instanceof QueueError;
      if (!known) log("error", "a queue request failed", { cause: messageOf(cause) });
      if (response.destroyed || response.headersSent) return;
      if (!request.complete) response.setHeader("connection", "close");
      const { code, queryCode, message } = known
        ? cause
        : new QueueError("InternalError", "The request failed.");
      send(
        response,
        known ? 400 : 500,
        { __type: `com.amazonaws.sqs#${code}`, message },
        { "x-amzn-query-error": `${queryCode};${known ? "Sender" : "Receiver"}` },
      );
    }
  }

  let stopped: Promise<void> | undefined;
  async function end(): Promise<void> {
    for (const waiting of underWay) waiting.abort();
    await closeServer(server);
    queues.close();
  }

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void answer(request, response),
  );
  refuseGarbage(server, log);
  const { port } = await listen(server, { port: 0 });
  url = `http://127.0.0.1:${port}`;
  log("info", "the queues run", { url });
  return {
    url,
    queueUrl,
    oldestAgeMs(name) {
      const { oldestSentAtMs } = queues.counts(name);
      return oldestSentAtMs === undefined ? undefined : nowMs() - oldestSentAtMs;
    },
    waitingPolls: () => queues.waiting(),
    stop() {
      stopped ??= end();
      return stopped;
    },
  };
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString("utf8"));
    if (isRecord(input)) return input;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new QueueError("SerializationException", "The body is not a JSON object.");
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new QueueError("BatchRequestTooLong", "The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(
  response: ServerResponse,
  status: number,
  answer: object,
  headers: Record<string, string>,
): void {
  const body = JSON.stringify(answer);
  response.writeHead(status, {
    ...headers,
    "content-type": "application/x-amz-json-1.0",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": randomUUID(),
  });
  response.end(body);
}
