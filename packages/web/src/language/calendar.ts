/** Days as a calendar has them. */
import { format, type Instant } from "./format.ts";

/** `Mon`, in the reader's own zone. */
export const weekday = (instant: Instant): string => format(instant, { weekday: "short" });

const SWEDISH = "sv";

/** The calendar day of an instant, `2022-02-07`, in the reader's own zone or in `timeZone`. Swedes write days so. */
export function isoDay(instant: Instant, timeZone?: string): string {
  return new Intl.DateTimeFormat(SWEDISH, timeZone === undefined ? {} : { timeZone }).format(
    new Date(instant),
  );
}

/** A calendar day, `2022-02-07`, that belongs to no zone: `Monday, 7 February`. */
export function calendarDay(date: string): string {
  return format(`${date}T12:00:00Z`, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
}

/** The parts of a calendar day, for a picker: `Mon`, `7`, `Feb`. */
export function calendarParts(date: string): { weekday: string; day: string; month: string } {
  const at = `${date}T12:00:00Z`;
  return {
    weekday: format(at, { weekday: "short", timeZone: "UTC" }),
    day: format(at, { day: "numeric", timeZone: "UTC" }),
    month: format(at, { month: "short", timeZone: "UTC" }),
  };
}
