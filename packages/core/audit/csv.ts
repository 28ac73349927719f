/**
 * The audit trail as CSV (RFC 4180), one line for each fact that was changed. A spreadsheet takes a cell that begins with
 * one of = + - @ or a control character for a formula, so such a cell gets an apostrophe before it.
 * Source of the rule: OWASP, "CSV Injection".
 */
import type { AuditLine } from "./query.ts";

const COLUMNS = [
  "recordedAt",
  "at",
  "actor",
  "proposedBy",
  "command",
  "message",
  "trail",
  "fact",
  "before",
  "after",
  "reason",
] as const;

export function auditCsv(lines: readonly AuditLine[]): string {
  const rows = lines.flatMap(({ changes, ...line }) =>
    (changes.length > 0 ? changes : [{ fact: "" }]).map((change) => ({ ...line, ...change })),
  );
  return [
    COLUMNS.join(","),
    ...rows.map((row) => COLUMNS.map((column) => cell((row as Record<string, unknown>)[column])).join(",")),
    "",
  ].join("\r\n");
}

export function cell(value: unknown): string {
  const text = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
