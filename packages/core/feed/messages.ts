/** What a person does with the feed's messages: list, show, replay, discard. */
import { PodiumError } from "../errors.ts";
import type { Table } from "../table/client.ts";
import { MessageEntity } from "./message.entity.ts";
import { dayOf, type MessageRecord, STATES, type State } from "./message.ts";
import type { Queue } from "./queue.ts";
import { type RawStore, readRaw } from "./raw.ts";
import { find, save } from "./record.ts";

export interface Filter {
  /** UTC, of arrival. */
  day?: string;
  states?: readonly State[];
  source?: string;
  /** Lane or a part of it: a unit, an event, a discipline. With a whole lane no day is needed. */
  lane?: string;
}

/** By time of arrival. Answers with at most `limit`, the latest of them. */
export async function list(
  table: Table,
  { day, states = STATES, source, lane }: Filter,
  limit = 1000,
): Promise<MessageRecord[]> {
  const options = { table: table.name, client: table.documents, limit, order: "desc" as const };
  const pages =
    day === undefined
      ? [await MessageEntity.query.byLane({ lane: lane ?? "" }).go({ ...options, pages: "all" })]
      : await Promise.all(
          states.map((state) => MessageEntity.query.byDay({ day, state }).go({ ...options, pages: "all" })),
        );
  return pages
    .flatMap(({ data }) => data.map(({ record }) => record as MessageRecord))
    .filter(
      (record) =>
        states.includes(record.state) &&
        (source === undefined || record.source === source) &&
        (lane === undefined || record.lane.includes(lane)),
    )
    .sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1))
    .slice(-limit);
}

/** All that came after `from`, which is at most a day before `now`. */
export async function since(table: Table, from: Date, now: Date): Promise<MessageRecord[]> {
  const receivedAt = from.toISOString();
  const days = new Set([dayOf(receivedAt), dayOf(now.toISOString())]);
  const pages = await Promise.all(
    [...days].flatMap((day) =>
      STATES.map((state) =>
        MessageEntity.query
          .byDay({ day, state })
          .gt({ receivedAt })
          .go({ table: table.name, client: table.documents, pages: "all" }),
      ),
    ),
  );
  return pages.flatMap(({ data }) => data.map(({ record }) => record as MessageRecord));
}

/** The message with its bytes. @throws PodiumError NOT_FOUND */
export async function show(
  store: RawStore,
  source: string,
  message: string,
): Promise<{ record: MessageRecord; body: Uint8Array | undefined }> {
  const record = await demand(store.table, source, message);
  return { record, body: await readRaw(store, record) };
}

/**
 * Sends it through once more; safe at any time, for what it states depends on the set of messages alone. One that is
 * waiting, dead or rejected gets another chance, one that was discarded comes back.
 * @param attempt tells this replay from others: the queue takes each once
 */
export async function replay(
  table: Table,
  queue: Queue,
  source: string,
  message: string,
  attempt: string,
): Promise<void> {
  const record = await demand(table, source, message);
  const again: MessageRecord = { ...record, state: "taken" };
  // An applied one keeps its state until the applier has looked at it.
  if (record.state !== "applied" && record.state !== "ignored") await save(table, again);
  await queue.send({ record: again, replay: true }, attempt);
}

/** Takes it out of the lists of what needs care. @throws PodiumError NOT_FOUND, NOT_DISCARDABLE */
export async function discard(table: Table, source: string, message: string, now: Date): Promise<void> {
  const record = await demand(table, source, message);
  if (record.state === "applied" || record.state === "taken") {
    const rule =
      "is held, ignored, rejected or dead; what counts is taken back by its sender, with an empty message";
    throw new PodiumError({ code: "NOT_DISCARDABLE", detail: `message: ${rule}`, field: "message", rule });
  }
  await save(table, { ...record, state: "discarded", settledAt: now.toISOString() });
}

/** It failed again and again, for a reason that is ours. */
export async function fileDead(
  table: Table,
  record: MessageRecord,
  detail: string,
  now: Date,
): Promise<void> {
  await save(table, { ...record, state: "dead", settledAt: now.toISOString(), detail });
}

async function demand(table: Table, source: string, message: string): Promise<MessageRecord> {
  const record = await find(table, source, message);
  if (record !== undefined) return record;
  throw new PodiumError({
    code: "NOT_FOUND",
    detail: `there is no message ${message} of ${source}`,
    field: "message",
    rule: "came in the last 30 days",
  });
}
