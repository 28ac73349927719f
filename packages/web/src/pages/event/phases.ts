/** The views of an event, as tabs: the standings, the bracket, and each phase. */
import type { EventDetail } from "../../board/types.ts";
import { isSum } from "./details.ts";
import { hasBracket } from "./knockout.ts";
import { onlyUnit, type Phase } from "./sheet.ts";
import { isOver, isRunning } from "./status.ts";

export type View =
  | { kind: "standings" | "bracket"; id: string }
  | { kind: "phase"; id: string; phase: Phase };

/** One view where there is one unit: its table is the standings. `id` is what the address says after its `#`. */
export function views(board: EventDetail): View[] {
  const phases = board.phases.map((phase): View => ({ kind: "phase", id: slug(phase.name), phase }));
  if (onlyUnit(board) !== undefined) return [{ kind: "standings", id: "standings" }];
  return [
    ...(board.standings.length > 0 ? [{ kind: "standings" as const, id: "standings" }] : []),
    ...(hasBracket(board) ? [{ kind: "bracket" as const, id: "bracket" }] : []),
    ...phases,
  ];
}

/** The one asked for; else what is on; else the last with results; before all results the first start list. */
export function chosenView(board: EventDetail, all: readonly View[], hash: string): View | undefined {
  const asked = all.find(({ id }) => `#${id}` === hash);
  if (asked !== undefined) return asked;
  const standings = all.find(({ kind }) => kind === "standings");
  const phases = all.filter((view) => view.kind === "phase");
  const begun = phases.filter(({ phase }) => isRunning(phase.status) || isOver(phase.status));
  const on = phases.find(({ phase }) => isRunning(phase.status));
  if (begun.length > 0 && (isSum(board) || isOver(board.event.status))) return standings ?? on;
  return on ?? begun.at(-1) ?? phases[0] ?? standings;
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
