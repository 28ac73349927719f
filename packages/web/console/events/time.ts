/** Times as they are at the venue: everybody who scores stands there, or works by its clock. */
import { t } from "../text.ts";

const LOCALE = "en-GB";

export function timeIn(timeZone: string, instant: string): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone, hour: "2-digit", minute: "2-digit" }).format(
    new Date(instant),
  );
}

/** `14:03:07`. */
export function clockText(timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone, timeStyle: "medium" }).format(ms);
}

/** `2022-02-07`. Swedes write days so. */
export function dayIn(timeZone: string, ms: number): string {
  return new Intl.DateTimeFormat("sv", { timeZone }).format(ms);
}

/** An instant in full, in UTC: what happened is looked up a year later, from anywhere. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)}`;
}

/** `in 12 min`; nothing for what lies far off or behind. */
export function countdown(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes > 0 && minutes <= 180 ? t.myEvents.in(minutes) : "";
}

/** `3 s`, `12 min`, `5 h`. */
export function ageText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
