/** Times, points and lengths as ODF writes them, and the whole numbers that they are stored as. */

export const TIME_RULE = "is a time, like 1:42.69";
export const POINTS_RULE = "is a number of at most three decimals, like 96.25";
export const LENGTH_RULE = "is a length in metres, to the centimetre";

const TIME = /^\+?(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:\.(\d{1,3}))?$/;
const DECIMAL = /^([+-]?)(\d{1,7})(?:\.(\d{1,3}))?$/;

/** `34.32`, `1:42.69`, `1:22:56.3`, `+0.41` → ms; undefined: not a time. */
export function timeMs(text: string): number | undefined {
  const [, hours = "0", minutes, seconds = "", fraction = ""] = TIME.exec(text) ?? [];
  if (seconds === "" || (minutes !== undefined && Number(seconds) > 59)) return undefined;
  const whole = (Number(hours) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return whole * 1000 + Number(fraction.padEnd(3, "0"));
}

/** `96.25` → 96250, `-1` → -1000; undefined: not a number of at most three decimals. */
export function milli(text: string): number | undefined {
  const [, sign, whole, fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const value = Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
  return sign === "-" && value !== 0 ? -value : value;
}

/** `72.5` metres → 7250; undefined: not a length to the centimetre. */
export function centimetres(text: string): number | undefined {
  const value = milli(text);
  return value === undefined || value % 10 !== 0 ? undefined : value / 10;
}

/** Hundredths, and thousandths where there are any: `1:42.69`. */
export function timeText(ms: number): string {
  const fraction = ms % 10 === 0 ? two((ms % 1000) / 10) : String(ms % 1000).padStart(3, "0");
  const seconds = Math.floor(ms / 1000) % 60;
  const minutes = Math.floor(ms / 60_000) % 60;
  const hours = Math.floor(ms / 3_600_000);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds)}.${fraction}`;
  return minutes > 0 ? `${minutes}:${two(seconds)}.${fraction}` : `${seconds}.${fraction}`;
}

/** Two decimals, and a third where there is one: `96.25`. */
export function milliText(value: number): string {
  const size = Math.abs(value);
  const fraction = size % 10 === 0 ? two((size % 1000) / 10) : String(size % 1000).padStart(3, "0");
  return `${value < 0 ? "-" : ""}${Math.floor(size / 1000)}.${fraction}`;
}

/** Metres. */
export function centimetresText(value: number): string {
  return `${Math.floor(value / 100)}.${two(value % 100)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
