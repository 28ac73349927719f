/**
 * `events/{eventId}/live`: what of an event can change while it is on, without what stays. A fan who holds the event's
 * board keeps it current with this one, at a third of the bytes. Both come from the same facts and are published together.
 */
import { canonical, digest, type Json } from "../../board/canonical.ts";
import type { Draft, Gone } from "../../board/publish.ts";
import type { EventStatus } from "../outcome/outcome.ts";
import type { Cut, Medal, Result } from "../ranking/types.ts";
import type { Mark, Match } from "../schema.ts";
import { RUNNING } from "../status.ts";
import type { EventBoard, EventBoardUnit } from "./event.ts";

export interface PulseBoard {
  event: { id: string; status: EventStatus };
  /** The event board that this one fits to has the same `base`. */
  base: string;
  cut: Cut | null;
  /** Those that are on; all others are as in the event's board. */
  units: {
    rsc: string;
    cut: Cut | null;
    /** Positions, in start order. */
    toStart: number[];
    entries: PulseEntry[];
    match: Match | null;
  }[];
  standings: PulseStanding[];
}

/** `position` counts the unit's entries by competitor id, from 0. In the order to be shown. */
export type PulseEntry = [
  position: number,
  rank: number | null,
  rankEqual: 0 | 1,
  irm: string | null,
  mark: Omit<Mark, "irm"> | null,
  gapMs: number | null,
  /** Where the mark doesn't say what the rank rests on. */
  result: Result | null,
];

/** `position` counts the standings by competitor id, from 0. In the order to be shown. */
export type PulseStanding = [
  position: number,
  rank: number | null,
  rankEqual: 0 | 1,
  irm: string | null,
  result: Result | null,
  gapMs: number | null,
  medal: Medal | null,
  medalNow: Medal | null,
];

export const boardName = (eventId: string): string => `events/${eventId}/live`;

export const isPulse = (board: string): boolean => /^events\/[^/]+\/live$/.test(board);

/** Digest of what a pulse leaves out. */
export function baseOf(board: Omit<EventBoard, "base">): string {
  const { event, phases, standings, corrections } = board;
  const still = {
    event: without(event, ["status"]),
    corrections,
    phases: phases.map(({ name, units }) => ({ name, units: units.map(stillUnit) })),
    standings: byId(standings).map(({ competitor }) => competitor),
  };
  return digest(canonical(still as unknown as Json)).slice(0, 12);
}

function stillUnit(unit: EventBoardUnit): object {
  if (!RUNNING.has(unit.status)) return unit;
  const entries = byId(unit.entries).map((entry) => without(entry, MOVING));
  return { ...without(unit, ["cut", "toStart", "match"]), entries };
}

/** What a pulse says of an entry. */
const MOVING = ["mark", "result", "irm", "rank", "rankEqual", "gapMs"];

function without(value: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}

export function project(board: EventBoard, of: Draft): Draft {
  const { id, status } = board.event;
  const content: PulseBoard = {
    event: { id, status },
    base: board.base,
    cut: board.cut,
    units: board.phases
      .flatMap(({ units }) => units)
      .filter((unit) => RUNNING.has(unit.status))
      .map(({ rsc, cut, toStart, entries, match }) => {
        const at = positions(entries);
        return {
          rsc,
          cut,
          toStart: toStart.map((competitor) => at.get(competitor) ?? -1),
          entries: entries.map(
            ({ competitor, rank, rankEqual, irm, mark, gapMs = null, result = null }): PulseEntry => [
              at.get(competitor.id) ?? -1,
              rank,
              rankEqual ? 1 : 0,
              irm,
              mark,
              gapMs,
              result,
            ],
          ),
          match,
        };
      }),
    standings: standings(board),
  };
  const { factAt, tags, nextPollSeconds, quietUntil } = of;
  return {
    board: boardName(id),
    content: content as unknown as Draft["content"],
    factAt,
    freshness: of.freshness === "live" ? "pulse" : of.freshness,
    tags,
    nextPollSeconds,
    ...(quietUntil !== undefined && { quietUntil }),
    keep: false,
  };
}

function standings(board: EventBoard): PulseStanding[] {
  const at = positions(board.standings);
  return board.standings.map(
    ({ competitor, rank, rankEqual, irm, result, gapMs = null, medal, medalNow }): PulseStanding => [
      at.get(competitor.id) ?? -1,
      rank,
      rankEqual ? 1 : 0,
      irm,
      result,
      gapMs,
      medal,
      medalNow,
    ],
  );
}

export const gone = (eventId: string): Gone => ({ board: boardName(eventId), companions: [] });

interface Row {
  competitor: { id: string };
}

function positions(rows: readonly Row[]): Map<string, number> {
  return new Map(byId(rows).map(({ competitor }, position) => [competitor.id, position]));
}

function byId<R extends Row>(rows: readonly R[]): R[] {
  return [...rows].sort((left, right) => (left.competitor.id < right.competitor.id ? -1 : 1));
}
