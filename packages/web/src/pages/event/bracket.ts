/** Where the heats and matches of a knock-out are drawn: one column a phase, each beside those that lead to it. Pure. */
import type { EventDetail } from "../../board/types.ts";
import { knockout } from "./knockout.ts";
import type { Phase, Unit } from "./sheet.ts";

export interface Box {
  unit: Unit;
  column: number;
  /** Of its middle, in rows of one competitor. */
  middle: number;
}

export interface Bracket {
  phases: Phase[];
  boxes: Box[];
  /** Pairs of RSCs: from a heat to where it leads. */
  lines: { from: Box; to: Box }[];
  /** Rows of one competitor, in all. */
  height: number;
}

/** A heading and air between two boxes, in rows. */
const BETWEEN = 2;

/** Finals stand in one column, however many phases the board gives them. */
function columns(phases: readonly Phase[]): Phase[][] {
  const found: Phase[][] = [];
  for (const phase of phases) {
    const before = found.at(-1);
    const isFinal = phase.units.every(({ leadsTo, rsc }) => leadsTo === null && /^FNL/.test(rsc.slice(22)));
    if (isFinal && before?.every((other) => other.units.every(({ rsc }) => /^FNL/.test(rsc.slice(22)))))
      before.push(phase);
    else found.push([phase]);
  }
  return found;
}

export function bracket(board: EventDetail): Bracket {
  const groups = columns(knockout(board.phases));
  const phases = groups.flatMap(([first, ...more]): Phase[] =>
    first === undefined
      ? []
      : [
          {
            ...first,
            name: more.length > 0 ? "Finals" : first.name,
            units: [...first.units, ...more.flatMap(({ units }) => units)],
          },
        ],
  );
  const size = Math.max(2, ...phases.flatMap(({ units }) => units.map(({ entries }) => entries.length)));
  const step = size + BETWEEN;
  const leads = links(phases);
  const boxes: Box[] = [];
  ordered(phases, leads).forEach((units, column) => {
    // Nothing leads to a small final: it stands below the others.
    const isMain = ({ rsc }: Unit) => column === 0 || [...leads.values()].includes(rsc);
    const main = units.some(isMain) ? units.filter(isMain) : units;
    const share = (step * (phases[0]?.units.length ?? 0)) / main.length;
    main.forEach((unit, index) => {
      const before = boxes.filter((box) => leads.get(box.unit.rsc) === unit.rsc);
      const sum = before.reduce((total, { middle }) => total + middle, 0);
      boxes.push({ unit, column, middle: before.length > 0 ? sum / before.length : share * (index + 0.5) });
    });
    const lowest = boxes.at(-1)?.middle ?? 0;
    const others = units.filter((unit) => !main.includes(unit));
    others.forEach((unit, index) => {
      boxes.push({ unit, column, middle: lowest + step * (index + 1) });
    });
  });
  const byRsc = new Map(boxes.map((box) => [box.unit.rsc, box]));
  const lines = boxes.flatMap((from) => {
    const to = byRsc.get(leads.get(from.unit.rsc) ?? "");
    return to === undefined ? [] : [{ from, to }];
  });
  return { phases, boxes, lines, height: Math.max(...boxes.map(({ middle }) => middle)) + step / 2 };
}

/** Each phase's heats beside where they lead, so that no two lines cross. */
function ordered(phases: readonly Phase[], leads: ReadonlyMap<string, string>): Unit[][] {
  const found: Unit[][] = [];
  for (const { units } of [...phases].reverse()) {
    const next = found[0] ?? [];
    const position = ({ rsc }: Unit) => next.findIndex((unit) => unit.rsc === leads.get(rsc));
    found.unshift([...units].sort((left, right) => position(left) - position(right)));
  }
  return found;
}

/** From a heat to the one for those who go through; where the rules draw anew, to where its winner turned up. */
function links(phases: readonly Phase[]): Map<string, string> {
  const found = new Map<string, string>();
  phases.forEach(({ units }, column) => {
    for (const { rsc, leadsTo, match } of units) {
      const next = phases[column + 1]?.units.find(({ entries }) =>
        entries.some(({ competitor }) => competitor.id === match?.winner),
      );
      const through = leadsTo?.through ?? next?.rsc;
      if (through !== undefined) found.set(rsc, through);
    }
  });
  return found;
}
