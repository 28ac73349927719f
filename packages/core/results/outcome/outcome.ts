/**
 * What an event has come to: its units, who is in it, what they have achieved, which medals are awarded. Derived from the
 * event's facts together with its board. Every board that looks across events is made from the outcomes of all.
 */
import type { Medal, Result } from "../ranking/types.ts";
import type { ResultStatus, Unit } from "../schema.ts";

export interface CompetitorRef {
  id: string;
  name: string;
  noc: string;
}

export interface TeamRef extends CompetitorRef {
  members?: CompetitorRef[];
}

/** Of an event or a unit: how far it is. `SCHEDULED` until the first result status. */
export type EventStatus = ResultStatus | "SCHEDULED" | "POSTPONED" | "DELAYED" | "RESCHEDULED" | "CANCELLED";

export interface OutcomeUnit {
  rsc: string;
  phase: string;
  name: string;
  kind: "unit" | "match";
  day: string;
  start: string;
  end: string;
  venue: string;
  status: EventStatus;
  decides?: Unit["decides"];
  /** While it is on: how many have a mark, of how many, and the best three of those. */
  running?: {
    done: number;
    entries: number;
    leaders?: { rank: number; competitor: CompetitorRef; result: Result | null; gapMs?: number }[];
  };
  /** Matches: who plays, and the score so far. */
  sides?: { competitor: CompetitorRef; score?: number }[];
}

export interface OutcomeRow {
  competitor: TeamRef;
  /** Null while the event is on, so that a row changes with its own mark only. */
  rank: number | null;
  rankEqual: boolean;
  result: Result | null;
  irm: string | null;
  medal: Medal | null;
}

export interface Outcome {
  event: {
    id: string;
    rsc: string;
    name: string;
    discipline: { code: string; name: string };
    gender: string;
    status: EventStatus;
    /** Of its first unit. */
    start: string | null;
    /** Competition day of its last unit: the day of its medals. */
    lastDay: string | null;
  };
  /** Time of the newest fact, by the sources' clocks. */
  factAt: string;
  /** When it became official. */
  officialAt?: string;
  units: OutcomeUnit[];
  rows: OutcomeRow[];
}
