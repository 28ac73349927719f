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

export const NEXT_POLL_SECONDS = { live: 3, soon: 15, later: 60 } as const;

/** When it is worth looking again; null: never. */
export function nextPollSeconds(status: EventStatus): number | null {
  if (status === "OFFICIAL" || status === "CANCELLED") return null;
  if (status === "LIVE") return NEXT_POLL_SECONDS.live;
  return isOver(status) || status === "INTERMEDIATE" || status === "START_LIST"
    ? NEXT_POLL_SECONDS.soon
    : NEXT_POLL_SECONDS.later;
}
