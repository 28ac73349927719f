/** Figures and times as a reader expects them. Marks are whole numbers and stay so: digits are placed, never computed. */
import type { Result } from "@podium/core/results/ranking/types.ts";
import { t } from "./language.ts";
import { locale } from "./locale.ts";

/** Places shown after the seconds, by discipline; two elsewhere. Source: the result sheets of each federation. */
const TIME_DECIMALS: Readonly<Record<string, number>> = { BTH: 1, CCS: 1, NCB: 1, LUG: 3, STK: 3 };
/** Cross-country sprints are timed to hundredths. */
const CROSS_COUNTRY_SPRINT = /^CCS.(SPRINT|TEAMSP)/;

/** Places shown of points, by discipline; two elsewhere. Speed skating: the sprints of a mass start. Alpine: duels won by a team. */
const POINT_DECIMALS: Readonly<Record<string, number>> = { ALP: 0, SJP: 1, NCB: 1, SSK: 0 };

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

/** `+0.34`: behind the first. Empty for the first itself. */
export function gap(gapMs: number | undefined, decimals: number): string {
  return gapMs === undefined || gapMs === 0 ? "" : `+${time(gapMs, decimals)}`;
}

/** Thousandths of a point: `128.37`; deductions can bring it below nothing: `−1.50`. */
export function points(pointsMilli: number, decimals: number): string {
  const { whole, fraction } = split(Math.abs(pointsMilli), decimals);
  return `${pointsMilli < 0 ? "−" : ""}${whole}${fraction}`;
}

/** Of a result or of a mark. */
type Amounts = { [amount in keyof Result]?: Result[amount] | undefined };

/** Empty where the order itself is the result, and where there is none yet. */
export function mark(result: Amounts | null, eventId: string): string {
  if (result?.timeMs !== undefined) return time(result.timeMs, timeDecimals(eventId));
  if (result?.pointsMilli !== undefined) return points(result.pointsMilli, pointDecimals(eventId));
  return "";
}

/** Thousandths as digits: 42450, 2 → 42 and `.45`. The sign between them is the reader's. */
function split(thousandths: number, decimals: number): { whole: number; fraction: string } {
  const digits = String(thousandths).padStart(4, "0");
  const fraction = digits.slice(-3).slice(0, decimals);
  return { whole: Number(digits.slice(0, -3)), fraction: fraction && `${decimalSign()}${fraction}` };
}

const two = (value: number) => String(value).padStart(2, "0");

const decimalSigns = new Map<string, string>();

function decimalSign(): string {
  const known = decimalSigns.get(t.code);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(t.code).formatToParts(0.5);
  const sign = parts.find(({ type }) => type === "decimal")?.value ?? ".";
  decimalSigns.set(t.code, sign);
  return sign;
}

/** Phase and unit in one, without saying a thing twice: `Final`, `Quarterfinal 1`, `1/8 Finals, Heat 2`. As boards name them. */
export function unitName(phase: string, name: string): string {
  if (name.startsWith(phase.replace(/s$/, ""))) return t.names.unit(name);
  return `${t.names.phase(phase)}, ${t.names.unit(name)}`;
}

export type Instant = string | number;

const formats = new Map<string, Intl.DateTimeFormat>();

/** As the reader's region writes it. */
export function format(instant: Instant, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, found);
  return found.format(new Date(instant));
}

/** Time of day in the reader's own zone, or in `timeZone`: `13:05`, `1:05 pm`. */
export function clock(instant: Instant, timeZone?: string): string {
  return format(instant, { hour: "numeric", minute: "2-digit", ...(timeZone && { timeZone }) });
}

/** Day in the reader's own zone, or in `timeZone`: `Mon, 7 Feb`. */
export function day(instant: Instant, timeZone?: string): string {
  return format(instant, { weekday: "short", day: "numeric", month: "short", ...(timeZone && { timeZone }) });
}

export const readersZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function number(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** `seconds ago`, `3 minutes ago`, `2 hours ago`, `5 days ago`. */
export function age(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return t.current.secondsAgo;
  const ago = new Intl.RelativeTimeFormat(t.code, { numeric: "always" });
  if (minutes < 60) return ago.format(-minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? ago.format(-hours, "hour") : ago.format(-Math.floor(hours / 24), "day");
}
