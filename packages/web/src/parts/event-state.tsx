/** How far an event is: when it begins, that it is on; nothing more once it is official. */
import type { EventStatus } from "@podium/core/results/outcome/outcome.ts";
import { clock, day } from "../language/format.ts";
import { t } from "../language/language.ts";
import { statusWord } from "../language/status.ts";

export function EventState({
  event: { status, start },
}: {
  event: { status: EventStatus; start: string | null };
}) {
  const waiting = status === "SCHEDULED" || status === "START_LIST";
  if (waiting && start !== null) {
    return (
      <time class="muted" dateTime={start}>
        {day(start)}, {clock(start)}
      </time>
    );
  }
  if (status === "LIVE") return <span class="live">{t.status.live}</span>;
  // An event is paused between its phases, for days even.
  return <span class="muted">{status === "INTERMEDIATE" ? t.status.underWay : statusWord(status)}</span>;
}
