/**
 * RSC, the official code of everything in a Games: 34 characters,
 * discipline 3 + gender 1 + event 18 + phase 4 + unit 8, with `-` as filler at the right of each part.
 * Source of the layout: ODF Foundation Principles, "RSC".
 */
import * as z from "zod";

const PARTS = [3, 1, 18, 4, 8] as const;
const LENGTH = 34;

export interface RscParts {
  discipline: string;
  /** `M` men, `W` women, `X` mixed, `O` open; empty where the code means all. */
  gender: string;
  /** Event type and modifier, `500M`. */
  event: string;
  /** `FNL`, `QUAL`, `8FNL` …; empty for a whole event. */
  phase: string;
  /** `000100` …; empty for an event or phase. */
  unit: string;
}

export const rsc = z
  .string()
  .regex(/^[A-Z]{3}[A-Z-][A-Z0-9.-]{30}$/, "is not an RSC: 34 characters of A-Z, 0-9, dot and filler '-'");

/** The id of an event in paths and keys: its RSC without fillers, `SSKM500M`. */
export const eventId = z
  .string()
  .regex(
    /^[A-Z]{3}[MWXO][A-Z0-9.]{1,18}$/,
    "is not an event id: an event's RSC without its fillers, like SSKM500M",
  );

export function parse(code: string): RscParts {
  let from = 0;
  const [discipline, gender, event, phase, unit] = PARTS.map((length) => {
    const part = code.slice(from, from + length);
    from += length;
    return part.replace(/-+$/, "");
  }) as [string, string, string, string, string];
  return { discipline, gender, event, phase, unit };
}

/** `SSKM500M--------------FNL-000100--` → `SSKM500M`. */
export function eventIdOf(code: string): string {
  const { discipline, gender, event } = parse(code);
  return discipline + gender + event;
}

/** `SSKM500M` → `SSKM500M--------------------------`, 34 characters. */
export function eventRsc(id: string): string {
  return id.padEnd(LENGTH, "-");
}
