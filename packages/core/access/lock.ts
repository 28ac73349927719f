/** One at a time, across all processes: for what can't be checked and done in one transaction. */
import { Entity } from "electrodb";
import { PodiumError } from "../errors.ts";
import { backOff, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { SERVICE } from "../table/definition.ts";

const LockEntity = new Entity({
  model: { entity: "lock", version: "1", service: SERVICE },
  attributes: {
    lock: { type: "string", required: true },
    /** Of who died with it: ISO 8601 UTC, from then on it is free. */
    until: { type: "string", required: true },
    holder: { type: "string", required: true },
  },
  indexes: {
    byName: {
      pk: { field: "pk", composite: ["lock"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
  },
});

/** Longer than a function may run. */
const HELD_MS = 60_000;
const ATTEMPTS = 12;

/** @throws PodiumError TABLE_BUSY with `retry` where others hold it for long */
export async function alone<T>(
  table: Table,
  lock: string,
  holder: string,
  now: () => Date,
  work: () => Promise<T>,
): Promise<T> {
  const options = { table: table.name };
  for (let attempt = 1; ; attempt++) {
    const at = now();
    const until = new Date(at.getTime() + HELD_MS).toISOString();
    const put = LockEntity.put({ lock, holder, until })
      .where(
        (attribute, { notExists, lt }) =>
          `${notExists(attribute.lock)} OR ${lt(attribute.until, at.toISOString())}`,
      )
      .params(options);
    if ((await writeAll(table, [put])).kind === "written") break;
    if (attempt === ATTEMPTS) {
      const detail = "others are changing the same; try again";
      throw new PodiumError({ code: "TABLE_BUSY", detail }, { retry: true });
    }
    await backOff(attempt);
  }
  try {
    return await work();
  } finally {
    const gone = LockEntity.delete({ lock })
      .where((attribute, { eq }) => eq(attribute.holder, holder))
      .params(options);
    await writeAll(table, [], [gone]);
  }
}
