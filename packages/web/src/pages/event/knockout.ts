/** Which part of an event is a knock-out, worth a drawing. Pure. */
import type { EventDetail } from "../../board/types.ts";
import type { Phase } from "./sheet.ts";

/** Duels, or heats that lead on through more than one round; a field that meets twice is no bracket. */
export function hasBracket({ phases }: EventDetail): boolean {
  const linked = phases.filter(({ units }) => units.some(({ leadsTo }) => leadsTo));
  return linked.length > 1 || linked.some(({ units }) => units.every(({ cut }) => cut === null));
}

/** From the first phase whose heats lead on, or the quarterfinals of matches, to the end. */
export function knockout(phases: readonly Phase[]): Phase[] {
  const first = phases.findIndex(({ units }) =>
    units.some(({ leadsTo, rsc }) => leadsTo || /^QFNL/.test(rsc.slice(22))),
  );
  const linked = phases.findIndex(({ units }) => units.some(({ leadsTo }) => leadsTo));
  const start = phases[first]?.units.some(({ kind }) => kind === "match") ? first : linked;
  return start < 0 ? [] : phases.slice(start);
}
