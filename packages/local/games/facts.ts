/** The carried Games as facts: what everyone knew when the last unit had become official. */
import type { EntryFacts, EventFacts, Games, Mark, UnitFacts } from "@podium/core/results/schema.ts";
import type { Dataset, EntryRow, EventRow, MatchRow, UnitRow } from "./dataset.ts";

/** Each event in its final state, all units OFFICIAL but those cancelled. */
export function eventFacts(dataset: Dataset): EventFacts[] {
  const units = Map.groupBy(dataset.units, ({ event }) => event);
  const entries = Map.groupBy(dataset.entries, ({ unit }) => unit);
  const matches = new Map(dataset.matches.map((row) => [row.unit, row]));
  return dataset.events.map((event) => ({
    ...eventOf(event),
    units: (units.get(event.id) ?? [])
      .toSorted((left, right) => left.order - right.order)
      .map((row) => unitFacts(dated(row, dataset.games), entries.get(row.id) ?? [], matches.get(row.id))),
  }));
}

/** A summary of a whole event has no clock: it stands on the last day of the Games. */
function dated(row: UnitRow, games: Games): UnitRow {
  const start = row.start ?? `${games.closing}T00:00:00.000Z`;
  return { ...row, start, end: row.end ?? start, venue: row.venue ?? games.hostCity };
}

function eventOf({ id, name, disciplineName, competitorKind }: EventRow): Omit<EventFacts, "units"> {
  return { id, name, disciplineName, competitorKind };
}

function unitFacts(row: UnitRow, entries: readonly EntryRow[], match: MatchRow | undefined): UnitFacts {
  const { id, phaseName, name, order, kind, start, end, venue, decides, status = "SCHEDULED" } = row;
  return {
    id,
    phaseName,
    name,
    order,
    kind: kind === "match" ? "match" : "unit",
    day: start.slice(0, 10),
    start,
    end,
    venue,
    status,
    ...(decides && { decides }),
    ...(status !== "CANCELLED" && { result: "OFFICIAL" as const }),
    entries: entries.map(entryFacts),
    ...(match && { match: matchOf(match) }),
  };
}

function matchOf({
  group,
  sides,
  periods,
  goals,
  winner,
  decidedIn,
}: MatchRow): NonNullable<UnitFacts["match"]> {
  return {
    ...(group !== undefined && { group }),
    sides,
    periods: periods ?? [],
    ...(goals && { goals }),
    ...(winner !== undefined && { winner }),
    ...(decidedIn && { decidedIn }),
  };
}

/** An entry row holds both: who starts, and what came of it. */
export function entryFacts(row: EntryRow): EntryFacts {
  const { competitor, team, lineup, bib, startOrder, pair, lane, course, bye, startOffsetMs } = row;
  const mark = markOf(row);
  return {
    competitor,
    ...(team !== undefined && { team }),
    ...(lineup && { lineup }),
    ...(bib !== undefined && { bib }),
    ...(startOrder !== undefined && { startOrder }),
    ...(pair !== undefined && { pair }),
    ...(lane !== undefined && { lane }),
    ...(course !== undefined && { course }),
    ...(bye !== undefined && { bye }),
    ...(startOffsetMs !== undefined && { startOffsetMs }),
    ...(Object.keys(mark).length > 0 && { mark }),
  };
}

const MARK_FIELDS = [
  "startAt",
  "timeMs",
  "gapMs",
  "pointsMilli",
  "technicalMilli",
  "componentsMilli",
  "deductionMilli",
  "laps",
  "distanceCm",
  "misses",
  "penaltyLoops",
  "spareRounds",
  "finishPlace",
  "lapped",
  "irm",
  "qual",
] as const satisfies readonly (keyof Mark)[];

function markOf(row: EntryRow): Mark {
  const fields = MARK_FIELDS.flatMap((field) => (row[field] === undefined ? [] : [[field, row[field]]]));
  const runs = row.runs?.map(({ doneAt: _, ...run }) => run);
  return { ...(Object.fromEntries(fields) as Mark), ...(runs && { runs }) };
}
