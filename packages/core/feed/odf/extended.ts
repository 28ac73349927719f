/** Values by Type and Code: ExtendedInfo, ExtendedResult, EventUnitEntry, DisciplineEntry; Extension by Code alone. */
import { childOf, inOrder, measured, moment, whole, yes } from "./fields.ts";
import type { OdfElement } from "./xml.ts";

/** By code, those of a code in the order of Pos. */
export type Codes = ReadonlyMap<string, readonly OdfElement[]>;

/** Of the list `name`s in an element: `ExtendedResults` holds `ExtendedResult`. */
export function extended(element: OdfElement, name: string, type: string): Codes {
  const list = childOf(element, `${name}s`);
  return list === undefined ? NO_CODES : byCode(list, name, type);
}

export function byCode(element: OdfElement, name: string, type?: string): Codes {
  const found = new Map<string, OdfElement[]>();
  for (const child of element.children) {
    const { Type, Code } = child.attributes;
    if (child.name !== name || Type !== type || Code === undefined) continue;
    const same = found.get(Code);
    if (same === undefined) found.set(Code, [child]);
    else same.push(child);
  }
  for (const [code, same] of found) if (same.length > 1) found.set(code, inOrder(same, "Pos"));
  return found;
}

export const NO_CODES: Codes = new Map();

export function extensions(element: OdfElement): Codes {
  return element.children.length === 0 ? NO_CODES : byCode(element, "Extension");
}

export function textOf(codes: Codes, code: string): string | undefined {
  return codes.get(code)?.[0]?.attributes.Value;
}

export function wholeOf(codes: Codes, code: string, least = 0): number | undefined {
  const [element] = codes.get(code) ?? [];
  return element && whole(element, "Value", { least });
}

export function numberOf(
  codes: Codes,
  code: string,
  read: (text: string) => number | undefined,
  rule: string,
): number | undefined {
  const [element] = codes.get(code) ?? [];
  return element && measured(element, "Value", read, rule);
}

export function momentOf(codes: Codes, code: string): string | undefined {
  const [element] = codes.get(code) ?? [];
  return element && moment(element, "Value");
}

/** True for `Y`, undefined for `N` and where it isn't said. */
export function yesOf(codes: Codes, code: string): true | undefined {
  const [element] = codes.get(code) ?? [];
  return element !== undefined && yes(element, "Value") ? true : undefined;
}
