/** Who is in charge of a unit, and how a person gives it to another. */
import type { Actor } from "../access/actor.ts";
import { demand } from "../access/permission.ts";
import { PodiumError } from "../errors.ts";
import { type Charge, chargeKey } from "../results/charge.ts";
import { auditPut } from "../results/execute.ts";
import { inUnit, tablePut } from "../results/facts.ts";
import { assert } from "../results/register.ts";
import { View } from "../results/view.ts";
import { backOff, writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { releaseUnit } from "./held.ts";
import type { Queue } from "./queue.ts";

export interface ChargeContext {
  table: Table;
  queue: Queue;
  actor: Actor;
  now: () => Date;
}

const ATTEMPTS = 10;

/** Undefined while no feed has reported a result. Strongly consistent. */
export async function chargeOf(table: Table, unit: string): Promise<Charge | undefined> {
  const view = new View(table);
  const key = chargeKey(unit);
  await view.load([key]);
  return view.stored(key)?.value as Charge | undefined;
}

/**
 * From now on `charge` counts in the unit; what it has said already does so at once.
 * @throws Forbidden; PodiumError UNKNOWN_UNIT, TABLE_BUSY with `retry`
 */
export async function giveCharge(
  { table, queue, actor, now }: ChargeContext,
  { unit, charge, id, reason }: { unit: string; charge: Charge; id: string; reason?: string },
): Promise<void> {
  demand(actor, "feed:write", [unit.slice(0, 3)]);
  const key = chargeKey(unit);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await backOff(attempt);
    const view = new View(table);
    await view.load([key, inUnit("unit", unit)]);
    if (view.stored(inUnit("unit", unit)) === undefined) {
      const rule = "is a unit of the schedule";
      throw new PodiumError({ code: "UNKNOWN_UNIT", detail: `unit: ${unit} ${rule}`, field: "unit", rule });
    }
    const before = view.register(key);
    const at = now().toISOString();
    const after = assert<unknown>(before, { id, at, value: charge, ...(reason !== undefined && { reason }) });
    if (after === before) break;
    const context = { table, actor, source: "charge", now, known: new Set<string>() };
    const audited = { type: "charge", id, at, unit, ...(reason !== undefined && { reason }) };
    const recordedAt = now().getTime();
    const written = await writeAll(table, [
      tablePut(table.name, key, after, recordedAt),
      auditPut(context, audited, [{ key, before, after }], recordedAt),
    ]);
    if (written.kind === "written") break;
    if (attempt === ATTEMPTS) {
      throw new PodiumError(
        { code: "TABLE_BUSY", detail: "others kept changing it; try again" },
        { retry: true },
      );
    }
  }
  await releaseUnit(table, queue, unit);
}
