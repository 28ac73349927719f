/** Whole numbers as a scorer types them, with every digit that is there: what is shown can be typed again. */

/** 102690 → `1:42.69`. */
export function timeText(timeMs: number): string {
  const seconds = Math.floor(timeMs / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = part(timeMs % 1000, 2);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(rest)}${fraction}`;
  return minutes > 0 ? `${minutes}:${two(rest)}${fraction}` : `${rest}${fraction}`;
}

/** 118400 → `118.4`. */
export function pointsText(pointsMilli: number): string {
  const milli = Math.abs(pointsMilli);
  return `${pointsMilli < 0 ? "-" : ""}${Math.floor(milli / 1000)}${part(milli % 1000, 0)}`;
}

/** Thousandths after the point, with at least so many digits. */
function part(thousandths: number, least: number): string {
  const digits = String(thousandths).padStart(3, "0");
  const end = Math.max(least, digits.replace(/0+$/, "").length);
  return end === 0 ? "" : `.${digits.slice(0, end)}`;
}

const two = (value: number): string => String(value).padStart(2, "0");
