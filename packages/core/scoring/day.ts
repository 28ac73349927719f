/** The units of a competition day, and the events of the Games, as the console lists them. */
import type { Actor } from "../access/actor.ts";
import { mayWriteIn } from "../access/permission.ts";
import type { World } from "../results/load.ts";
import { compare } from "../results/projections/world.ts";
import type { Table } from "../table/client.ts";
import { openProposals } from "./proposals.ts";
import { worldOf } from "./world.ts";

/** By start. From the outcomes: a status shows as soon as its board has it. */
export async function unitsOfDay(table: Table, day: string, actor: Actor, now: Date) {
  const [world, proposals] = await Promise.all([worldOf(table), openProposals(table, now)]);
  const waiting = Map.groupBy(proposals, ({ unit }) => unit);
  return [...world.outcomes.values()]
    .flatMap(({ event, units }) =>
      units
        .filter((unit) => unit.day === day)
        .map(({ rsc, phase, name, kind, start, end, venue, status }) => ({
          unit: rsc,
          event: { id: event.id, name: event.name },
          discipline: event.discipline,
          phase,
          name,
          kind,
          day,
          start,
          end,
          venue,
          status,
          mine: mayWriteIn(actor, event.discipline.code),
          proposals: waiting.get(rsc)?.length ?? 0,
        })),
    )
    .sort((left, right) => compare(left.start, right.start) || compare(left.unit, right.unit));
}

export function eventsOf(world: World) {
  return [...world.outcomes.values()].map(({ event, units }) => {
    const { id, name, discipline, status, start } = event;
    return { id, name, discipline, status, start, units: units.length };
  });
}
