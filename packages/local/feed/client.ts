/** Sends messages to an NDJSON ingest as any feed would: signed, compressed, again until each has its outcome. */
import { gzipSync } from "node:zlib";
import type { LineOutcome } from "@podium/core/feed/ndjson/take.ts";
import { sign } from "@podium/core/feed/signature.ts";
import type { Message } from "@podium/core/results/commands.ts";

export interface FeedOptions {
  /** `http://127.0.0.1:4600` */
  url: string;
  keyId: string;
  secret: string;
  signal?: AbortSignal;
}

export interface Answer {
  taken: number;
  duplicate: number;
  rejected: number;
  retry: number;
  lines: LineOutcome[];
}

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;

/**
 * Sends messages in one body and answers with what became of each. Lines that could not be taken for a passing reason
 * are sent again, and so is the whole body when there was no answer: ids make that safe.
 * @throws Error when the ingest refuses the body, or is not to be had after eight attempts.
 */
export async function send(options: FeedOptions, messages: readonly Message[]): Promise<LineOutcome[]> {
  let open = messages;
  const done: LineOutcome[] = [];
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await pause(FIRST_PAUSE_MS * 2 ** (attempt - 2), options.signal);
    let answer: Answer;
    try {
      answer = await post(options, open);
    } catch (error) {
      if (error instanceof Refused || options.signal?.aborted) throw error;
      last = error;
      continue;
    }
    done.push(...answer.lines.filter(({ outcome }) => outcome !== "retry"));
    const again = new Set(
      answer.lines.filter(({ outcome }) => outcome === "retry").map(({ line }) => line - 1),
    );
    open = open.filter((_, index) => again.has(index));
    if (open.length === 0) return done;
    last = new Error(`${open.length} messages could not be taken yet`);
  }
  throw new Error(`the ingest at ${options.url} did not take the messages after ${ATTEMPTS} attempts`, {
    cause: last,
  });
}

export class Refused extends Error {}

async function post(
  { url, keyId, secret, signal }: FeedOptions,
  messages: readonly Message[],
): Promise<Answer> {
  const body = gzipSync(messages.map((message) => JSON.stringify(message)).join("\n"), { level: 1 });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const response = await fetch(`${url}/api/ingest/ndjson`, {
    method: "POST",
    headers: {
      "content-type": "application/x-ndjson",
      "content-encoding": "gzip",
      "x-podium-key-id": keyId,
      "x-podium-timestamp": timestamp,
      "x-podium-signature": sign(secret, timestamp, body),
    },
    body,
    ...(signal && { signal }),
  });
  if (response.status >= 400 && response.status < 500) {
    throw new Refused(`the ingest answered ${response.status}: ${await response.text()}`);
  }
  const text = await response.text();
  if (response.status !== 200 && !text.includes('"lines"'))
    throw new Error(`the ingest answered ${response.status}`);
  return JSON.parse(text) as Answer;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
