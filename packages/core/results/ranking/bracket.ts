/** Who meets whom: where a heat sends those who go through, and those who don't. */
import type { EventFacts, UnitFacts } from "../schema.ts";
import { phaseOf } from "./progress.ts";
import { compareText } from "./standard.ts";
import type { Link } from "./types.ts";

const FINAL = "FNL";

/**
 * The semifinals feed the best final and, if there is one, the second. `fixed`: in brackets without a new draw between rounds
 * (duels, cross) two heats feed one of the next phase, in the order of their numbers. Cancelled heats stay in the bracket: their
 * byes go through.
 */
export function bracketLinks({ units }: EventFacts, fixed: boolean): Map<string, Link> {
  const phases = [
    ...Map.groupBy(
      [...units].sort((left, right) => left.order - right.order),
      phaseOf,
    ),
  ].map(([phase, group]) => ({ phase, heats: group.sort((left, right) => compareText(left.id, right.id)) }));
  const links = new Map<string, Link>();
  for (const [index, { phase, heats }] of phases.entries()) {
    const next = phases[index + 1];
    if (next === undefined || phase === FINAL) continue;
    if (next.phase === FINAL) {
      if (phase === "SFNL") linkFinals(heats, next.heats, links);
    } else if (fixed && heats.length === 2 * next.heats.length) {
      for (const [number, heat] of heats.entries()) {
        const through = next.heats[Math.floor(number / 2)]?.id;
        if (through !== undefined) links.set(heat.id, { through });
      }
    }
  }
  return links;
}

function linkFinals(
  semifinals: readonly UnitFacts[],
  finals: readonly UnitFacts[],
  links: Map<string, Link>,
): void {
  const [best, second] = finals.toSorted((left, right) => rankOf(left) - rankOf(right));
  if (best === undefined) return;
  for (const { id } of semifinals) {
    links.set(id, { through: best.id, ...(second !== undefined && { out: second.id }) });
  }
}

/** Where finals are matches their numbers say little: the one for bronze comes second. */
const rankOf = ({ decides }: UnitFacts): number => (decides === "B" ? 1 : 0);
