/** Clocks at the venue: ODF states when a message was made in local time without an offset. */

const formats = new Map<string, Intl.DateTimeFormat>();
/** By zone and quarter of an hour: no clock is changed in between. */
const offsets = new Map<string, number>();
const QUARTER_MS = 15 * 60_000;
const REMEMBERED = 1_000;

/** The offset from UTC that a zone has at an instant, in ms. Throws a RangeError for an unknown zone. */
export function offsetMs(timeZone: string, atMs: number): number {
  const name = `${timeZone} ${Math.floor(atMs / QUARTER_MS)}`;
  const known = offsets.get(name);
  if (known !== undefined) return known;
  if (offsets.size >= REMEMBERED) offsets.clear();
  const offset = lookUp(timeZone, atMs);
  offsets.set(name, offset);
  return offset;
}

function lookUp(timeZone: string, atMs: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(atMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d{2}):?(\d{2})?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What clocks show, as ms since 1970 as if it were UTC → the instant. Of an hour that comes twice the first is meant; one that is
 * skipped is read as if the clocks had not been changed yet.
 */
export function instantOf(timeZone: string, shownMs: number): number {
  const before = shownMs - offsetMs(timeZone, shownMs - DAY_MS);
  const after = shownMs - offsetMs(timeZone, shownMs + DAY_MS);
  return before + offsetMs(timeZone, before) === shownMs || after + offsetMs(timeZone, after) !== shownMs
    ? before
    : after;
}

/** The instant as the venue writes it: `2022-02-06T16:30:00+08:00`, thousandths where there are any. */
export function atVenue(timeZone: string, instant: string): string {
  const ms = Date.parse(instant);
  const offset = offsetMs(timeZone, ms);
  const shown = new Date(ms + offset).toISOString().slice(0, -1).replace(".000", "");
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${shown}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
