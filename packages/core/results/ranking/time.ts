/** One race, lowest time (or whatever `measure` says) first. */
import type { EventFacts } from "../schema.ts";
import { blockingIrm, careers, placing, type Ranks, unitRows } from "./family.ts";
import type { Measure } from "./measures.ts";
import { held } from "./progress.ts";
import type { Placing } from "./standings.ts";
import { rankUnit } from "./unit-rows.ts";

export function rankOneUnit(facts: EventFacts, measure: Measure): Ranks {
  const race = held(facts).at(-1);
  const placings = careers(race === undefined ? [] : [race]).flatMap((career): Placing[] => {
    const entry = race && career.entries.get(race.id);
    if (race === undefined || entry === undefined) return [];
    const measured = measure(entry, race);
    if (measured !== null) {
      return [placing(career, { state: "ranked", tier: 0, ...measured, irm: entry.mark?.irm ?? null })];
    }
    // Lapped where the rules don't rank it stands like any other IRM.
    const irm = blockingIrm(entry.mark) ?? (entry.mark?.irm === "LAP" ? "LAP" : undefined);
    return [
      placing(career, irm === undefined ? { state: "pending", tier: 0 } : { state: "irm", tier: 0, irm }),
    ];
  });
  return { units: unitRows(facts, (unit) => rankUnit(unit, measure)), placings };
}
