/** Messages that wait: for a competitor or unit that nobody has named yet, or for their source to be in charge. */
import { ulid } from "ulid";
import { inParallel } from "../parallel.ts";
import { chargeKey } from "../results/charge.ts";
import { type FactKey, factName, tableKey } from "../results/facts.ts";
import type { Charge, FeedKind } from "../results/sources.ts";
import { View } from "../results/view.ts";
import { getAll, type Key, keyText, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { HeldEntity } from "./message.entity.ts";
import { kindOf, type MessageRecord } from "./message.ts";
import type { Queue } from "./queue.ts";
import { find, recordPut } from "./record.ts";

/** Of what waits for master data. */
const MASTER = "master";
const AT_ONCE = 16;

/** @param key the fact that is missing */
export async function holdForFact(
  table: Table,
  queue: Queue,
  record: MessageRecord,
  key: FactKey,
): Promise<void> {
  const { source, message } = record;
  const waitsFor = JSON.stringify(key);
  const held = { ...record, state: "held" as const, waitsFor: factName(key) };
  const hold = ulid();
  await writeAll(table, [
    recordPut(table, held),
    HeldEntity.put({ place: MASTER, source, message, waitsFor, hold }).params({ table: table.name }),
  ]);
  // It may have come between the look and the note.
  const there = await getAll(table, [tableKey(table.name, key)]);
  if (there.size > 0) await release(table, queue, { place: MASTER, source, message, waitsFor, hold });
}

/** Of a message that is written, and doesn't count while another source is in charge of the unit. */
export function chargePuts(table: Table, record: MessageRecord, unit: string): object[] {
  const { source, message, waitsFor = "" } = record;
  return [
    recordPut(table, record),
    HeldEntity.put({ place: unit, source, message, waitsFor, hold: ulid() }).params({ table: table.name }),
  ];
}

/** Sends those on that wait for master data which are there now. @returns how many */
export async function releaseKnown(table: Table, queue: Queue): Promise<number> {
  const waiting = await heldAt(table, MASTER);
  const keyOf = ({ waitsFor }: Held): Key => tableKey(table.name, JSON.parse(waitsFor) as FactKey);
  const there = await getAll(table, waiting.map(keyOf));
  const ready = waiting.filter((held) => there.has(keyText(keyOf(held))));
  await inParallel(ready, AT_ONCE, (held) => release(table, queue, held));
  return ready.length;
}

/** Sends those of `source` on that wait for it to be in charge of the unit, where it is now. */
export async function releaseUnit(table: Table, queue: Queue, unit: string, source: Charge): Promise<void> {
  if (source === "manual") return;
  const view = new View(table);
  const key = chargeKey(unit);
  await view.load([key]);
  if (view.stored(key)?.value !== source) return;
  const waiting = await heldAt(table, unit);
  await inParallel(waiting, AT_ONCE, (held) => release(table, queue, held, source));
}

interface Held {
  place: string;
  source: string;
  message: string;
  waitsFor: string;
  /** Of this time that it was held. */
  hold: string;
}

async function heldAt(table: Table, place: string): Promise<Held[]> {
  const { data } = await HeldEntity.query
    .byPlace({ place })
    .go({ table: table.name, client: table.documents, consistent: true, pages: "all" });
  return data;
}

/**
 * On its way before it is let go: who stops in between sends it twice, which changes nothing.
 * @param kind let go alone
 */
async function release(table: Table, queue: Queue, held: Held, kind?: FeedKind): Promise<void> {
  const record = await find(table, held.source, held.message);
  if (record?.state === "held") {
    if (kind !== undefined && kindOf(record.format) !== kind) return;
    await queue.send({ record: { ...record, state: "taken" }, replay: true }, held.hold);
  }
  const { place, source, message } = held;
  const gone = HeldEntity.delete({ place, source, message })
    .where(({ hold }, { eq }) => eq(hold, held.hold))
    .params({ table: table.name });
  // Refused where it is held anew already.
  await writeAll(table, [], [gone]);
}
