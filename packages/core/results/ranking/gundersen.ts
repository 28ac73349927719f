/**
 * Nordic combined: the jump gives the start times of the race, the race clock since the first starter left gives the ranks.
 * Source: FIS ICR Nordic combined 519 (individual: 1 point = 4 s; team: 1 point = 4/3 s; whole seconds).
 */
import type { EventFacts, UnitFacts } from "../schema.ts";
import { blockingIrm, type Career, careers, placing, type Ranks, unitRows } from "./family.ts";
import { byPoints, byTime } from "./measures.ts";
import { hasBegun, held } from "./progress.ts";
import type { Placing } from "./standings.ts";
import type { UnitRow } from "./types.ts";
import { rankUnit } from "./unit-rows.ts";

export interface GundersenRule {
  precisionMs: number;
  /** Milliseconds for 3 points: 12,000 alone, 4,000 in a team. A third of a second has no whole number of milliseconds. */
  msPerThreePoints: number;
}

export function rankGundersen(facts: EventFacts, rule: GundersenRule): Ranks {
  const units = held(facts);
  const race = units.at(-1);
  const jumps = units.slice(0, -1);
  const clock = byTime(rule.precisionMs);
  const racing = race !== undefined && (hasBegun(race) || jumps.length === 0);
  const placings = careers(units).map((career) =>
    racing ? inRace(career, race, jumps) : afterJumps(career, jumps),
  );
  const rows = unitRows(facts, (unit) =>
    unit === race ? rankUnit(unit, clock) : withStartTimes(rankUnit(unit, byPoints), rule),
  );
  return { units: rows, placings };

  function inRace(career: Career, unit: UnitFacts, before: readonly UnitFacts[]): Placing {
    const entry = career.entries.get(unit.id);
    const measured = entry ? clock(entry, unit) : null;
    if (measured !== null) {
      return placing(career, { state: "ranked", tier: 1, ...measured, irm: entry?.mark?.irm ?? null });
    }
    const irm = blockingIrm(entry?.mark);
    if (irm !== undefined) return placing(career, { state: "irm", tier: 1, irm });
    return jumpIrm(career, before) ?? placing(career, { state: "pending", tier: 1 });
  }
}

function jumpIrm(career: Career, jumps: readonly UnitFacts[]): Placing | undefined {
  for (const jump of jumps) {
    const irm = blockingIrm(career.entries.get(jump.id)?.mark);
    if (irm !== undefined) return placing(career, { state: "irm", tier: 0, irm });
  }
  return undefined;
}

function afterJumps(career: Career, jumps: readonly UnitFacts[]): Placing {
  const blocked = jumpIrm(career, jumps);
  if (blocked !== undefined) return blocked;
  const points = jumps.filter(hasBegun).map((jump) => career.entries.get(jump.id)?.mark?.pointsMilli);
  if (points.length === 0 || points.includes(undefined))
    return placing(career, { state: "pending", tier: 0 });
  const sum = points.reduce<number>((left, right) => left + (right ?? 0), 0);
  return placing(career, { state: "ranked", tier: 0, score: [-sum], result: { pointsMilli: sum } });
}

/** How much later than the best each would start in the race. */
function withStartTimes(rows: UnitRow[], { msPerThreePoints }: GundersenRule): UnitRow[] {
  const best = rows[0]?.result?.pointsMilli;
  return rows.map((row) => {
    const points = row.result?.pointsMilli;
    if (best === undefined || points === undefined) return row;
    const seconds = Math.round(((best - points) * msPerThreePoints) / 3_000 / 1_000);
    return { ...row, gapMs: seconds * 1_000 };
  });
}
