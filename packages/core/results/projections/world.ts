/** What the boards that look across events have in common. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { World } from "../load.ts";
import { type MedalRow, medalTable } from "../medals/table.ts";
import type { EventStatus, Outcome, OutcomeRow, OutcomeUnit, TeamRef } from "../outcome/outcome.ts";
import type { Medal } from "../ranking/types.ts";
import { quietUntil } from "../status.ts";

/** An event in a list. */
export interface EventLine {
  id: string;
  name: string;
  discipline: { code: string; name: string };
  gender: string;
  status: EventStatus;
  start: string | null;
}

export interface Medallist {
  medal: Medal;
  competitor: TeamRef;
}

export function eventLine({ event }: Outcome): EventLine {
  const { id, name, discipline, gender, status, start } = event;
  return { id, name, discipline, gender, status, start };
}

/** Awarded, gold first. */
export function medallists({ rows }: Outcome): Medallist[] {
  const order = ["gold", "silver", "bronze"];
  return rows
    .flatMap(({ medal, competitor }) => (medal === null ? [] : [{ medal, competitor }]))
    .sort((left, right) => order.indexOf(left.medal) - order.indexOf(right.medal));
}

/** The medal table, worked out once per world: every country's board asks for it. */
export function medalTableOf(world: World): MedalRow[] {
  const known = tables.get(world);
  if (known !== undefined) return known;
  const rows = medalRows(world.outcomes.values(), world);
  tables.set(world, rows);
  return rows;
}

const tables = new WeakMap<World, MedalRow[]>();

/** Each athlete's rows, alone or in a team, events by start. Worked out once per world. */
export function athleteRows(world: World): ReadonlyMap<string, AthleteRow[]> {
  const known = rowsByAthlete.get(world);
  if (known !== undefined) return known;
  const byAthlete = new Map<string, AthleteRow[]>();
  for (const outcome of [...world.outcomes.values()].sort(byStart)) {
    for (const row of outcome.rows) {
      // A team may list someone twice (a relay leg each); that is one result.
      for (const id of new Set((row.competitor.members ?? [row.competitor]).map((member) => member.id))) {
        const others = byAthlete.get(id);
        if (others) others.push({ outcome, row });
        else byAthlete.set(id, [{ outcome, row }]);
      }
    }
  }
  rowsByAthlete.set(world, byAthlete);
  return byAthlete;
}

export interface AthleteRow {
  outcome: Outcome;
  row: OutcomeRow;
}

const rowsByAthlete = new WeakMap<World, ReadonlyMap<string, AthleteRow[]>>();

export function medalRows(outcomes: Iterable<Outcome>, world: World): MedalRow[] {
  const won = [...outcomes].flatMap((outcome) =>
    medallists(outcome).map(({ medal, competitor }) => ({ noc: competitor.noc, medal })),
  );
  return medalTable(won, world.countries);
}

export const byStart = (left: Outcome, right: Outcome): number =>
  compare(left.event.start ?? "~", right.event.start ?? "~") || compare(left.event.id, right.event.id);

export function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

export const finished = ({ event }: Outcome): boolean => event.status === "OFFICIAL";

/** Time of the newest fact in these outcomes. */
export function newestFact(outcomes: Iterable<Outcome>, world: World): string {
  let newest = "";
  for (const { factAt } of outcomes) if (factAt > newest) newest = factAt;
  return newest || world.factAt;
}

export const unitsOf = (outcomes: Iterable<Outcome>): OutcomeUnit[] =>
  [...outcomes].flatMap(({ units }) => units);

/**
 * Events as a whole, for boards that don't follow each of their units: such a board is made anew when the event's own status
 * or start changes, so nothing finer may be in it.
 */
export const asUnits = (outcomes: Iterable<Outcome>): { status: EventStatus; start: string }[] =>
  [...outcomes].flatMap(({ event: { status, start } }) => (start === null ? [] : [{ status, start }]));

/** There is nothing to show: whether the board was ever there must not matter. */
export const gone = (board: string): Gone => ({ board, companions: [] });

/** Fills in what most of these boards share. `units`: those that can change the board, for when it is worth looking again. */
export function draft(
  board: string,
  content: object,
  factAt: string,
  options: Pick<Draft, "freshness" | "nextPollSeconds"> &
    Partial<Draft> & { units?: Iterable<{ status: EventStatus; start: string }> },
): Draft {
  const { units, ...rest } = options;
  const quiet = units && quietUntil(units);
  return {
    board,
    content: content as Draft["content"],
    factAt,
    tags: [board.replaceAll("/", "-")],
    keep: false,
    ...(quiet !== undefined && { quietUntil: quiet }),
    ...rest,
  };
}
