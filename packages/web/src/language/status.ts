/** States in words. */
import type { EventStatus } from "@podium/core/results/outcome/outcome.ts";
import type { PollState } from "../board/poll.ts";
import { age, clock, day } from "./format.ts";
import { t } from "./language.ts";

/** Longer than browser, edge and rhythm together may take to bring a new board. */
const STALE_AFTER_MS = 90_000;
/** While nothing is expected, pages look every five minutes. */
const STALE_WHILE_QUIET_MS = 6 * 60_000;

/** How current the page is: one line, always there, so that nothing moves when it changes. */
export function currency(
  {
    board,
    confirmedAtMs,
    failure,
  }: PollState<{ factAt: string; nextPollSeconds: number | null; quietUntil?: string }>,
  nowMs: number,
): { text: string; stale: boolean } {
  if (board === undefined || confirmedAtMs === undefined) {
    if (failure === undefined) return { text: t.current.loading, stale: false };
    return { text: failure.status === 404 ? t.current.none : t.current.unreachable, stale: true };
  }
  const ageMs = nowMs - confirmedAtMs;
  // A board that is final does not age: it is looked at again, but nothing is expected.
  const quiet = board.quietUntil !== undefined && confirmedAtMs < Date.parse(board.quietUntil);
  const fresh = ageMs < (quiet ? STALE_WHILE_QUIET_MS : STALE_AFTER_MS) || board.nextPollSeconds === null;
  if (failure === undefined && fresh) {
    // A board made before the first fact.
    if (board.factAt === "") return { text: t.current.nothingReported, stale: false };
    return { text: t.current.lastChange(`${day(board.factAt)}, ${clock(board.factAt)}`), stale: false };
  }
  const when = `${ageMs < 12 * 3_600_000 ? "" : `${day(confirmedAtMs)}, `}${clock(confirmedAtMs)}`;
  const doing = failure === undefined ? "" : ` – ${t.current.reconnecting}`;
  return { text: `${t.current.asOf(when, age(ageMs))}${doing}`, stale: true };
}

/** What a fan must know of a unit that isn't simply on or simply to come; empty otherwise. */
export function exception(status: EventStatus): string {
  switch (status) {
    case "INTERMEDIATE":
      return t.status.paused;
    case "DELAYED":
      return t.status.delayed;
    case "RESCHEDULED":
      return t.status.rescheduled;
    case "POSTPONED":
      return t.status.postponed;
    case "CANCELLED":
      return t.status.cancelled;
    case "PROTESTED":
      return t.status.protested;
    default:
      return "";
  }
}

/** How far a unit or an event is, always in a word. */
export function statusWord(status: EventStatus): string {
  switch (status) {
    case "LIVE":
      return t.status.live;
    case "OFFICIAL":
      return t.status.official;
    case "UNOFFICIAL":
    case "UNCONFIRMED":
      return t.status.unofficial;
    case "PARTIAL":
    case "PROVISIONAL":
      return t.status.provisional;
    case "START_LIST":
      return t.status.startList;
    case "SCHEDULED":
      return t.status.scheduled;
    default:
      return exception(status);
  }
}

/** Which medals a unit decides; empty where none. */
export function decidesWord(decides: "GSB" | "GS" | "B" | null | undefined): string {
  return decides ? t.decides[decides] : "";
}
