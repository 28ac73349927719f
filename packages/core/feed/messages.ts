/** What a person does with the feed's messages: list, show, replay, discard. */
import { PodiumError } from "../errors.ts";
import { findReceipt } from "../results/execute.ts";
import type { FactKey } from "../results/facts.ts";
import { rsc } from "../results/rsc.ts";
import type { Games } from "../results/schema.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";
import { MessageEntity } from "./message.entity.ts";
import { dayOf, type MessageRecord, STATES, type State } from "./message.ts";
import { isHeldLine, laneOfLines } from "./ndjson/held.ts";
import type { Queue } from "./queue.ts";
import { type RawStore, readRaw } from "./raw.ts";
import { find, save } from "./record.ts";

export interface Filter {
  /** UTC, of arrival. */
  day?: string;
  states?: readonly State[];
  source?: string;
  /** Lane or a part of it: a unit, an event, a discipline. With a whole lane, or a unit, no day is needed. */
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
      ? await Promise.all(
          (await lanesOf(table, lane ?? "")).map((one) =>
            MessageEntity.query.byLane({ lane: one }).go({ ...options, pages: "all" }),
          ),
        )
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

/** Those of a unit: one for documents, one for lines. */
async function lanesOf(table: Table, lane: string): Promise<string[]> {
  if (!rsc.safeParse(lane).success) return [lane];
  const view = new View(table);
  await view.load([GAMES]);
  const games = view.stored(GAMES)?.value as Games | undefined;
  return [...(games === undefined ? [] : [`${games.id}/${lane}`]), laneOfLines(lane)];
}

const GAMES: FactKey = { fact: "games" };

export interface Since {
  records: MessageRecord[];
  /** They are all that came after it, ISO 8601 UTC. */
  from: string;
}

/** Of one state, in one request: at 200 messages a second there is nobody who wants to read five minutes of them. */
const AT_MOST = 1000;

/** All that came after `from`, which is at most a day before `now`; where those are too many, the newest of them. */
export async function since(table: Table, from: Date, now: Date, atMost = AT_MOST): Promise<Since> {
  const receivedAt = from.toISOString();
  const days = new Set([dayOf(receivedAt), dayOf(now.toISOString())]);
  const pages = await Promise.all(
    [...days].flatMap((day) =>
      STATES.map((state) =>
        MessageEntity.query
          .byDay({ day, state })
          .gt({ receivedAt })
          .go({ table: table.name, client: table.documents, order: "desc", limit: atMost }),
      ),
    ),
  );
  const cutOff = pages.flatMap(({ data, cursor }) =>
    cursor === null ? [] : (data.at(-1)?.receivedAt ?? []),
  );
  const start = [receivedAt, ...cutOff].toSorted().at(-1) ?? receivedAt;
  const records = pages.flatMap(({ data }) => data.map(({ record }) => record as MessageRecord));
  return { records: records.filter((record) => record.receivedAt > start), from: start };
}

/** The message with its bytes. @throws PodiumError NOT_FOUND */
export async function show(
  store: RawStore,
  source: string,
  message: string,
): Promise<{ record: MessageRecord; body: Uint8Array | undefined }> {
  const record = await demand(store.table, source, message);
  if (!isHeldLine(record)) return { record, body: await readRaw(store, record) };
  const receipt = await findReceipt({ table: store.table, source }, message);
  return { record, body: receipt?.body === undefined ? undefined : Buffer.from(receipt.body) };
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
