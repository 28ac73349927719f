/** How far a unit, and an event as a whole, is. */
import type { EventStatus } from "./outcome/outcome.ts";
import type { UnitFacts } from "./schema.ts";

export function unitStatus(unit: Pick<UnitFacts, "status" | "result">): EventStatus {
  if (unit.status === "CANCELLED") return "CANCELLED";
  return unit.result ?? unit.status;
}

/** Contested now, or paused in the middle. */
export const RUNNING: ReadonlySet<EventStatus> = new Set(["LIVE", "INTERMEDIATE"]);

/** Over, from the least to the most certain. PARTIAL and PROVISIONAL say that something is still open. */
const OVER: readonly EventStatus[] = [
  "PROTESTED",
  "PROVISIONAL",
  "PARTIAL",
  "UNCONFIRMED",
  "UNOFFICIAL",
  "OFFICIAL",
];

export const isOver = (status: EventStatus): boolean => OVER.includes(status);

/** An event is as far as its units together: OFFICIAL only when all of them are. */
export function eventStatus(units: readonly Pick<UnitFacts, "status" | "result">[]): EventStatus {
  const all: EventStatus[] = units.map(unitStatus);
  const statuses: EventStatus[] = all.filter((status) => status !== "CANCELLED");
  if (statuses.length === 0) return all.length > 0 ? "CANCELLED" : "SCHEDULED";
  if (statuses.includes("LIVE")) return "LIVE";
  if (statuses.includes("PROTESTED")) return "PROTESTED";
  if (statuses.every(isOver)) return OVER.find((status) => statuses.includes(status)) ?? "OFFICIAL";
  if (statuses.some((status) => isOver(status) || status === "INTERMEDIATE")) return "INTERMEDIATE";
  return statuses.find((status) => status === "START_LIST") ?? statuses[0] ?? "SCHEDULED";
}

/** `overview`: of many units at once, some of them on. Who follows one opens its event. */
export const NEXT_POLL_SECONDS = { live: 6, overview: 10, soon: 15, later: 60 } as const;

/** When it is worth looking again; null: never. */
export function nextPollSeconds(status: EventStatus): number | null {
  if (status === "OFFICIAL" || status === "CANCELLED") return null;
  if (status === "LIVE") return NEXT_POLL_SECONDS.live;
  return isOver(status) || status === "INTERMEDIATE" || status === "START_LIST"
    ? NEXT_POLL_SECONDS.soon
    : NEXT_POLL_SECONDS.later;
}

const MINUTE_MS = 60_000;
/** Start lists come about an hour before the start. */
const START_LIST_BEFORE_MS = 75 * MINUTE_MS;
const START_BEFORE_MS = 5 * MINUTE_MS;

/**
 * Before which instant nothing is expected to change, by schedule and status of these units; undefined while one of them is
 * on, waits to be official, or was put off without a time. A function of the facts alone: who reads compares it with the clock.
 */
export function quietUntil(units: Iterable<{ status: EventStatus; start: string }>): string | undefined {
  let first: number | undefined;
  for (const { status, start } of units) {
    if (status === "OFFICIAL" || status === "CANCELLED") continue;
    if (status !== "SCHEDULED" && status !== "RESCHEDULED" && status !== "START_LIST") return undefined;
    const before = status === "START_LIST" ? START_BEFORE_MS : START_LIST_BEFORE_MS;
    const at = Date.parse(start) - before;
    if (first === undefined || at < first) first = at;
  }
  return first === undefined ? undefined : new Date(first).toISOString();
}
