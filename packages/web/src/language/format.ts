/** Figures and times as a reader expects them. Marks are whole numbers and stay so: digits are placed, never computed. */
import type { Result } from "@podium/core/results/ranking/types.ts";

/** Places shown after the seconds, by discipline; two elsewhere. Source: the result sheets of each federation. */
const TIME_DECIMALS: Readonly<Record<string, number>> = { BTH: 1, CCS: 1, NCB: 1, LUG: 3, STK: 3 };
/** Cross-country sprints are timed to hundredths. */
const CROSS_COUNTRY_SPRINT = /^CCS.(SPRINT|TEAMSP)/;

/** Places shown of points, by discipline; two elsewhere. Speed skating: the sprints of a mass start. */
const POINT_DECIMALS: Readonly<Record<string, number>> = { SJP: 1, NCB: 1, SSK: 0 };

/** `eventId` is an event's RSC without fillers, `SSKM500M`; its first three letters are the discipline. */
export function timeDecimals(eventId: string): number {
  return CROSS_COUNTRY_SPRINT.test(eventId) ? 2 : (TIME_DECIMALS[eventId.slice(0, 3)] ?? 2);
}

export function pointDecimals(eventId: string): number {
  return POINT_DECIMALS[eventId.slice(0, 3)] ?? 2;
}

/** Milliseconds from 0 up: `42.45`, `1:42.45`, `2:09:32.6`. Further places are cut off, as clocks do. */
export function time(timeMs: number, decimals: number): string {
  const { whole, fraction } = split(timeMs, decimals);
  const seconds = whole % 60;
  const minutes = (whole - seconds) / 60;
  if (minutes === 0) return `${seconds}${fraction}`;
  const hours = (minutes - (minutes % 60)) / 60;
  if (hours === 0) return `${minutes}:${two(seconds)}${fraction}`;
  return `${hours}:${two(minutes % 60)}:${two(seconds)}${fraction}`;
}

/** Thousandths of a point: `128.37`; deductions can bring it below nothing: `−1.50`. */
export function points(pointsMilli: number, decimals: number): string {
  const { whole, fraction } = split(Math.abs(pointsMilli), decimals);
  return `${pointsMilli < 0 ? "−" : ""}${whole}${fraction}`;
}

/** Empty where the order itself is the result, and where there is none yet. */
export function mark(result: Result | null, eventId: string): string {
  if (result?.timeMs !== undefined) return time(result.timeMs, timeDecimals(eventId));
  if (result?.pointsMilli !== undefined) return points(result.pointsMilli, pointDecimals(eventId));
  return "";
}

/** Thousandths as digits: 42450, 2 → 42 and `.45`. */
function split(thousandths: number, decimals: number): { whole: number; fraction: string } {
  const digits = String(thousandths).padStart(4, "0");
  const fraction = digits.slice(-3).slice(0, decimals);
  return { whole: Number(digits.slice(0, -3)), fraction: fraction && `.${fraction}` };
}

const two = (value: number) => String(value).padStart(2, "0");

/** Phase and unit in one, without saying a thing twice: `Final`, `Quarterfinal 1`, `1/8 Finals, Heat 2`. */
export function unitName(phase: string, name: string): string {
  return name.startsWith(phase.replace(/s$/, "")) ? name : `${phase}, ${name}`;
}

/** Times of day and days in the reader's zone. English, as the page is; 24 hours, as timetables are. */
export class Zone {
  readonly name: string;
  private readonly clock: Intl.DateTimeFormat;
  private readonly calendar: Intl.DateTimeFormat;

  /** Undefined: the zone of this device. */
  constructor(timeZone?: string) {
    const zone = timeZone === undefined ? {} : { timeZone };
    this.clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", ...zone });
    this.calendar = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...zone,
    });
    this.name = this.clock.resolvedOptions().timeZone;
  }

  /** `13:05` */
  time(instant: string | number): string {
    return this.clock.format(new Date(instant));
  }

  /** `Mon 7 Feb` */
  day(instant: string | number): string {
    return this.calendar.format(new Date(instant)).replace(",", "");
  }
}

const AGO = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** `seconds ago`, `3 minutes ago`, `2 hours ago`, `5 days ago`. */
export function age(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return "seconds ago";
  if (minutes < 60) return AGO.format(-minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? AGO.format(-hours, "hour") : AGO.format(-Math.floor(hours / 24), "day");
}
