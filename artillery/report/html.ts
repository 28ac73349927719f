/** Text in markup. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** Three digits that count, whole from 100 on; a dash where there is nothing. */
export function shown(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}

/** Never rounded up to what it isn't: 99.98 is not 100. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  const digits = value < 99 || value === 100 ? 1 : 2;
  return String(Math.floor(value * 10 ** digits) / 10 ** digits);
}
