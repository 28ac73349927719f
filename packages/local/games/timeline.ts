/**
 * A Games as a feed would have told it: messages in true time order. A start list is known an hour before the start, or
 * once the units that lead to it are over; an entry is on its way at its start clock and has its mark when that is known;
 * who goes through is known when the unit is over; a unit is unofficial at its end and official five minutes later.
 */
import { LIST_LIMIT, type Message } from "@podium/core/results/commands.ts";
import type { Entry, Mark, Match } from "@podium/core/results/schema.ts";
import type { CompetitorRow, Dataset, EntryRow, MatchRow, UnitRow } from "./dataset.ts";

const MINUTE_MS = 60_000;
const START_LIST_BEFORE_MS = 60 * MINUTE_MS;
const OFFICIAL_AFTER_MS = 5 * MINUTE_MS;

/** Master data first, at `opensAt`; then everything else by time. */
export interface Timeline {
  master: Message[];
  live: Message[];
}

export function timeline(dataset: Dataset): Timeline {
  const opensAt = iso(Math.min(...dataset.units.map(({ start }) => Date.parse(start))) - 24 * 60 * MINUTE_MS);
  const rows = groupBy(dataset.entries, ({ unit }) => unit);
  const matches = new Map(dataset.matches.map((match) => [match.unit, match]));
  const units = groupBy(dataset.units, ({ event }) => event);
  const live: Message[] = [];
  for (const unit of dataset.units) {
    live.push(
      ...unitMessages(unit, rows.get(unit.id) ?? [], matches.get(unit.id), units.get(unit.event) ?? []),
    );
  }
  // Array.sort is stable, so what a unit says at one instant stays in its order.
  live.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));
  return { master: masterMessages(dataset, opensAt), live };
}

/** First and last instant of competition days at the venue; undefined where no message falls into them. */
export function spanOf(
  { live }: Timeline,
  timeZone: string,
  from: string | undefined,
  until: string | undefined,
): { from: string | undefined; until: string | undefined } | undefined {
  const dayOf = dayIn(timeZone);
  const inside = live.filter(({ at }) => {
    const day = dayOf(at);
    return (from === undefined || day >= from) && (until === undefined || day <= until);
  });
  if (inside.length === 0) return undefined;
  return {
    from: from === undefined ? undefined : inside[0]?.at,
    until: until === undefined ? undefined : inside.at(-1)?.at,
  };
}

/** Schedule, competitors and start lists alone: what is known before anything has happened. */
export function beforehand({ master, live }: Timeline): Message[] {
  return [...master, ...live.filter(({ type }) => type === "entries" || type === "units")];
}

function masterMessages(dataset: Dataset, at: string): Message[] {
  const venueDay = dayIn(dataset.games.timeZone);
  const athletes = dataset.competitors.filter(({ kind }) => kind === "athlete");
  const groups = dataset.competitors.filter(({ kind }) => kind !== "athlete");
  const {
    id,
    name,
    hostCity,
    hostNoc,
    timeZone,
    opening,
    closing,
    firstCompetition,
    lastCompetition,
    events,
  } = dataset.games;
  return [
    {
      id: "games",
      at,
      type: "games",
      games: {
        id,
        name,
        hostCity,
        hostNoc,
        timeZone,
        opening,
        closing,
        firstCompetition,
        lastCompetition,
        events,
      },
    },
    ...chunks(dataset.countries).map(
      (countries, n): Message => ({ id: `countries:${n}`, at, type: "countries", countries }),
    ),
    ...chunks(dataset.events).map(
      (rows, n): Message => ({
        id: `events:${n}`,
        at,
        type: "events",
        events: rows.map(({ id, name, disciplineName, competitorKind }) => ({
          id,
          name,
          disciplineName,
          competitorKind,
        })),
      }),
    ),
    ...chunks(dataset.units).map(
      (rows, n): Message => ({
        id: `units:${n}`,
        at,
        type: "units",
        units: rows.map((row) => unitOf(row, venueDay(row.start))),
      }),
    ),
    ...[...chunks(athletes), ...chunks(groups)].map(
      (rows, n): Message => ({
        id: `competitors:${n}`,
        at,
        type: "competitors",
        competitors: rows.map(competitorOf),
      }),
    ),
  ];
}

function unitOf(row: UnitRow, day: string) {
  const { id, phaseName, name, order, kind, start, end, venue, decides } = row;
  return { id, phaseName, name, order, kind, day, start, end, venue, ...(decides && { decides }) };
}

function competitorOf(row: CompetitorRow) {
  const { id, kind, family, given, noc, gender, members } = row;
  const name = row.name ?? [given, family].filter(Boolean).join(" ");
  return {
    id,
    kind,
    name,
    ...(family && { family }),
    ...(given && { given }),
    noc,
    ...(gender && { gender }),
    ...(members && { members }),
  };
}

function unitMessages(
  unit: UnitRow,
  rows: EntryRow[],
  match: MatchRow | undefined,
  ofEvent: UnitRow[],
): Message[] {
  const startMs = Date.parse(unit.start);
  const cancelled = unit.status === "CANCELLED";
  const marks = rows.flatMap((row) => markMessages(unit, row, isMassStart(rows)));
  const firstMs = Math.min(startMs, ...marks.map(({ at }) => Date.parse(at)));
  // What leads to this unit must be over before its start list can be known.
  const leadsMs = ofEvent.map(({ finishedAt }) => Date.parse(finishedAt)).filter((ms) => ms < firstMs);
  const listMs = Math.min(
    Math.max(startMs - START_LIST_BEFORE_MS, ...leadsMs.map((ms) => ms + 1000)),
    firstMs - 1000,
  );
  const listAt = iso(listMs);
  const finishedMs = Math.max(Date.parse(unit.finishedAt), ...marks.map(({ at }) => Date.parse(at)));
  const id = unit.id;
  const status = (value: "START_LIST" | "LIVE" | "UNOFFICIAL" | "OFFICIAL", at: string): Message => ({
    id: `status:${id}:${value}`,
    at,
    type: "status",
    unit: id,
    status: value,
  });

  const messages: Message[] = chunks(match ? matchEntries(match) : rows.map(entryOf)).map(
    (entries, n): Message => ({ id: `entries:${id}:${n}`, at: listAt, type: "entries", unit: id, entries }),
  );
  if (cancelled) {
    const day = listAt.slice(0, 10);
    messages.push({
      id: `units:${id}`,
      at: listAt,
      type: "units",
      units: [{ ...unitOf(unit, day), status: "CANCELLED" }],
    });
    return messages;
  }
  messages.push(status("START_LIST", listAt), status("LIVE", iso(firstMs - (marks.length > 0 ? 1 : 0))));
  messages.push(...marks);
  if (match) messages.push(...matchMessages(unit, match, finishedMs));
  for (const row of rows) {
    if (row.qual === undefined) continue;
    messages.push(markMessage(unit, row, "qual", iso(finishedMs), { ...finalMark(row), qual: row.qual }));
  }
  messages.push(
    status("UNOFFICIAL", iso(finishedMs + 1000)),
    status("OFFICIAL", iso(finishedMs + OFFICIAL_AFTER_MS)),
  );
  return messages;
}

function entryOf(row: EntryRow): Entry {
  const { competitor, team, lineup, bib, startOrder, pair, lane, course, bye, startOffsetMs } = row;
  return {
    competitor,
    ...(team && { team }),
    ...(lineup && { lineup }),
    ...(bib && { bib }),
    ...(startOrder !== undefined && { startOrder }),
    ...(pair && { pair }),
    ...(lane && { lane }),
    ...(course && { course }),
    ...(bye && { bye }),
    ...(startOffsetMs !== undefined && { startOffsetMs }),
  };
}

/** All on the way at one gun: that the unit is live says it already. */
function isMassStart(rows: readonly EntryRow[]): boolean {
  return new Set(rows.map(({ startAt }) => startAt)).size <= 1;
}

function markMessages(unit: UnitRow, row: EntryRow, massStart: boolean): Message[] {
  if (row.bye) return [];
  const messages: Message[] = [];
  const { startAt, doneAt, runs } = row;
  if (startAt !== undefined && startAt < doneAt && !massStart) {
    messages.push(markMessage(unit, row, "start", startAt, { startAt }));
  }
  for (const [index, { doneAt: runDoneAt }] of (runs ?? []).entries()) {
    if (runDoneAt >= doneAt) break;
    const soFar = (runs ?? []).slice(0, index + 1).map(withoutClock);
    messages.push(
      markMessage(unit, row, `run${index + 1}`, runDoneAt, { ...(startAt && { startAt }), runs: soFar }),
    );
  }
  messages.push(markMessage(unit, row, "mark", doneAt, finalMark(row)));
  return messages;
}

function finalMark(row: EntryRow): Mark {
  const {
    unit: _unit,
    competitor: _competitor,
    team: _team,
    lineup: _lineup,
    bib: _bib,
    startOrder: _startOrder,
    pair: _pair,
    lane: _lane,
    course: _course,
    bye: _bye,
    startOffsetMs: _startOffsetMs,
    doneAt: _doneAt,
    estimated: _estimated,
    qual: _qual,
    runs,
    ...mark
  } = row;
  return { ...mark, ...(runs && { runs: runs.map(withoutClock) }) };
}

function withoutClock<T extends { doneAt: string }>({ doneAt: _, ...run }: T): Omit<T, "doneAt"> {
  return run;
}

function markMessage(unit: UnitRow, { competitor }: EntryRow, step: string, at: string, mark: Mark): Message {
  return {
    id: `${step}:${unit.id}:${competitor}`,
    at: iso(Date.parse(at)),
    type: "mark",
    unit: unit.id,
    competitor,
    mark,
  };
}

function matchEntries({ sides }: MatchRow): Entry[] {
  return sides.map(({ competitor }, index) => ({ competitor, startOrder: index + 1 }));
}

/** The score after each end or goal, spread over the match as it was played; the whole of it at the end. */
function matchMessages(unit: UnitRow, row: MatchRow, finishedMs: number): Message[] {
  const { unit: _unit, event: _event, phase: _phase, start, end: _end, ...whole } = row;
  const startMs = Date.parse(start);
  const message = (n: number, ms: number, match: Match): Message => ({
    id: `match:${unit.id}:${n}`,
    at: iso(ms),
    type: "match",
    unit: unit.id,
    match,
  });
  const steps = row.goals ? afterGoals(row) : afterPeriods(row);
  const messages = steps.map(({ share, match }, n) =>
    message(n, startMs + share * (finishedMs - startMs), match),
  );
  return [...messages, message(steps.length, finishedMs, whole)];
}

interface Step {
  /** Of the time from start to end. */
  share: number;
  match: Match;
}

function afterPeriods({ periods, sides, group }: MatchRow): Step[] {
  return periods.slice(0, -1).map((_, index) => {
    const played = periods.slice(0, index + 1);
    return {
      share: (index + 1) / periods.length,
      match: {
        ...(group && { group }),
        sides: scored(sides, (side) => sum(played.map(({ score }) => score[side]))),
        periods: played,
      },
    };
  });
}

function afterGoals({ goals = [], sides, group }: MatchRow): Step[] {
  const lengthSeconds = Math.max(60 * 60, ...goals.map(({ clock }) => seconds(clock))) + 60;
  return goals.map(({ clock }, index) => {
    const soFar = goals.slice(0, index + 1);
    return {
      share: seconds(clock) / lengthSeconds,
      match: {
        ...(group && { group }),
        sides: scored(sides, (side) => soFar.filter((goal) => goal.side === side).length),
        periods: [],
        goals: soFar,
      },
    };
  });
}

function scored(sides: MatchRow["sides"], score: (side: 0 | 1) => number): Match["sides"] {
  return [
    { competitor: sides[0].competitor, score: score(0) },
    { competitor: sides[1].competitor, score: score(1) },
  ];
}

function sum(scores: (number | "X")[]): number {
  return scores.reduce<number>((total, score) => total + (score === "X" ? 0 : score), 0);
}

function seconds(clock: string): number {
  const [minutes = "0", rest = "0"] = clock.split(":");
  return Number(minutes) * 60 + Number(rest);
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / LIST_LIMIT) }, (_, n) =>
    items.slice(n * LIST_LIMIT, (n + 1) * LIST_LIMIT),
  );
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  return Map.groupBy(items, key) as Map<string, T[]>;
}

function iso(ms: number): string {
  return new Date(Math.round(ms)).toISOString();
}

/** The calendar day at the venue. */
export function dayIn(timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return (instant) => format.format(new Date(instant));
}
