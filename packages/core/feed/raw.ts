/** The bytes of messages as they came, in order of arrival: what everything can be rebuilt from. Kept for good. */
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Table } from "../table/client.ts";
import { RawEntity } from "./message.entity.ts";
import { dayOf, type Format } from "./message.ts";
import type { ObjectStore } from "./objects.ts";

/** Compressed. What is larger goes to the object store: an item of the table is at most 400 KB. */
export const INLINE_LIMIT_BYTES = 200 * 1024;
const SHARDS = 16;

/** Where the bytes of a message lie. */
export interface RawPlace {
  source: string;
  message: string;
  receivedAt: string;
}

export interface Raw extends RawPlace {
  format: Format;
  /** Unpacked. */
  body: Uint8Array;
}

export interface RawStore {
  table: Table;
  objects: ObjectStore;
}

/**
 * Parameters of a put of the bytes; what is large lies in the object store when this resolves.
 * @param packed the same as gzip, where it came so
 */
export async function rawPut(
  store: RawStore,
  place: RawPlace,
  format: Format,
  body: Uint8Array,
  packed: Uint8Array = gzipSync(body, { level: 1 }),
): Promise<object> {
  const object = `raw/${dayOf(place.receivedAt)}/${place.source}/${place.message}.gz`;
  const inline = packed.length <= INLINE_LIMIT_BYTES;
  if (!inline) await store.objects.put(object, packed);
  return RawEntity.put({ ...keyOf(place), format, ...(inline ? { body: packed } : { object }) }).params({
    table: store.table.name,
  });
}

/** Undefined where nothing was stored. */
export async function readRaw(store: RawStore, place: RawPlace): Promise<Uint8Array | undefined> {
  const { data } = await RawEntity.get(keyOf(place)).go({
    table: store.table.name,
    client: store.table.documents,
    consistent: true,
  });
  return data === null ? undefined : unpack(store, data);
}

/** All of a day, UTC, in order of arrival. */
export async function* rawOfDay(store: RawStore, day: string): AsyncGenerator<Raw> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => String(shard));
  const found = await Promise.all(
    shards.map(async (shard) => {
      const { data } = await RawEntity.query.byArrival({ day, shard }).go({
        table: store.table.name,
        client: store.table.documents,
        consistent: true,
        attributes: ["source", "message", "receivedAt", "format"],
        pages: "all",
      });
      return data;
    }),
  );
  for (const { format, ...place } of found.flat().sort(byArrival)) {
    const body = await readRaw(store, place);
    if (body !== undefined) yield { ...place, format, body };
  }
}

function byArrival(left: RawPlace, right: RawPlace): number {
  const text = ({ receivedAt, source, message }: RawPlace) => `${receivedAt} ${source} ${message}`;
  return text(left) < text(right) ? -1 : 1;
}

function keyOf({ source, message, receivedAt }: RawPlace) {
  const shard = String((createHash("sha256").update(message).digest()[0] ?? 0) % SHARDS);
  return { day: dayOf(receivedAt), shard, receivedAt, source, message };
}

async function unpack(
  { objects }: RawStore,
  { body, object }: { body?: unknown; object?: string | undefined },
): Promise<Uint8Array | undefined> {
  const packed = object === undefined ? (body as Uint8Array) : await objects.get(object);
  return packed && gunzipSync(packed);
}
