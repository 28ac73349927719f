/** States in words. */
import type { Live, LiveUnit } from "./board.ts";
import { age, type Zone } from "./format.ts";
import type { PollState } from "./poll.ts";

/** Longer than browser, edge and rhythm together may take to bring a new board. */
const STALE_AFTER_MS = 90_000;

/** How current the page is: one line, always there, so that nothing moves when it changes. */
export function currency(
  { board, confirmedAtMs, failure }: PollState<Live>,
  nowMs: number,
  zone: Zone,
): { text: string; stale: boolean } {
  if (board === undefined || confirmedAtMs === undefined) {
    if (failure === undefined) return { text: "Loading results …", stale: false };
    const text =
      failure.status === 404
        ? "There are no results yet. This page looks again by itself."
        : "The results can’t be reached. This page tries again by itself.";
    return { text, stale: true };
  }
  const ageMs = nowMs - confirmedAtMs;
  if (failure === undefined && ageMs < STALE_AFTER_MS) {
    // A board made before the first fact.
    if (board.factAt === "") return { text: "Nothing has been reported yet.", stale: false };
    return { text: `Last change ${zone.day(board.factAt)}, ${zone.time(board.factAt)}`, stale: false };
  }
  const day = ageMs < 12 * 3_600_000 ? "" : `${zone.day(confirmedAtMs)}, `;
  const doing = failure === undefined ? "" : " – reconnecting";
  return { text: `As of ${day}${zone.time(confirmedAtMs)}, ${age(ageMs)}${doing}`, stale: true };
}

/** What a fan must know of a unit that isn't simply on or simply to come; empty otherwise. */
export function statusWord({ status }: Pick<LiveUnit, "status">): string {
  switch (status) {
    case "INTERMEDIATE":
      return "Paused";
    case "DELAYED":
      return "Delayed";
    case "RESCHEDULED":
      return "New time";
    case "POSTPONED":
      return "Postponed";
    default:
      return "";
  }
}

/** Which medals a unit decides; empty where none. */
export function decidesWord({ decides }: Pick<LiveUnit, "decides">): string {
  if (decides === undefined) return "";
  return { GSB: "Medals", GS: "Gold medal", B: "Bronze medal" }[decides];
}
