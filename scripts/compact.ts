/**
 * A form of boards that is as short as JSON gets without a dictionary of values, for comparing sizes alone: rows as arrays under
 * a header of their columns, names of fields as short as those of a protocol that both sides know. Reversible.
 */
import type { Json } from "@podium/core/board/canonical.ts";

/** Names in the order in which they were met, as numbers in base 36. */
export class Names {
  private readonly numbers = new Map<string, string>();

  shortOf(name: string): string {
    const known = this.numbers.get(name) ?? this.numbers.size.toString(36);
    this.numbers.set(name, known);
    return known;
  }

  longOf(short: string): string {
    return [...this.numbers].find(([, number]) => number === short)?.[0] ?? "";
  }
}

type Fields = { readonly [key: string]: Json };

const isFields = (value: Json): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const rowsOf = (value: readonly Json[]): readonly Fields[] | undefined =>
  value.length > 1 && value.every(isFields) ? value : undefined;

/** Marks an array as a header with rows: no array of boards begins so. */
const ROWS = "#";

export function compact(value: Json, names: Names): Json {
  if (Array.isArray(value)) {
    const fields = rowsOf(value);
    if (fields === undefined) return value.map((item) => compact(item, names));
    const headers: string[] = [];
    const rows = fields.map((row) => {
      const columns = Object.keys(row).sort();
      const header = columns.map((column) => names.shortOf(column)).join(",");
      if (!headers.includes(header)) headers.push(header);
      return [headers.indexOf(header), ...columns.map((column) => compact(row[column] ?? null, names))];
    });
    // Where all rows are alike, none has to say so.
    const alike = headers.length === 1;
    return [ROWS, headers, ...rows.map((row) => (alike ? row.slice(1) : row))];
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [names.shortOf(name), compact(value[name] ?? null, names)]),
  );
}

export function expand(value: Json, names: Names): Json {
  if (Array.isArray(value)) {
    const [mark, headers, ...rows] = value as [Json, string[], ...Json[][]];
    if (mark !== ROWS) return value.map((item) => expand(item, names));
    const columns = headers.map((header) =>
      header === "" ? [] : header.split(",").map((short) => names.longOf(short)),
    );
    return rows.map((row) => {
      const [kind, cells] = headers.length === 1 ? [0, row] : [Number(row[0]), row.slice(1)];
      return Object.fromEntries(
        (columns[kind] ?? []).map((name, column) => [name, expand(cells[column] ?? null, names)]),
      );
    });
  }
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([short, inner]) => [names.longOf(short), expand(inner, names)]),
  );
}
