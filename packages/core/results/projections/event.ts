/** `events/{eventId}`: everything about one event. Made with its outcome, from the same facts, in one write. */
import type { Draft, Gone } from "../../board/publish.ts";
import type { FoldedEvent } from "../fold.ts";
import { awards } from "../medals/awards.ts";
import { OutcomeEntity } from "../outcome/entity.ts";
import type { CompetitorRef, EventStatus, Outcome, OutcomeUnit, TeamRef } from "../outcome/outcome.ts";
import { rankEvent } from "../ranking/rank.ts";
import type { Cut, EventRanking, Link, Medal, Result } from "../ranking/types.ts";
import { eventRsc, parse } from "../rsc.ts";
import type { Competitor, EntryFacts, Mark, Match, UnitFacts } from "../schema.ts";
import { eventStatus, isOver, nextPollSeconds, quietUntil, RUNNING, unitStatus } from "../status.ts";
import { baseOf } from "./pulse.ts";

export interface EventBoard {
  event: {
    id: string;
    rsc: string;
    name: string;
    discipline: { code: string; name: string };
    gender: string;
    status: EventStatus;
    start: string | null;
  };
  /** Names what stays while the event is on; `events/{eventId}/live` fits to the board with the same one. */
  base: string;
  /** True until the event is OFFICIAL: every rank can still change. */
  provisional: boolean;
  phases: { name: string; status: EventStatus; units: EventBoardUnit[] }[];
  standings: {
    rank: number | null;
    rankEqual: boolean;
    competitor: TeamRef;
    result: Result | null;
    irm: string | null;
    /** Behind the first, where the result is a time. */
    gapMs?: number;
    /** Awarded: the unit that decides it is official. */
    medal: Medal | null;
    /** The medal that this rank would bring if it were over now. */
    medalNow: Medal | null;
  }[];
  /** The best `places` of the standings go on to the last run; null where there is no such line. */
  cut: Cut | null;
  /** Changes to what had been official, newest first. */
  corrections: { unit: string; competitor: CompetitorRef | null; reason: string; at: string }[];
}

export interface EventBoardUnit {
  rsc: string;
  name: string;
  kind: "unit" | "match";
  status: EventStatus;
  start: string;
  end: string;
  venue: string;
  decides: string | null;
  /** True until the unit is OFFICIAL. */
  provisional: boolean;
  /** The best `places` go through; null where the rules fix no number. */
  cut: Cut | null;
  /** Ids of those who haven't started, in start order. */
  toStart: string[];
  /** Where this heat leads in a bracket. */
  leadsTo: Link | null;
  entries: EventBoardEntry[];
  match: Match | null;
}

export interface EventBoardEntry {
  competitor: CompetitorRef;
  /** Those of the team who are in this unit, where it isn't the whole team. */
  lineup?: CompetitorRef[];
  team?: CompetitorRef;
  bib: string | null;
  startOrder: number | null;
  lane?: string;
  course?: string;
  startOffsetMs?: number;
  bye?: boolean;
  mark: Omit<Mark, "irm"> | null;
  /** What the rank rests on, where the mark doesn't say it: the best of several runs, a sum. */
  result?: Result;
  irm: string | null;
  rank: number | null;
  rankEqual: boolean;
  gapMs?: number;
}

export const boardName = (eventId: string): string => `events/${eventId}`;

type Names = ReadonlyMap<string, Competitor>;

/** Ids whose names the board shows. */
export function competitorsOf({ facts }: FoldedEvent): Set<string> {
  const ids = new Set<string>();
  for (const { entries, match } of facts.units) {
    for (const { competitor, team, lineup } of entries) {
      for (const id of [competitor, ...(team ? [team] : []), ...(lineup ?? [])]) ids.add(id);
    }
    for (const { competitor } of match?.sides ?? []) ids.add(competitor);
  }
  return ids;
}

/** The event was taken off the programme as if it had never been there. */
export function gone(eventId: string, table: string): Gone {
  return {
    board: boardName(eventId),
    companions: [OutcomeEntity.delete({ event: eventId }).params({ table })],
  };
}

/**
 * The event's board with its outcome, and the content again for what is made of it. `recordedAt`: when the newest of the
 * facts was written, milliseconds since 1970.
 */
export function project(
  folded: FoldedEvent,
  names: Names,
  table: string,
  recordedAt: number,
): { draft: Draft; board: EventBoard } {
  const { facts, factAt } = folded;
  const ranking = rankEvent(facts);
  const medals = new Map(awards(facts, ranking).map(({ competitor, medal }) => [competitor, medal]));
  const status = eventStatus(facts.units);
  const { discipline, gender } = parse(eventRsc(facts.id));
  const event = {
    id: facts.id,
    rsc: eventRsc(facts.id),
    name: facts.name,
    discipline: { code: discipline, name: facts.disciplineName },
    gender,
    status,
    start: facts.units[0]?.start ?? null,
  };
  const standings = ranking.standings.map(({ competitor, rank, rankEqual, result, irm, gapMs, medal }) => ({
    rank,
    rankEqual,
    competitor: withMembers(competitor, names),
    result,
    irm,
    ...(gapMs !== undefined && { gapMs }),
    medal: medals.get(competitor) ?? null,
    medalNow: medal,
  }));
  const parts: Omit<EventBoard, "base"> = {
    event,
    provisional: status !== "OFFICIAL",
    phases: phases(facts.units, ranking, names),
    standings,
    cut: ranking.cut,
    corrections: corrections(facts.units, names),
  };
  const board: EventBoard = { ...parts, base: baseOf(parts) };

  const quiet = quietUntil(facts.units.map((unit) => ({ status: unitStatus(unit), start: unit.start })));
  const on = facts.units.some((unit) => unitStatus(unit) === "LIVE");
  const officialAt = status === "OFFICIAL" ? [...folded.officialAt.values()].sort().at(-1) : undefined;
  const outcome: Omit<Outcome, "factAt"> = {
    event: { ...event, lastDay: facts.units.at(-1)?.day ?? null },
    ...(officialAt !== undefined && { officialAt }),
    units: facts.units.map((unit) => outcomeUnit(unit, ranking, names)),
    rows: standings.map(({ rank, rankEqual, competitor, result, irm, medal }) =>
      on
        ? { rank: null, rankEqual: false, competitor, result, irm, medal }
        : { rank, rankEqual, competitor, result, irm, medal },
    ),
  };
  const draft: Draft = {
    board: boardName(facts.id),
    content: { ...board } as unknown as Draft["content"],
    factAt,
    freshness: status === "LIVE" ? "live" : status === "OFFICIAL" ? "finished" : "leaderboard",
    tags: [`event-${facts.id}`, `discipline-${discipline}`],
    nextPollSeconds: nextPollSeconds(status),
    ...(quiet !== undefined && { quietUntil: quiet }),
    keep: isOver(status),
    ...(status === "OFFICIAL" && { push: board.corrections.length > 0 ? "correction" : "official" }),
    companion: {
      content: outcome as unknown as Draft["content"],
      put: (body) => OutcomeEntity.put({ event: facts.id, body, recordedAt }).params({ table }),
    },
  };
  return { draft, board };
}

function phases(units: readonly UnitFacts[], ranking: EventRanking, names: Names): EventBoard["phases"] {
  const byName = new Map<string, UnitFacts[]>();
  for (const unit of units) {
    const group = byName.get(unit.phaseName);
    if (group) group.push(unit);
    else byName.set(unit.phaseName, [unit]);
  }
  return [...byName].map(([name, group]) => ({
    name,
    status: eventStatus(group),
    units: group.map((unit) => boardUnit(unit, ranking, names)),
  }));
}

function boardUnit(unit: UnitFacts, ranking: EventRanking, names: Names): EventBoardUnit {
  const rows = ranking.units.get(unit.id) ?? [];
  const byId = new Map(unit.entries.map((entry) => [entry.competitor, entry]));
  return {
    rsc: unit.id,
    name: unit.name,
    kind: unit.kind,
    status: unitStatus(unit),
    start: unit.start,
    end: unit.end,
    venue: unit.venue,
    decides: unit.decides ?? null,
    provisional: unit.result !== "OFFICIAL",
    cut: ranking.cuts.get(unit.id) ?? null,
    toStart: ranking.toStart.get(unit.id) ?? [],
    leadsTo: ranking.links.get(unit.id) ?? null,
    entries: rows.flatMap((row) => {
      const entry = byId.get(row.competitor);
      if (entry === undefined) return [];
      const { rank, rankEqual, irm, gapMs } = row;
      const result = ownResult(row.result, entry.mark);
      return [
        {
          ...shown(entry, names),
          ...(result && { result }),
          irm,
          rank,
          rankEqual,
          ...(gapMs !== undefined && { gapMs }),
        },
      ];
    }),
    match: unit.match ?? null,
  };
}

/** Only what the mark doesn't hold itself; a place is said by the rank. */
function ownResult(result: Result | null, mark: Mark | undefined): Result | undefined {
  if (result === null || result.place !== undefined) return undefined;
  const same = result.timeMs === mark?.timeMs && result.pointsMilli === mark?.pointsMilli;
  return same ? undefined : result;
}

function shown(
  entry: EntryFacts,
  names: Names,
): Omit<EventBoardEntry, "result" | "irm" | "rank" | "rankEqual" | "gapMs"> {
  const { competitor, team, lineup, bib, startOrder, lane, course, startOffsetMs, bye, mark } = entry;
  const { irm: _, ...rest } = mark ?? {};
  return {
    competitor: ref(competitor, names),
    ...(lineup && { lineup: lineup.map((id) => ref(id, names)) }),
    ...(team !== undefined && { team: ref(team, names) }),
    bib: bib ?? null,
    startOrder: startOrder ?? null,
    ...(lane !== undefined && { lane }),
    ...(course !== undefined && { course }),
    ...(startOffsetMs !== undefined && { startOffsetMs }),
    ...(bye && { bye }),
    mark: mark === undefined ? null : rest,
  };
}

function corrections(units: readonly UnitFacts[], names: Names): EventBoard["corrections"] {
  const found: EventBoard["corrections"] = [];
  for (const unit of units) {
    if (unit.correction) found.push({ unit: unit.id, competitor: null, ...unit.correction });
    for (const { competitor, correction } of unit.entries) {
      if (correction) found.push({ unit: unit.id, competitor: ref(competitor, names), ...correction });
    }
  }
  return found.sort((left, right) => (left.at < right.at ? 1 : -1));
}

function outcomeUnit(unit: UnitFacts, ranking: EventRanking, names: Names): OutcomeUnit {
  const status = unitStatus(unit);
  return {
    rsc: unit.id,
    phase: unit.phaseName,
    name: unit.name,
    kind: unit.kind,
    day: unit.day,
    start: unit.start,
    end: unit.end,
    venue: unit.venue,
    status,
    ...(unit.decides !== undefined && { decides: unit.decides }),
    ...(RUNNING.has(status) && { running: running(unit, ranking, names) }),
    ...(unit.kind === "match" && { sides: sides(unit, names) }),
  };
}

/** As many as a front page shows of a unit. */
const LEADERS = 3;

function running(unit: UnitFacts, ranking: EventRanking, names: Names): NonNullable<OutcomeUnit["running"]> {
  const rows = unit.kind === "unit" ? (ranking.units.get(unit.id) ?? []) : [];
  const leaders = rows
    .filter(({ rank }) => rank !== null)
    .slice(0, LEADERS)
    .map(({ competitor, rank, result, gapMs }) => ({
      rank: rank ?? 0,
      competitor: ref(competitor, names),
      result,
      ...(gapMs !== undefined && { gapMs }),
    }));
  return {
    done: unit.entries.filter(({ mark }) => mark !== undefined && hasResult(mark)).length,
    entries: unit.entries.length,
    ...(leaders.length > 0 && { leaders }),
  };
}

function sides(unit: UnitFacts, names: Names): NonNullable<OutcomeUnit["sides"]> {
  if (unit.match === undefined)
    return unit.entries.map(({ competitor }) => ({ competitor: ref(competitor, names) }));
  return unit.match.sides.map(({ competitor, score }) => ({
    competitor: ref(competitor, names),
    ...(score !== undefined && { score }),
  }));
}

/** More than a start clock. */
export function hasResult({ startAt: _, ...rest }: Mark): boolean {
  return Object.keys(rest).length > 0;
}

/** A competitor that the roster doesn't hold (its message was taken back) is still shown, by its id. */
export function ref(id: string, names: Names): CompetitorRef {
  const competitor = names.get(id);
  return { id, name: competitor?.name ?? id, noc: competitor?.noc ?? "" };
}

function withMembers(id: string, names: Names): TeamRef {
  const members = names.get(id)?.members;
  return { ...ref(id, names), ...(members && { members: members.map((member) => ref(member, names)) }) };
}
