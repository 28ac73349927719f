/** What a results table says, made from the board: which columns there are comes from what the marks hold. */
import type { Medal } from "@podium/core/results/ranking/types.ts";
import type { EventDetail } from "../../board/types.ts";
import { gap, mark, points, timeDecimals } from "../../language/format.ts";
import { irmName } from "../../language/irm.ts";
import { t } from "../../language/language.ts";
import { type Detail, details, isSum, totals } from "./details.ts";
import { isOver, isRunning, startsTogether } from "./status.ts";

export type Phase = EventDetail["phases"][number];
export type Unit = Phase["units"][number];
export type Entry = Unit["entries"][number];
type Standing = EventDetail["standings"][number];
type Competitor = Standing["competitor"];

/** Plain values, so that a row that says the same is known to be the same. */
export interface Row {
  id: string;
  competitor: { id: string; name: string; noc: string };
  members: readonly { id: string; name: string }[];
  /** `3`, `=3`; the start order of those who haven't a rank. */
  rank: string;
  ranked: boolean;
  bib: string;
  cells: readonly string[];
  result: string;
  gap: string;
  qual: string;
  irm: string | null;
  medal: Medal | null;
  /** The medal isn't awarded yet. */
  medalNow: boolean;
}

/** Rows under a line in words; none above the best. */
export interface Group {
  id: string;
  title: string;
  rows: Row[];
}

export interface Column {
  id: string;
  head: string;
}

export interface Sheet {
  columns: Column[];
  groups: Group[];
  rankHead: string;
  /** Empty: the order itself is the result. */
  resultHead: string;
  hasGap: boolean;
  hasBib: boolean;
  /** What the last column holds. */
  last: "medal" | "qual" | null;
}

/** Disciplines that are decided by the clock: room is kept for gaps before there are any. Source: event rules. */
const TIMED = new Set(["ALP", "BOB", "BTH", "CCS", "LUG", "SKN", "SMT", "SSK", "STK"]);

interface Line extends Row {
  order: number;
  state: "ranked" | "on" | "waiting" | "out";
}

/** The one unit of an event that has no others: its sheet and the standings are one. */
export function onlyUnit({ phases }: EventDetail): Unit | undefined {
  const [first, ...more] = phases.flatMap(({ units }) => units);
  return first?.kind === "unit" && more.length === 0 ? first : undefined;
}

/** Those of one unit, best first, with all that their marks hold. */
export function unitSheet(board: EventDetail, unit: Unit): Sheet {
  const { id } = board.event;
  const whole = onlyUnit(board) === unit;
  const standings = new Map(board.standings.map((row) => [row.competitor.id, row]));
  const columns = details(unit.entries, id);
  const waiting = new Set(unit.toStart);
  const lines = unit.entries.map((entry): Line => {
    const { competitor, rank, rankEqual, irm } = entry;
    const of = standings.get(competitor.id);
    return {
      ...line(competitor, rank, rankEqual, irm, entry.startOrder),
      members: entry.lineup ?? of?.competitor.members ?? (entry.team ? [entry.team] : []),
      state: stateOf(rank, irm, waiting.has(competitor.id) || !entry.mark?.startAt),
      bib: entry.bib ?? "",
      cells: columns.map(({ cell }) => cell(entry)),
      result: mark(entry.result ?? entry.mark, id),
      gap: gap(entry.gapMs, timeDecimals(id)),
      qual: entry.mark?.qual ?? "",
      ...(whole && of && medalOf(of, board)),
    };
  });
  // A start clock alone is no mark yet.
  const marks = unit.entries.flatMap(({ mark }) =>
    Object.keys(mark ?? {}).some((field) => field !== "startAt") ? (mark ?? []) : [],
  );
  const begun = marks.length > 0 || isRunning(unit.status);
  return {
    columns: columns.map(({ id: column, head }) => ({ id: column, head })),
    groups: groups(lines, unit.cut?.places, t.event.goThrough, waitingFor(unit)),
    rankHead: lines.some(({ ranked }) => ranked) ? t.event.rank : t.event.start,
    resultHead: begun ? resultHead(lines, marks) : "",
    hasGap: lines.some((row) => row.gap !== "") || (begun && marks.length < 2 && TIMED.has(id.slice(0, 3))),
    hasBib: lines.some(({ bib }) => bib !== ""),
    last: whole ? "medal" : lines.some(({ qual }) => qual !== "") ? "qual" : null,
  };
}

/** The whole event: one column for each run that counts, or what a group's table counts. */
export function standingsSheet(board: EventDetail): Sheet {
  const only = onlyUnit(board);
  if (only !== undefined) return unitSheet(board, only);
  const { id } = board.event;
  const units = board.phases.flatMap((phase) => phase.units);
  const columns: Detail<Competitor>[] = totals(board);
  const on = units.find(({ toStart }) => toStart.length > 0);
  const waiting = new Map(on?.toStart.map((competitor, index) => [competitor, index]));
  const marks = units.flatMap(({ entries }) => entries.flatMap((entry) => entry.mark ?? []));
  const hasPoints = marks.some(({ pointsMilli, runs }) => pointsMilli ?? runs?.[0]?.pointsMilli);
  // Teams that collect points for places have whole ones.
  const ofPlaces = units.some(({ entries }) => entries.some(({ team }) => team));
  const shown = (result: Standing["result"]) =>
    ofPlaces && result?.pointsMilli !== undefined ? points(result.pointsMilli, 0) : mark(result, id);
  const lines = board.standings.map((standing): Line => {
    const { competitor, rank, rankEqual, irm, result } = standing;
    const order = waiting.get(competitor.id);
    return {
      ...line(competitor, rank, rankEqual, irm, order === undefined ? null : order + 1),
      members: competitor.members ?? [],
      state: stateOf(rank, irm, true),
      cells: columns.map(({ cell }) => cell(competitor)),
      result: result?.timeMs !== undefined || hasPoints ? shown(result) : "",
      gap: gap(standing.gapMs, timeDecimals(id)),
      ...medalOf(standing, board),
    };
  });
  return {
    columns: columns.map(({ id: column, head }) => ({ id: column, head })),
    groups: groups(
      lines,
      board.cut?.places,
      isSum(board) ? t.event.lastRun : t.event.goThrough,
      waitingFor(on),
    ),
    rankHead: t.event.rank,
    resultHead: units.every(({ kind }) => kind === "match") ? "" : resultHead(lines, marks),
    hasGap: lines.some((row) => row.gap !== ""),
    hasBib: false,
    last: "medal",
  };
}

function line(
  { id, name, noc }: Competitor,
  rank: number | null,
  rankEqual: boolean,
  irm: string | null,
  order: number | null,
): Line {
  const shown = rank === null ? (order ?? "") : `${rankEqual ? "=" : ""}${rank}`;
  return {
    id,
    competitor: { id, name, noc },
    members: [],
    rank: irm !== null && rank === null ? "" : String(shown),
    ranked: rank !== null,
    order: order ?? Number.MAX_SAFE_INTEGER,
    state: "ranked",
    bib: "",
    cells: [],
    result: "",
    gap: "",
    qual: "",
    irm,
    medal: null,
    medalNow: false,
  };
}

function stateOf(rank: number | null, irm: string | null, waiting: boolean): Line["state"] {
  if (rank !== null) return "ranked";
  if (irm !== null) return "out";
  return waiting ? "waiting" : "on";
}

/** What a rank would bring is shown once the medals are played for. */
function medalOf({ medal, medalNow }: Standing, { phases }: EventDetail): Pick<Row, "medal" | "medalNow"> {
  const begun = phases.some(({ units }) =>
    units.some(({ decides, status }) => decides && (isRunning(status) || isOver(status))),
  );
  const now = begun ? medalNow : null;
  return { medal: medal ?? now, medalNow: medal === null && now !== null };
}

function resultHead(lines: readonly Row[], marks: readonly object[]): string {
  if (lines.every(({ result }) => result === "")) return marks.length === 0 ? t.event.result : "";
  return marks.some((one) => "timeMs" in one) ? t.event.time : t.event.points;
}

/** Ranked with the cut line, on the way, still to start in their order, and those without a rank by what happened. */
function groups(
  lines: readonly Line[],
  places: number | undefined,
  cut: (places: number) => string,
  toCome: string,
): Group[] {
  const found: Group[] = [];
  const add = (id: string, title: string, rows: Line[]) => {
    if (rows.length > 0) found.push({ id, title, rows: rows.map(plain) });
  };
  const ranked = lines.filter(({ state }) => state === "ranked");
  const last = places === undefined ? ranked.length : ranked.findIndex((row) => placeOf(row) > places);
  const through = last < 0 ? ranked.length : last;
  const open = lines.some(({ state }) => state === "waiting" || state === "on");
  add("ranked", "", ranked.slice(0, through));
  if (places !== undefined && ranked.length > 0 && (through < ranked.length || (open && through >= places))) {
    found.push({ id: "cut", title: cut(places), rows: ranked.slice(through).map(plain) });
  }
  const byOrder = (left: Line, right: Line) => left.order - right.order;
  add("on", t.event.onTheWay, lines.filter(({ state }) => state === "on").sort(byOrder));
  const waiting = lines.filter(({ state }) => state === "waiting").sort(byOrder);
  add("waiting", ranked.length > 0 || found.length > 0 ? toCome : "", waiting);
  for (const [irm, rows] of Map.groupBy(
    lines.filter(({ state }) => state === "out"),
    (row) => row.irm ?? "",
  )) {
    add(`irm-${irm}`, irmName(irm), rows);
  }
  return found;
}

const waitingFor = (unit: Unit | undefined): string =>
  unit && isRunning(unit.status) && startsTogether(unit) ? t.event.onTheWay : t.event.toCome;

const placeOf = ({ rank }: Row): number => Number(rank.replace("=", ""));

function plain({ order: _, state: __, ...row }: Line): Row {
  return row;
}
