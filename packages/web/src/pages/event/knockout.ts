/** Which part of an event is a knock-out, worth a drawing. Pure. */
import type { EventDetail } from "../../board/types.ts";
import type { Phase } from "./sheet.ts";

/** Heats of more than this are fields, not duels. */
const MOST_IN_HEAT = 5;
export function hasBracket({ phases }: EventDetail): boolean {
  const heats = knockout(phases).flatMap(({ units }) => units);
  return heats.length > 2 && heats.every(({ entries }) => entries.length <= MOST_IN_HEAT);
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
