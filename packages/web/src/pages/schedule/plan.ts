/** How a day's units are put in order for a reader. */
import type { ScheduledUnit } from "../../parts/unit-row.tsx";

export interface Plan {
  /** Those that concern the fan, by start. */
  followed: ScheduledUnit[];
  /** The others: a group for each discipline, by its name; or all in one, by start. */
  groups: { discipline: ScheduledUnit["event"]["discipline"] | undefined; units: ScheduledUnit[] }[];
}

export interface Wishes {
  byTime: boolean;
  onlyMedals: boolean;
  concerns: (unit: ScheduledUnit) => boolean;
  /** What the reader calls a discipline. */
  nameOf: (discipline: ScheduledUnit["event"]["discipline"]) => string;
}

/** Each unit that is wanted stands in one place; the order of units is kept. */
export function plan(
  units: readonly ScheduledUnit[],
  { byTime, onlyMedals, concerns, nameOf }: Wishes,
): Plan {
  const wanted = onlyMedals ? units.filter(({ decides }) => decides !== undefined) : units;
  const others = wanted.filter((unit) => !concerns(unit));
  const followed = wanted.filter(concerns);
  if (byTime)
    return { followed, groups: others.length === 0 ? [] : [{ discipline: undefined, units: others }] };
  const byDiscipline = Map.groupBy(others, ({ event }) => event.discipline.code);
  const groups = [...byDiscipline.values()].flatMap((list) =>
    list[0] ? [{ discipline: list[0].event.discipline, units: list }] : [],
  );
  groups.sort((left, right) => nameOf(left.discipline).localeCompare(nameOf(right.discipline)));
  return { followed, groups };
}
