/** Small ODF messages for tests. */
import { parseMessage } from "./message.ts";
import { statementsOf } from "./statements.ts";

export const ZONE = "Asia/Shanghai";
export const UNIT = "SSKM500M--------------FNL-000100--";

const HEADER: Readonly<Record<string, string>> = {
  CompetitionCode: "OWG2022",
  DocumentCode: UNIT,
  DocumentType: "DT_RESULT",
  Version: "1",
  ResultStatus: "LIVE",
  FeedFlag: "P",
  Date: "2022-02-12",
  Time: "165300000",
  LogicalDate: "2022-02-12",
  Source: "SSKRES1",
};

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A message; `header` changes root attributes, an empty text takes one away. */
export function xml(content: string | null, header: Readonly<Record<string, string>> = {}): string {
  const attributes = Object.entries({ ...HEADER, ...header })
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
  const body = content === null ? "" : `<Competition Gen="OWG2022">${content}</Competition>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<OdfBody${attributes}>${body}</OdfBody>`;
}

export const parsed = (content: string | null, header: Readonly<Record<string, string>> = {}) =>
  parseMessage(bytesOf(xml(content, header)), ZONE);

export const stated = (content: string | null, header: Readonly<Record<string, string>> = {}) =>
  statementsOf(parsed(content, header));

/** The values stated of one kind of fact. */
export function valuesOf(
  fact: string,
  content: string | null,
  header: Readonly<Record<string, string>> = {},
): unknown[] {
  return stated(content, header)
    .filter(({ key }) => key.fact === fact)
    .map(({ value }) => value);
}

/** Why it is rejected, as `CODE field: rule`. Throws what is thrown for another reason. */
export function rejection(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    const { name, code, field, rule } = error as { name: string; code: string; field: string; rule: string };
    if (name === "Rejected") return `${code} ${field}: ${rule}`;
    throw error;
  }
  return "taken";
}
