/** Feeds that say nothing while a unit is on. */
import { loadUnit, loadWorld, type OutcomeBodies, type World } from "../results/load.ts";
import { eventIdOf } from "../results/rsc.ts";
import type { Charge } from "../results/sources.ts";
import type { Table } from "../table/client.ts";
import { MessageEntity } from "./message.entity.ts";

/** A unit that is on tells something more often than that. With the time between two looks it is known within 15 s. */
export const SILENCE_MS = 10_000;

export interface Silence {
  /** RSC. */
  unit: string;
  /** Of the last that was heard of it, wall clock. */
  lastAt: string;
}

/** Units that are on, and of which who is in charge has said nothing for longer than that. */
export async function silentUnits(table: Table, now: Date, bodies: OutcomeBodies): Promise<Silence[]> {
  const world = await loadWorld(table, bodies);
  const silences: Silence[] = [];
  for (const unit of unitsOn(world)) {
    const lastMs = await lastHeardMs(table, world.games?.id ?? "", unit);
    if (lastMs !== undefined && now.getTime() - lastMs > SILENCE_MS) {
      silences.push({ unit, lastAt: new Date(lastMs).toISOString() });
    }
  }
  return silences;
}

function unitsOn(world: World): string[] {
  return [...world.outcomes.values()].flatMap(({ units }) =>
    units.filter(({ status }) => status === "LIVE").map(({ rsc }) => rsc),
  );
}

/**
 * Undefined where people score, and no feed is waited for. What another source says meanwhile is no sign of life: it is
 * held, and the board stands still.
 */
async function lastHeardMs(table: Table, competition: string, unit: string): Promise<number | undefined> {
  const facts = await loadUnit(table, eventIdOf(unit), unit);
  const charge = facts.find(({ __edb_e__ }) => __edb_e__ === "charge")?.value as Charge | undefined;
  if (charge === "manual") return undefined;
  const written = facts.map(({ recordedAt, heardAt }) => heardAt ?? recordedAt);
  if (charge === "timing") return Math.max(0, ...written);
  // A document that changed nothing is a sign of life, too.
  const { data } = await MessageEntity.query
    .byLane({ lane: `${competition}/${unit}` })
    .go({ table: table.name, client: table.documents, limit: 1, order: "desc" });
  return Math.max(0, ...written, ...data.map(({ receivedAt }) => Date.parse(receivedAt)));
}
