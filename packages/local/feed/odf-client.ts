/** Sends bodies to an ingest as ODF sources do: a key in a header, compressed, again until there is an answer. */
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";

export interface Sender {
  /** `http://127.0.0.1:4600` */
  url: string;
  apiKey: string;
  signal?: AbortSignal;
}

export interface Answered {
  status: number;
  /** The answer, or problem details. */
  body: Readonly<Record<string, unknown>>;
  /** From the first attempt to the answer. */
  ms: number;
  attempts: number;
}

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

export type Format = "odf" | "ndjson";

/** Bytes that nothing else writes to. */
type Packed = Uint8Array<ArrayBuffer>;

/** As it travels. */
export const packed = (text: Uint8Array): Packed => gzipSync(text, { level: 1 });

/** As `postPacked`, with what is not packed yet. */
export function post(sender: Sender, format: Format, text: Uint8Array): Promise<Answered> {
  return postPacked(sender, format, packed(text));
}

/**
 * Answers with what the ingest says of it, a refusal too.
 * @throws Error where it is not to be had, or too busy, after eight attempts
 */
export async function postPacked(sender: Sender, format: Format, body: Packed): Promise<Answered> {
  const { url, apiKey, signal } = sender;
  const startedMs = performance.now();
  let last: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    let pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
    try {
      const response = await fetch(`${url}/api/ingest/${format}`, {
        method: "POST",
        headers: {
          "content-type": format === "odf" ? "application/xml" : "application/x-ndjson",
          "content-encoding": "gzip",
          "x-api-key": apiKey,
        },
        body,
        ...(signal && { signal }),
      });
      const answer = (await response.json()) as Record<string, unknown>;
      if (response.status !== 429 && response.status < 500) {
        return {
          status: response.status,
          body: answer,
          ms: performance.now() - startedMs,
          attempts: attempt,
        };
      }
      pauseMs = Math.max(pauseMs, 1000 * Number(response.headers.get("retry-after") ?? 0));
      last = new Error(`it answered ${response.status}: ${answer.detail}`);
    } catch (error) {
      if (signal?.aborted) throw error;
      last = error;
    }
    if (attempt < ATTEMPTS) await wait(pauseMs, undefined, signal && { signal });
  }
  throw new Error(`the ingest at ${url} did not take it after ${ATTEMPTS} attempts`, { cause: last });
}
