/**
 * What the publisher asks of the edge over the days of a Games, and what that costs: the real handler with the real budget,
 * on the versions of a simulated history. Its clock is the Games' own.
 */
import { FRESHNESS } from "@podium/core/board/freshness.ts";
import type { Push } from "@podium/core/board/publish.ts";
import { EDGE } from "@podium/core/cost/prices.ts";
import { EXPECTED, updatesOf } from "@podium/core/cost/traffic.ts";
import type { Table } from "@podium/core/table/client.ts";
import { REMEMBER_MS } from "@podium/functions/read/memory.ts";
import { createPublisherHandler, SETTLE_MS } from "@podium/functions/stream/publisher.ts";
import { LocalContext } from "@podium/local/context.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import type { DynamoDBRecord } from "aws-lambda";
import { FORGOTTEN_MS, ttlMs } from "./edge.ts";
import type { History, Surprise, Version } from "./history.ts";

/** A version that must not wait for its time to live. */
export interface Wish {
  atMs: number;
  tag: string;
  why: Push;
  /** How long a copy of what it replaces may stay. */
  otherwiseMs: number;
  surprise: Surprise | undefined;
}

export interface Fulfilled extends Wish {
  pushed: boolean;
  /** After this, no cache has the old version any more (19 of 20, where it was pushed). */
  staleMs: number;
}

/** Of the table's stream, while it has something: Lambda asks four times a second. */
const LOOK_MS = 250;
const LARGEST_BATCH = 100;
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

/** In order of time. What was there when the days began isn't pushed. */
export function wishesOf(history: History): Wish[] {
  const wishes = [...history.values()].flatMap((versions) =>
    versions.flatMap((version, index) => wishOf(version, versions[index - 1])),
  );
  return wishes.sort((left, right) => left.atMs - right.atMs);
}

function wishOf({ push, atMs, tag, surprise }: Version, before: Version | undefined): Wish[] {
  if (push === undefined || before === undefined) return [];
  return [{ atMs, tag, why: push, otherwiseMs: ttlMs(before) + REMEMBER_MS, surprise }];
}

/** Runs the publisher over all of them. @param limit tags a calendar month */
export async function publish(wishes: readonly Wish[], table: Table, limit: number): Promise<Fulfilled[]> {
  let nowMs = 0;
  const forgotten: string[] = [];
  const handler = createPublisherHandler({
    edge: { invalidate: async (tags) => void forgotten.push(...tags) },
    table,
    monthlyTags: limit,
    now: () => new Date(nowMs),
    log: QUIET,
    metrics: new LocalMetrics(),
  });
  const fulfilled: Fulfilled[] = [];
  for (let first = 0; first < wishes.length; ) {
    const lookMs = Math.max(nowMs, LOOK_MS * Math.ceil((wishes[first]?.atMs ?? 0) / LOOK_MS));
    const batch = wishes.slice(first, first + LARGEST_BATCH).filter(({ atMs }) => atMs <= lookMs);
    // The handler waits until readers have forgotten what they remember; here that time has passed at once.
    nowMs = Math.max(lookMs, ...batch.map(({ atMs }) => atMs + SETTLE_MS));
    forgotten.length = 0;
    await handler({ Records: batch.map(recordOf) }, new LocalContext("publisher", 30_000));
    for (const wish of batch) {
      const pushed = forgotten.includes(wish.tag);
      const pushedMs = nowMs - wish.atMs + FORGOTTEN_MS;
      const staleMs = pushed ? Math.min(pushedMs, wish.otherwiseMs) : wish.otherwiseMs;
      fulfilled.push({ ...wish, pushed, staleMs });
    }
    first += batch.length;
  }
  return fulfilled;
}

function recordOf({ atMs, tag, why }: Wish, index: number): DynamoDBRecord {
  const NewImage = {
    tags: { L: [{ S: tag }] },
    push: { S: why },
    updatedAt: { S: new Date(atMs).toISOString() },
  };
  return { eventName: "MODIFY", dynamodb: { NewImage, SequenceNumber: `${atMs}${index}` } };
}

/** What a month's tags and paths cost, USD. */
export const priceOf = (tags: number): number => Math.max(0, tags - EDGE.freePaths) * EDGE.perPath;

/** How many tags it would be if each new version were pushed; an event's two boards have one tag together. */
export function everyVersion(history: History): number {
  const told = [...history.values()].flatMap((versions) => versions.slice(1));
  return new Set(told.map(({ tag, atMs }) => `${tag} ${atMs}`)).size;
}

/** … at the traffic that Podium is made for, one tag an update. */
export const EVERY_EXPECTED_UPDATE = updatesOf(EXPECTED);

/** How long a correction is late where nothing is pushed, at worst. */
export const UNPUSHED_MS = 1_000 * FRESHNESS.finished.edge + REMEMBER_MS;
