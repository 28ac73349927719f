/** Reads the attributes of an element; what breaks a rule is Rejected with its path, `Result[3].IRM`. */
import type * as z from "zod";
import { Rejected } from "../../results/commands.ts";
import { rsc } from "../../results/rsc.ts";
import { type OdfElement, pathOf } from "./xml.ts";

export function childrenOf({ children }: OdfElement, name: string): OdfElement[] {
  return children.filter((child) => child.name === name);
}

export function childOf({ children }: OdfElement, name: string): OdfElement | undefined {
  return children.find((child) => child.name === name);
}

/** By an attribute that counts them; without it, as they come. */
export function inOrder(elements: readonly OdfElement[], attribute: "Order" | "Pos"): OdfElement[] {
  const orders = new Map(elements.map((element, index) => [element, whole(element, attribute) ?? index]));
  return elements.toSorted((left, right) => (orders.get(left) ?? 0) - (orders.get(right) ?? 0));
}

export function invalid(element: OdfElement, attribute: string, rule: string, code = "INVALID"): Rejected {
  const path = pathOf(element);
  const field = path === "" || attribute === "" ? `${path}${attribute}` : `${path}.${attribute}`;
  return new Rejected({ code, detail: `${field}: ${rule}`, field, rule });
}

export function required(element: OdfElement, attribute: string): string {
  const value = element.attributes[attribute];
  if (value === undefined) throw invalid(element, attribute, "is missing");
  return value;
}

/** @param most at most nine digits */
export function whole(
  element: OdfElement,
  attribute: string,
  { least = 0, most = 999_999_999 } = {},
): number | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw invalid(element, attribute, `is a whole number from ${least} to ${most}`);
}

export function oneOf<T extends string>(
  element: OdfElement,
  attribute: string,
  values: readonly T[],
): T | undefined {
  const text = element.attributes[attribute];
  if (text === undefined || values.includes(text as T)) return text as T | undefined;
  throw invalid(element, attribute, `is one of ${values.join(", ")}`);
}

/** A text that stands for a number, as `read` knows it; `rule` says what it must be. */
export function measured(
  element: OdfElement,
  attribute: string,
  read: (text: string) => number | undefined,
  rule: string,
): number | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) throw invalid(element, attribute, rule);
  return value;
}

/** `Y` or `N`; absent is `N`. */
export function yes(element: OdfElement, attribute: string): boolean {
  return oneOf(element, attribute, ["Y", "N"]) === "Y";
}

/** A moment with its offset, `2022-02-06T16:30:00+08:00`, as an instant in UTC. */
export function moment(element: OdfElement, attribute: string): string | undefined {
  const text = element.attributes[attribute];
  if (text === undefined) return undefined;
  const ms = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw invalid(element, attribute, "is a moment with its offset, like 2022-02-06T16:30:00+08:00");
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?(Z|[+-]\d{2}:\d{2})$/;

/** Each part of an RSC with its fillers at the right: discipline, gender, event type, modifier, phase, unit. */
const PARTS = [3, 1, 8, 10, 4, 8] as const;

/** An RSC of 34 characters. */
export function rscOf(element: OdfElement, attribute: string): string {
  const text = required(element, attribute);
  if (rsc.safeParse(text).success && fillersAreLast(text)) return text;
  throw invalid(
    element,
    attribute,
    "is an RSC: 34 characters of A-Z, 0-9, dot, and - at the right of each part",
  );
}

function fillersAreLast(text: string): boolean {
  let from = 0;
  return PARTS.every((length) => {
    const part = text.slice(from, from + length);
    from += length;
    return /^[^-]*-*$/.test(part);
  });
}

/**
 * The value in its stored form, checked as every fact is. `attributeOf` names the attribute that a field of the fact came from.
 */
export function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  element: OdfElement,
  attributeOf: (field: string) => string,
): z.output<T> {
  const parsed = schema.safeParse(typeof value === "object" && value !== null ? defined(value) : value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(element, attributeOf(String(issue?.path[0] ?? "")), issue?.message ?? "is not valid");
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An attribute that isn't there is a field that isn't there. */
export function defined<T extends object>(value: T): Defined<T> {
  const present: Defined<T> = {};
  for (const field in value) {
    if (value[field] !== undefined) present[field] = value[field] as Exclude<T[typeof field], undefined>;
  }
  return present;
}
