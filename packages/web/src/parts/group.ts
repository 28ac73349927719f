/** Units that belong together in a list: the matches of a round, the heats of a phase. */

interface Groupable {
  event: { id: string };
  phase: string;
}

interface Heat extends Groupable {
  rsc: string;
  kind: string;
  name: string;
  status: string;
  decides?: string | undefined;
}

/** Those of one event and phase. */
export const byPhase = <U extends Groupable>(units: readonly U[]): [U, ...U[]][] =>
  grouped(units, ({ event, phase }) => `${event.id} ${phase}`);

/** Heats that differ by their number alone, as long as they are equally far. Matches stay apart: each has its own sides. */
export const byHeats = <U extends Heat>(units: readonly U[]): [U, ...U[]][] =>
  grouped(units, ({ event, phase, name, kind, rsc, status, decides }) =>
    kind === "match" ? rsc : [event.id, phase, name.replace(/\d+$/, ""), status, decides].join(" "),
  );

/** Groups stand where the first of them stood; nothing is lost, and each keeps its place among its own. */
function grouped<U>(units: readonly U[], keyOf: (unit: U) => string): [U, ...U[]][] {
  const groups = new Map<string, [U, ...U[]]>();
  for (const unit of units) {
    const key = keyOf(unit);
    const group = groups.get(key);
    if (group) group.push(unit);
    else groups.set(key, [unit]);
  }
  return [...groups.values()];
}
