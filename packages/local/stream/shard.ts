/** Reads one shard in order: polls, filters, gathers a batch, has it delivered, moves the checkpoint. */
import {
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord } from "aws-lambda";
import { type Log, messageOf } from "../log.ts";
import type { CheckpointStore } from "./checkpoints.ts";
import { type Delivery, deliver, pause } from "./delivery.ts";
import type { Matcher } from "./filter.ts";
import type { Pages } from "./get-records.ts";

/** Of the thousand that the API allows: whoever writes meanwhile waits for the engine to read a page. */
const PAGE_RECORDS = 200;
/** The API cuts a page at 1 MB: a page near it says nothing about what comes after. */
const PAGE_BYTES = 900_000;
const OUTAGE_CAP_MS = 2_000;

export interface ShardStats {
  polls: number;
  /** Records read, those that the filters drop included. */
  records: number;
  /** Records that the filters let pass. */
  matched: number;
}

export interface ShardOptions {
  streams: DynamoDBStreamsClient;
  pages: Pages;
  shardId: string;
  delivery: Delivery;
  matches: Matcher;
  batchSize: number;
  windowMs: number;
  pollMs: number;
  checkpoints: CheckpointStore;
  stats: ShardStats;
  log: Log;
  /** Aborts when the mapping stops: the batch under way is finished, nothing else begins. */
  signal: AbortSignal;
}

export class ShardReader {
  private readonly options: ShardOptions;
  private readonly buffer: DynamoDBRecord[] = [];
  /** Last sequence number read, whether it matched or not. */
  private read: string | undefined;
  private bufferedSince = 0;
  private polledAt = Number.NEGATIVE_INFINITY;
  /** Nothing was left in the shard when it was last polled. */
  private isAtEnd = false;
  private wake: (() => void) | undefined;
  /** Who waits for what was in the shard when they asked: not yet polled for, and polled. */
  private asking: (() => void)[] = [];
  private draining: (() => void)[] = [];

  constructor(options: ShardOptions) {
    this.options = options;
    this.read = options.checkpoints.position(options.shardId);
  }

  /** Resolves when all that is in the shard now is handled, or when the reader has ended. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.asking.push(resolve);
      this.wake?.();
    });
  }

  /** Resolves with true when the shard has ended and is handled to its end, with false when the mapping stops. */
  async run(): Promise<boolean> {
    const { signal, checkpoints, shardId } = this.options;
    let iterator = await this.open();
    while (!signal.aborted) {
      if (iterator !== undefined && this.hasRoom()) {
        const asked = this.asking;
        this.asking = [];
        iterator = await this.poll(iterator);
        if (this.isAtEnd || iterator === undefined) this.draining.push(...asked);
        else this.asking.unshift(...asked);
      }
      const closed = iterator === undefined;
      if (this.isDue(closed)) await this.deliverNext();
      // What was under way then may be undone.
      if (signal.aborted) break;
      if (this.buffer.length === 0) {
        this.settle();
        if (closed) {
          checkpoints.close(shardId);
          break;
        }
      }
      if (this.isAtEnd && this.asking.length === 0 && !this.isDue(closed)) await this.wait();
    }
    for (const resolve of [...this.draining, ...this.asking]) resolve();
    return iterator === undefined && !signal.aborted;
  }

  /** Who drains what was read is not made to wait for what came since. */
  private hasRoom(): boolean {
    return this.draining.length > 0 ? this.buffer.length === 0 : this.buffer.length < this.options.batchSize;
  }

  private isDue(closed: boolean): boolean {
    if (this.buffer.length >= this.options.batchSize) return true;
    if (this.buffer.length === 0) return false;
    return closed || this.draining.length > 0 || this.windowLeftMs() <= 0;
  }

  private windowLeftMs(): number {
    return this.bufferedSince + this.options.windowMs - Date.now();
  }

  private async deliverNext(): Promise<void> {
    const { checkpoints, shardId, delivery, batchSize, signal } = this.options;
    const batch = this.buffer.splice(0, batchSize);
    this.bufferedSince = Date.now();
    await deliver(batch, delivery, (sequence) => checkpoints.advance(shardId, sequence));
    if (this.buffer.length === 0 && !signal.aborted) this.settle();
  }

  /** All that was read is handled, or was dropped by the filters. */
  private settle(): void {
    if (this.read !== undefined) this.options.checkpoints.advance(this.options.shardId, this.read);
    for (const resolve of this.draining.splice(0)) resolve();
  }

  /** Until the next poll: what is written meanwhile goes to the function together. */
  private async wait(): Promise<void> {
    const { pollMs, signal } = this.options;
    const pollInMs = this.polledAt + pollMs - Date.now();
    const ms = Math.max(0, this.buffer.length > 0 ? Math.min(pollInMs, this.windowLeftMs()) : pollInMs);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, ms);
      signal.addEventListener("abort", wake, { once: true });
      this.wake = wake;
      function wake(): void {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      }
    });
    this.wake = undefined;
  }

  /** Reads one page. @returns where the next one begins */
  private async poll(iterator: string): Promise<string | undefined> {
    const { pages, stats, matches, delivery } = this.options;
    let at: string | undefined = iterator;
    for (let failures = 0; at !== undefined && !this.options.signal.aborted; ) {
      try {
        stats.polls += 1;
        this.polledAt = Date.now();
        const { records, next } = await pages.after(at, PAGE_RECORDS);
        let bytes = 0;
        for (const record of records) {
          const { dynamodb } = record;
          bytes += dynamodb?.SizeBytes ?? 0;
          this.read = dynamodb?.SequenceNumber ?? this.read;
          if (!matches(record)) continue;
          if (this.buffer.length === 0) this.bufferedSince = Date.now();
          this.buffer.push({ ...record, eventSourceARN: delivery.streamArn });
          stats.matched += 1;
        }
        stats.records += records.length;
        this.isAtEnd = records.length < PAGE_RECORDS && bytes < PAGE_BYTES;
        return next;
      } catch (cause) {
        failures += 1;
        await this.afterFailure(cause, failures);
        at = await this.open();
      }
    }
    this.isAtEnd = false;
    return at;
  }

  /** An iterator from where the reader stands. Waits while the stream can't be reached. */
  private async open(): Promise<string | undefined> {
    const { streams, shardId, delivery, signal } = this.options;
    let from = this.read;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const answer = await streams.send(
          new GetShardIteratorCommand({
            StreamArn: delivery.streamArn,
            ShardId: shardId,
            ...(from === undefined
              ? { ShardIteratorType: "TRIM_HORIZON" }
              : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: from }),
          }),
        );
        return answer.ShardIterator;
      } catch (cause) {
        failures += 1;
        if (cause instanceof TrimmedDataAccessException) from = undefined;
        await this.afterFailure(cause, failures);
      }
    }
    return undefined;
  }

  /** A poller never gives up on its stream, it only asks more rarely, and says so without filling the log. */
  private async afterFailure(cause: unknown, failures: number): Promise<void> {
    const { log, signal, delivery, shardId, pollMs } = this.options;
    const at = { mapping: delivery.name, shardId, position: this.read };
    if (cause instanceof ExpiredIteratorException) {
      log("info", "the iterator has expired; taking another", at);
    } else if (cause instanceof TrimmedDataAccessException) {
      log("error", "the stream was trimmed ahead of this consumer; going on from its oldest record", at);
      this.read = undefined;
    } else if (!signal.aborted) {
      if (failures === 1 || failures % 30 === 0) {
        log("error", "the stream can't be read; trying on", { ...at, failures, cause: messageOf(cause) });
      }
      await pause(Math.min(OUTAGE_CAP_MS, Math.max(10, pollMs) * 2 ** Math.min(failures - 1, 10)), signal);
    }
  }
}
