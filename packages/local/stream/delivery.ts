/**
 * Hands one batch to a function until each record is handled or given up, as Lambda does for a shard.
 * Source: AWS Lambda Developer Guide, "DynamoDB event source mappings": partial batch responses, bisect, retries, age.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { LocalContext } from "../context.ts";
import { type Log, messageOf } from "../log.ts";
import type { DeadLetter, DeadReason } from "./dead-letters.ts";
import { sequenceOf } from "./record.ts";

/** May answer with `{ batchItemFailures }`; anything else that it returns means that all went well. */
export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<unknown>;

const BACKOFF_CAP_MS = 5_000;

export interface DeliveryStats {
  invocations: number;
  /** Records of batches that a handler took. */
  handled: number;
  failures: number;
  retries: number;
  bisections: number;
  /** Records given up. */
  dead: number;
}

export interface Delivery {
  name: string;
  streamArn: string;
  shardId: string;
  handler: StreamHandler;
  timeoutMs: number;
  bisect: boolean;
  /** Invocations of the same records, the first included. */
  maxAttempts: number;
  maxRecordAgeMs: number | undefined;
  /** Wait before the second attempt; doubles with each, up to 5 s. */
  backoffMs: number;
  onDeadLetter: (letter: DeadLetter) => Promise<void>;
  stats: DeliveryStats;
  log: Log;
  signal: AbortSignal;
}

interface Segment {
  records: DynamoDBRecord[];
  attempts: number;
  error?: string;
}

/**
 * Calls `done` with the sequence number of the last record of each part that needs no further work.
 * Resolves early, with the rest undone, when the signal aborts.
 */
export async function deliver(
  batch: DynamoDBRecord[],
  delivery: Delivery,
  done: (sequence: string) => void,
): Promise<void> {
  const { stats, signal } = delivery;
  const segments: Segment[] = [{ records: batch, attempts: 0 }];
  for (let segment = segments.shift(); segment !== undefined; segment = segments.shift()) {
    if (signal.aborted) return;
    const tooOld = countTooOld(segment.records, delivery);
    if (tooOld > 0) {
      const old = { ...segment, records: segment.records.slice(0, tooOld) };
      if (!(await giveUp(old, "RecordAgeExceeded", delivery))) return;
      done(sequenceOf(lastOf(old.records)));
      if (tooOld < segment.records.length) {
        segments.unshift({ records: segment.records.slice(tooOld), attempts: 0 });
      }
      continue;
    }

    if (segment.attempts > 0) stats.retries += 1;
    const outcome = await invoke(segment.records, delivery);
    const taken = outcome.failedAt;
    stats.handled += taken;
    if (taken > 0) done(sequenceOf(segment.records[taken - 1] as DynamoDBRecord));
    if (taken === segment.records.length) continue;

    stats.failures += 1;
    const rest = segment.records.slice(taken);
    const at = { mapping: delivery.name, records: rest.length, first: sequenceOf(rest[0] as DynamoDBRecord) };
    delivery.log("warn", "a batch failed", { ...at, error: outcome.error });
    if (taken > 0) {
      segments.unshift({ records: rest, attempts: 0 });
    } else if (delivery.bisect && rest.length > 1) {
      stats.bisections += 1;
      const half = Math.ceil(rest.length / 2);
      segments.unshift(
        { records: rest.slice(0, half), attempts: segment.attempts },
        { records: rest.slice(half), attempts: segment.attempts },
      );
    } else {
      const tried: Segment = { records: rest, attempts: segment.attempts + 1, error: outcome.error };
      if (tried.attempts >= delivery.maxAttempts) {
        if (!(await giveUp(tried, "RetryAttemptsExhausted", delivery))) return;
        done(sequenceOf(lastOf(rest)));
      } else {
        segments.unshift(tried);
        await backOff(tried.attempts, delivery);
      }
    }
  }
}

interface Outcome {
  /** Index of the first record to try again; the number of records where all went well. */
  failedAt: number;
  error: string;
}

async function invoke(records: DynamoDBRecord[], delivery: Delivery): Promise<Outcome> {
  const { handler, name, timeoutMs, stats } = delivery;
  stats.invocations += 1;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Task timed out after ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    const answer = await Promise.race([
      handler({ Records: records }, new LocalContext(name, timeoutMs)),
      late,
    ]);
    return lowestFailure(answer, records);
  } catch (cause) {
    return { failedAt: 0, error: messageOf(cause) };
  } finally {
    clearTimeout(timer);
  }
}

/** An item that is not of this batch makes the whole batch fail, as in Lambda. */
function lowestFailure(answer: unknown, records: DynamoDBRecord[]): Outcome {
  const failures = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return { failedAt: 0, error: "batchItemFailures is not a list" };
  let failedAt = records.length;
  for (const failure of failures as { itemIdentifier?: unknown }[]) {
    const index = records.findIndex((record) => sequenceOf(record) === failure?.itemIdentifier);
    if (index === -1) return { failedAt: 0, error: `no such item: ${JSON.stringify(failure)}` };
    failedAt = Math.min(failedAt, index);
  }
  return { failedAt, error: `the handler reported ${failures.length} failed items` };
}

function countTooOld(records: DynamoDBRecord[], { maxRecordAgeMs }: Delivery): number {
  if (maxRecordAgeMs === undefined) return 0;
  const oldest = (Date.now() - maxRecordAgeMs) / 1_000;
  const fresh = records.findIndex(
    (record) => (record.dynamodb?.ApproximateCreationDateTime ?? Number.POSITIVE_INFINITY) >= oldest,
  );
  return fresh === -1 ? records.length : fresh;
}

/** Without a dead letter a record may not be passed over: the shard waits until one can be written, or until the end. */
async function giveUp(segment: Segment, reason: DeadReason, delivery: Delivery): Promise<boolean> {
  const { name: mapping, streamArn, shardId, log, signal, stats } = delivery;
  const letter: DeadLetter = { mapping, streamArn, shardId, reason, ...segment };
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      await delivery.onDeadLetter(letter);
      stats.dead += segment.records.length;
      log("error", "records given up", {
        mapping,
        reason,
        attempts: segment.attempts,
        error: segment.error,
        sequenceNumbers: segment.records.map(sequenceOf),
      });
      return true;
    } catch (cause) {
      log("error", "a dead letter could not be kept; the shard waits", { mapping, cause: messageOf(cause) });
      await backOff(tries, delivery);
    }
  }
  return false;
}

/** Exponential with jitter between half and all of it. */
async function backOff(attempts: number, { backoffMs, signal }: Delivery): Promise<void> {
  const full = Math.min(BACKOFF_CAP_MS, backoffMs * 2 ** (attempts - 1));
  await pause(full * (0.5 + Math.random() / 2), signal);
}

/** Sleeps, or less if the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

function lastOf(records: DynamoDBRecord[]): DynamoDBRecord {
  const last = records.at(-1);
  if (last === undefined) throw new RangeError("an empty batch");
  return last;
}
