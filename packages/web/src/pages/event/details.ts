/** Columns that a table has because the marks hold something for them. */
import type { EventDetail } from "../../board/types.ts";
import { mark, pointDecimals, points, time, timeDecimals } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import type { Entry, Unit } from "./sheet.ts";

export interface Detail<R> {
  id: string;
  head: string;
  cell: (of: R) => string;
}

type Mark = NonNullable<Entry["mark"]>;
type Run = NonNullable<Mark["runs"]>[number];

const METRE_CM = 100;

/** Of the marks of one unit, in the order in which they come about. */
export function details(entries: readonly Entry[], eventId: string): Detail<Entry>[] {
  const marks = entries.flatMap((entry) => entry.mark ?? []);
  const clock = (timeMs: number | null | undefined) =>
    timeMs === undefined || timeMs === null ? "" : time(timeMs, timeDecimals(eventId));
  const score = (pointsMilli: number | undefined) =>
    pointsMilli === undefined ? "" : points(pointsMilli, pointDecimals(eventId));
  const heads = t.event.column;
  const found: Detail<Entry>[] = [];
  const add = (has: boolean, id: string, head: string, cell: (entry: Entry) => string) => {
    if (has) found.push({ id, head, cell });
  };
  const ofMark = (field: keyof Mark, head: string, cell: (of: Mark) => string) =>
    add(
      marks.some((one) => one[field] !== undefined),
      field,
      head,
      ({ mark: of }) => (of ? cell(of) : ""),
    );

  const has = (field: keyof Entry) => entries.some((entry) => entry[field] !== undefined);
  const word = (value: string | undefined) => (value === undefined ? "" : (t.event.lane[value] ?? value));
  add(has("lane"), "lane", heads.lane, ({ lane }) => word(lane));
  add(has("course"), "course", heads.course, ({ course }) => word(course));
  add(has("startOffsetMs"), "offset", heads.offset, ({ startOffsetMs: offset }) =>
    offset === undefined ? "" : `+${time(offset, 0)}`,
  );
  const splits = Math.max(0, ...marks.map(({ splitsMs }) => splitsMs?.length ?? 0));
  for (let index = 0; index < splits; index++) {
    add(true, `split${index}`, heads.split(index + 1), (entry) => clock(entry.mark?.splitsMs?.[index]));
  }
  const runs = Math.max(0, ...marks.flatMap((one) => one.runs?.map(({ n }) => n) ?? []));
  for (let n = 1; n <= runs; n++) {
    const cell = ({ timeMs, pointsMilli, irm }: Run) => clock(timeMs) || score(pointsMilli) || (irm ?? "");
    add(true, `run${n}`, heads.run(n), (entry) => {
      const run = entry.mark?.runs?.find((one) => one.n === n);
      return run === undefined ? "" : cell(run);
    });
  }
  ofMark("misses", heads.misses, ({ misses }) => misses?.join("+") ?? "");
  ofMark(
    "penaltyLoops",
    heads.penalties,
    ({ penaltyLoops = 0, spareRounds = 0 }) => `${penaltyLoops}+${spareRounds}`,
  );
  ofMark("technicalMilli", heads.technical, ({ technicalMilli }) => score(technicalMilli));
  ofMark("componentsMilli", heads.components, ({ componentsMilli }) => score(componentsMilli));
  ofMark("deductionMilli", heads.deduction, ({ deductionMilli = 0 }) =>
    deductionMilli === 0 ? "" : score(-Math.abs(deductionMilli)),
  );
  ofMark("distanceCm", heads.distance, ({ distanceCm }) =>
    distanceCm === undefined ? "" : points(distanceCm * (1000 / METRE_CM), 1),
  );
  ofMark("laps", heads.laps, ({ laps }) => String(laps ?? ""));
  if (marks.some(({ timeMs }) => timeMs !== undefined)) {
    ofMark("pointsMilli", t.event.points, ({ pointsMilli }) => score(pointsMilli));
  }
  return found;
}

/** More than this is a bracket, not a sum of runs. */
const MOST_RUNS = 8;

/** Of a whole event: played, won and lost matches; or the run of each unit where everyone takes the same way. */
export function totals(board: EventDetail): Detail<{ id: string }>[] {
  const units = board.phases.flatMap((phase) => phase.units);
  if (units.some(({ kind }) => kind === "match")) return record(units);
  if (!isSum(board)) return [furthest(board)];
  const { id } = board.event;
  const begun = units.filter(({ entries }) => entries.some((entry) => entry.mark !== null));
  return units.flatMap((unit): Detail<{ id: string }>[] => {
    const of = new Map(unit.entries.map((entry) => [entry.team?.id ?? entry.competitor.id, entry]));
    const within = (column: Detail<Entry>): Detail<{ id: string }> => ({
      id: `${unit.rsc} ${column.id}`,
      head: column.head,
      cell: (competitor) => {
        const entry = of.get(competitor.id);
        return entry === undefined ? "" : column.cell(entry);
      },
    });
    const total = (entry: Entry) => mark(entry.result ?? entry.mark, id) || (entry.irm ?? "");
    if (unit.entries.some(({ mark: one }) => one?.runs)) {
      return unit === begun.at(-1) ? details(unit.entries, id).map(within) : [];
    }
    return [within({ id: "total", head: t.names.unit(unit.name), cell: total })];
  });
}

/** The round in which each was last seen, where not all go on. */
function furthest({ phases }: EventDetail): Detail<{ id: string }> {
  const rounds = new Map<string, string>();
  for (const { name, units } of phases) {
    for (const { competitor } of units.flatMap(({ entries }) => entries)) rounds.set(competitor.id, name);
  }
  return { id: "round", head: t.event.round, cell: ({ id }) => t.names.phase(rounds.get(id) ?? "") };
}

/** Everyone takes the same way, one unit after the other: runs of a slalom, jump and race. */
export function isSum({ phases }: EventDetail): boolean {
  const units = phases.flatMap((phase) => phase.units);
  return units.length <= MOST_RUNS && units.every(({ kind, leadsTo }) => kind === "unit" && leadsTo === null);
}

/** Group games; a knock-out has no table. */
function record(units: readonly Unit[]): Detail<{ id: string }>[] {
  const counts = new Map<string, { won: number; lost: number }>();
  for (const { match } of units.filter(isGroupGame)) {
    for (const { competitor } of match?.sides ?? []) {
      if (match?.winner === undefined) continue;
      const of = counts.get(competitor) ?? { won: 0, lost: 0 };
      if (match.winner === competitor) of.won += 1;
      else of.lost += 1;
      counts.set(competitor, of);
    }
  }
  const heads = t.event.column;
  const count = (id: string) => counts.get(id) ?? { won: 0, lost: 0 };
  return [
    { id: "played", head: heads.played, cell: ({ id }) => String(count(id).won + count(id).lost) },
    { id: "won", head: heads.won, cell: ({ id }) => String(count(id).won) },
    { id: "lost", head: heads.lost, cell: ({ id }) => String(count(id).lost) },
  ];
}

/** The phase in the RSC says so: `GPA-`, and `PREL` for a round robin. */
const isGroupGame = ({ rsc }: Unit): boolean => /^(GP.|PREL)/.test(rsc.slice(22));
