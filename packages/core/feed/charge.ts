/** Who is in charge of a unit, and how a person gives it to another. */
import { chargeKey } from "../results/charge.ts";
import type { Charge } from "../results/sources.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";
import { type Deciding, decide } from "./decide.ts";
import { releaseUnit } from "./held.ts";
import type { Queue } from "./queue.ts";

export interface ChargeContext extends Deciding {
  queue: Queue;
}

/** Undefined while no feed has reported a result. Strongly consistent. */
export async function chargeOf(table: Table, unit: string): Promise<Charge | undefined> {
  const view = new View(table);
  const key = chargeKey(unit);
  await view.load([key]);
  return view.stored(key)?.value as Charge | undefined;
}

/**
 * From now on `charge` counts in the unit, whatever the order of the sources says; what it has said already does so at
 * once.
 * @throws Forbidden; PodiumError UNKNOWN_UNIT, TABLE_BUSY with `retry`
 */
export async function giveCharge(
  { queue, ...context }: ChargeContext,
  { unit, charge, id, reason }: { unit: string; charge: Charge; id: string; reason?: string },
): Promise<void> {
  const discipline = unit.slice(0, 3);
  const key = chargeKey(unit);
  await decide(context, { id, type: "charge", key, value: charge, reason, discipline, unit });
  await releaseUnit(context.table, queue, unit, charge);
}
