/** While an event is on, its pulse is asked for instead of the whole board: by code that comes when it is wanted. */
import type { Brief } from "../../board/poll.ts";
import type { EventDetail, Pulse } from "../../board/types.ts";

let applyPulse: ((held: EventDetail, now: Pulse) => EventDetail | undefined) | undefined;

/** Until it has come, and should it not come, the whole board is asked for. */
export async function prepare(): Promise<void> {
  ({ applyPulse } = await import("./pulse.ts"));
}

export const pulse: Brief<EventDetail> = {
  url: ({ event }) => (applyPulse && event.status === "LIVE" ? `/api/events/${event.id}/live` : undefined),
  apply: (held, answer) => applyPulse?.(held, answer as Pulse),
};
