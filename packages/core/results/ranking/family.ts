/** What every rule family gives, and what most of them share. */
import type { EntryFacts, EventFacts, Mark, UnitFacts } from "../schema.ts";
import { isRanked } from "./irm.ts";
import { held, startOrderOf } from "./progress.ts";
import type { Placing } from "./standings.ts";
import type { Cut, UnitRow } from "./types.ts";

/** A family's answer: the ranks in each unit that is held, and where each competitor stands in the event. */
export interface Ranks {
  units: Map<string, UnitRow[]>;
  placings: Placing[];
  cuts?: Map<string, Cut>;
  cut?: Cut;
}

/** One competitor with all their entries, by unit. */
export interface Career {
  competitor: string;
  /** By RSC. */
  entries: Map<string, EntryFacts>;
  /** Of the newest unit they are in. */
  startOrder: number;
}

/** Everyone who is entered in one of the units, which come in order. */
export function careers(units: readonly UnitFacts[]): Career[] {
  const found = new Map<string, Career>();
  for (const unit of units) {
    for (const entry of unit.entries) {
      const career = found.get(entry.competitor) ?? {
        competitor: entry.competitor,
        entries: new Map(),
        startOrder: 0,
      };
      career.entries.set(unit.id, entry);
      career.startOrder = startOrderOf(entry);
      found.set(entry.competitor, career);
    }
  }
  return [...found.values()];
}

/** The IRM that takes the place of a mark; undefined for one that is ranked all the same. */
export function blockingIrm(mark: Mark | undefined): string | undefined {
  return mark?.irm === undefined || isRanked(mark.irm) ? undefined : mark.irm;
}

export function placing(career: Career, where: Partial<Placing> & Pick<Placing, "state" | "tier">): Placing {
  const { competitor, startOrder } = career;
  return { competitor, startOrder, score: [], result: null, irm: null, ...where };
}

/** Rows of each unit by `rows`; cancelled units have none. */
export function unitRows(facts: EventFacts, rows: (unit: UnitFacts) => UnitRow[]): Map<string, UnitRow[]> {
  return new Map(held(facts).map((unit) => [unit.id, rows(unit)]));
}
