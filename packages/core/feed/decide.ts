/** What a person decides about the feeds: one fact, in one transaction with its audit entry. */
import type { Actor } from "../access/actor.ts";
import { demand } from "../access/permission.ts";
import { PodiumError } from "../errors.ts";
import { auditPut } from "../results/execute.ts";
import { type FactKey, inUnit, tablePut } from "../results/facts.ts";
import { assert } from "../results/register.ts";
import { View } from "../results/view.ts";
import { backOff, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";

export interface Deciding {
  table: Table;
  actor: Actor;
  now: () => Date;
}

export interface Decision {
  /** Of the wish: the same again changes nothing. */
  id: string;
  type: "charge" | "precedence";
  key: FactKey;
  value: unknown;
  reason?: string | undefined;
  /** `GEN` for all of the Games. */
  discipline: string;
  /** That it is about, where it is about one. */
  unit?: string | undefined;
}

const ATTEMPTS = 10;

/** @throws Forbidden; PodiumError UNKNOWN_UNIT, TABLE_BUSY with `retry` */
export async function decide({ table, actor, now }: Deciding, decision: Decision): Promise<void> {
  const { id, type, key, value, discipline, unit } = decision;
  demand(actor, "feed:write", [discipline]);
  const reason = decision.reason !== undefined && { reason: decision.reason };
  const unitKeys = unit === undefined ? [] : [inUnit("unit", unit)];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await backOff(attempt);
    const view = new View(table);
    await view.load([key, ...unitKeys]);
    if (unitKeys.some((one) => view.stored(one) === undefined)) throw unknownUnit(unit);
    const before = view.register(key);
    const at = now().toISOString();
    const after = assert<unknown>(before, { id, at, value, ...reason });
    if (after === before) return;
    const context = { table, actor, source: type, now, known: new Set<string>() };
    const audited = { type, id, at, ...(unit !== undefined && { unit }), ...reason };
    const recordedAt = now().getTime();
    const written = await writeAll(table, [
      tablePut(table.name, key, after, recordedAt),
      auditPut(context, audited, [{ key, before, after }], recordedAt),
    ]);
    if (written.kind === "written") return;
  }
  throw new PodiumError(
    { code: "TABLE_BUSY", detail: "others kept changing it; try again" },
    { retry: true },
  );
}

function unknownUnit(unit: string | undefined): PodiumError {
  const rule = "is a unit of the schedule";
  return new PodiumError({ code: "UNKNOWN_UNIT", detail: `unit: ${unit} ${rule}`, field: "unit", rule });
}
