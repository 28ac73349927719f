/** A unit as the console has it: what the server said, each fact at its newest version, and what is on its way there. */

import type { Mark, Match } from "@podium/core/results/schema.ts";
import type { unitWhole } from "@podium/functions/admin/schema.ts";
import type * as z from "zod";
import type { CommandAnswer, Item } from "../outbox/outbox.ts";

export type Unit = z.input<typeof unitWhole>;
export type UnitEntry = Unit["entries"][number];
type Versioned = { version: number };

export const markFact = (unit: string, competitor: string): string => `mark ${unit} ${competitor}`;
export const matchFact = (unit: string): string => `match ${unit}`;
export const statusFact = (unit: string): string => `status ${unit}`;

/** An answer may overtake another: of each fact the newer version stays. */
export function merged(held: Unit | undefined, heard: Unit): Unit {
  if (held === undefined) return heard;
  const known = new Map(held.entries.map((entry) => [entry.competitor.id, entry]));
  const entries = heard.entries.map((entry) => {
    const before = known.get(entry.competitor.id);
    if (before === undefined) return entry;
    const next = { ...entry, mark: newer(before.mark, entry.mark) };
    return same(before, next) ? before : next;
  });
  return {
    ...heard,
    entries: byStart(entries),
    status: newer(held.status, heard.status),
    match: newer(held.match, heard.match),
  };
}

/** The unit after a command of one's own was answered. */
export function answered(held: Unit, { fact: name }: Item, { fact }: CommandAnswer): Unit {
  if (fact === null) return held;
  const unit = held.unit.value?.id ?? "";
  if (name === statusFact(unit)) {
    // Where it can go from there the server says.
    return { ...held, status: newer(held.status, fact as Unit["status"]), next: [] };
  }
  if (name === matchFact(unit)) return { ...held, match: newer(held.match, fact as Unit["match"]) };
  const entries = held.entries.map((entry) =>
    name === markFact(unit, entry.competitor.id)
      ? { ...entry, mark: newer(entry.mark, fact as UnitEntry["mark"]) }
      : entry,
  );
  return { ...held, entries };
}

/** As it is on the screen: what was typed last, sent or not. */
export function markShown(entry: UnitEntry, waiting: Item | undefined): Mark {
  return (waiting?.command.mark as Mark | undefined) ?? entry.mark.value ?? {};
}

export function matchShown(unit: Unit, waiting: Item | undefined): Match | null {
  return (waiting?.command.match as Match | undefined) ?? (unit.match.value as Match | null);
}

/** The newest of each fact that is still on its way. */
export function waitingFor(items: readonly Item[], unit: string): ReadonlyMap<string, Item> {
  return new Map(items.filter((item) => item.unit === unit).map((item) => [item.fact, item]));
}

export function byStart(entries: readonly UnitEntry[]): UnitEntry[] {
  const place = ({ entry }: UnitEntry) => entry.value?.startOrder ?? Number.POSITIVE_INFINITY;
  return entries
    .filter(({ entry }) => !entry.value?.withdrawn)
    .sort((left, right) => (place(left) < place(right) ? -1 : place(left) > place(right) ? 1 : 0));
}

function newer<V extends Versioned>(held: V, heard: V): V {
  return held.version > heard.version ? held : heard;
}

function same(left: UnitEntry, right: UnitEntry): boolean {
  return (
    left.mark.version === right.mark.version &&
    left.entry.version === right.entry.version &&
    left.rank === right.rank &&
    left.rankEqual === right.rankEqual &&
    left.irm === right.irm &&
    left.gapMs === right.gapMs
  );
}
