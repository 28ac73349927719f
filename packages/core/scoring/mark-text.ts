/**
 * A mark as a scorer types it: `1:42.69`, `118.4`, `DNF`. What the digits mean depends on what the event is decided by.
 * No number is ever a float: 118.4 points are 118,400 thousandths, 1:42.69 is 102,690 ms.
 */
import { irmCodes } from "../results/ranking/irm.ts";
import { ruleOf } from "../results/ranking/rules.ts";
import { eventIdOf, parse } from "../results/rsc.ts";
import type { Mark } from "../results/schema.ts";

/** The mark, or what is wrong with the text: completes the sentence "The mark …". */
export function markOf(unit: string, text: string): { mark: Mark } | { rule: string } {
  const written = text.trim().toUpperCase();
  const { discipline, unit: part } = parse(unit);
  if (/^[A-Z][A-Z0-9_]+$/.test(written)) {
    const known = irmCodes(discipline);
    if (known.has(written)) return { mark: { irm: written } };
    return { rule: `is a time, points or one of ${[...known].join(", ")}` };
  }
  const { mark: kind } = ruleOf(eventIdOf(unit));
  const points = kind === "points" || (kind === "jump-and-race" && part.slice(4) === "SJ");
  if (points) {
    const pointsMilli = pointsOf(written);
    return pointsMilli === undefined ? { rule: "is points, like 118.4" } : { mark: { pointsMilli } };
  }
  if (kind === "any" && /^\d{1,4}$/.test(written)) return { mark: { finishPlace: Number(written) } };
  const timeMs = timeOf(written);
  return timeMs === undefined ? { rule: "is a time, like 1:42.69 or 42.69" } : { mark: { timeMs } };
}

/** `118.4` → 118400. */
export function pointsOf(text: string): number | undefined {
  const [, sign, whole, part = ""] = /^(-?)(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const milli = Number(whole) * 1000 + Number(part.padEnd(3, "0"));
  return sign === "-" ? -milli : milli;
}

/** `1:02:03.4`, `1:42.69`, `42.69` → milliseconds. */
export function timeOf(text: string): number | undefined {
  const pattern = /^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,3})(?:[.,](\d{1,3}))?$/;
  const [, hours = "0", minutes, seconds, part = ""] = pattern.exec(text) ?? [];
  if (seconds === undefined || (minutes !== undefined && seconds.length > 2)) return undefined;
  if (minutes !== undefined && Number(seconds) > 59) return undefined;
  const whole = Number(hours) * 3600 + Number(minutes ?? "0") * 60 + Number(seconds);
  return whole * 1000 + Number(part.padEnd(3, "0"));
}
