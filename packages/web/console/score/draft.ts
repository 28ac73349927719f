/** What was typed into some columns, on top of a mark. */
import type { Mark } from "@podium/core/results/schema.ts";
import { wrongWith } from "./check.ts";
import type { Column } from "./columns.ts";

/** By column; what isn't in it was not typed. */
export type Typed = Readonly<Record<string, string>>;

export interface Draft {
  /** Undefined while something in it can't be. */
  mark?: Mark;
  /** What that is, and where. */
  rule?: string;
  column?: string;
}

export function draftOf(unit: string, columns: readonly Column[], before: Mark, typed: Typed): Draft {
  let mark = before;
  let last: string | undefined;
  for (const column of columns) {
    const text = typed[column.id];
    if (text === undefined) continue;
    const written = column.write(mark, text.trim());
    if ("rule" in written) return { rule: `${column.title} ${written.rule}`, column: column.id };
    mark = written.mark;
    last = column.id;
  }
  const rule = last === undefined ? undefined : wrongWith(unit, mark);
  if (rule === undefined) return { mark };
  return { rule, ...(last !== undefined && { column: last }) };
}
