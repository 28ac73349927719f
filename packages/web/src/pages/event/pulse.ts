/** Keeps an event's board current with its brief one: what changed is taken from the pulse, what stays from the board held. */
import type { PulseEntry, PulseStanding } from "@podium/core/results/projections/pulse.ts";
import type { EventDetail, Pulse } from "../../board/types.ts";

type Unit = EventDetail["phases"][number]["units"][number];
type Entry = Unit["entries"][number];
type Standing = EventDetail["standings"][number];

/** Undefined where the pulse belongs to another board: an entry came, a unit began or ended, something was corrected. */
export function applyPulse(held: EventDetail, now: Pulse): EventDetail | undefined {
  if (now.base !== held.base) return undefined;
  const units = new Map(now.units.map((unit) => [unit.rsc, unit]));
  const standingsById = byId(held.standings);
  try {
    return {
      ...held,
      updatedAt: now.updatedAt,
      factAt: now.factAt,
      nextPollSeconds: now.nextPollSeconds,
      event: { ...held.event, status: now.event.status },
      cut: now.cut,
      phases: held.phases.map((phase) => ({
        ...phase,
        units: phase.units.map((unit) => {
          const changed = units.get(unit.rsc);
          return changed === undefined ? unit : applyUnit(unit, changed);
        }),
      })),
      standings: now.standings.map((row) => standing(at(standingsById, row[0]), row)),
    };
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}

function applyUnit(held: Unit, { cut, toStart, entries, match }: Pulse["units"][number]): Unit {
  const before = byId(held.entries);
  return {
    ...held,
    cut,
    toStart: toStart.map((position) => at(before, position).competitor.id),
    entries: entries.map((row) => entry(at(before, row[0]), row)),
    match,
  };
}

function entry(held: Entry, [, rank, rankEqual, irm, mark, gapMs, result]: PulseEntry): Entry {
  const { gapMs: _, result: __, ...still } = held;
  const behind = gapMs !== null && { gapMs };
  return { ...still, mark, ...(result && { result }), irm, rank, rankEqual: rankEqual === 1, ...behind };
}

function standing(held: Standing, row: PulseStanding): Standing {
  const [, rank, rankEqual, irm, result, gapMs, medal, medalNow] = row;
  const { competitor } = held;
  const shown = { rank, rankEqual: rankEqual === 1, competitor, result, irm, medal, medalNow };
  return gapMs === null ? shown : { ...shown, gapMs };
}

/** Positions in a pulse count by competitor id. */
function byId<R extends { competitor: { id: string } }>(rows: readonly R[]): R[] {
  return [...rows].sort((left, right) => (left.competitor.id < right.competitor.id ? -1 : 1));
}

function at<R>(rows: readonly R[], position: number): R {
  const row = rows[position];
  if (row === undefined) throw new RangeError(`no row ${position}`);
  return row;
}
