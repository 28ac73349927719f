/** Charts over the time of a run, as SVG without a script. Colours are classes: the page's style knows light and dark. */
import { escaped, shown } from "./html.ts";

export interface Series {
  name: string;
  /** Of its colour. */
  tone: string;
  /** One for each span; null where there is nothing to show. */
  values: readonly (number | null)[];
}

export interface Chart {
  title: string;
  unit: string;
  /** In seconds, one after the other. */
  spans: readonly (readonly [from: number, until: number])[];
  series: readonly Series[];
  /** Bars on top of each other, or a line each. */
  kind: "stacked" | "lines";
  /** What the highest line is held against, drawn where it lies in the picture. */
  bounds?: readonly number[];
  /** Where the axis ends; else a little above the highest value. */
  top?: number;
}

const WIDTH = 360;
const HEIGHT = 190;
const LEFT = 38;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 24;
const STEPS = 4;

export function chart(given: Chart): string {
  const { title, unit, series, bounds = [] } = given;
  const top = given.top ?? niceTop(highest(given) * 1.05);
  const end = given.spans.at(-1)?.[1] ?? 1;
  const x = (seconds: number) => round(LEFT + (seconds / end) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const drawn = given.kind === "stacked" ? bars(given, x, y) : lines(given, x, y);
  const held = bounds
    .filter((bound) => bound <= top)
    .map(
      (bound) => `<line class="bound" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(bound)}" y2="${y(bound)}"/>`,
    );
  const legend = series.map(({ name, tone }) => `<li class="${tone}">${escaped(name)}</li>`).join("");
  return `<figure>
<figcaption><h3>${escaped(title)} <span class="muted">${escaped(unit)}</span></h3><ul class="legend">${legend}</ul></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(`${title}, ${unit}, over ${shown(Math.round(end))} seconds`)}">
${grid(top, y)}${held.join("")}${drawn}${timeAxis(end, x)}
</svg>
</figure>`;
}

function highest({ kind, series, spans }: Chart): number {
  const at = spans.map((_, index) => series.map(({ values }) => values[index] ?? 0));
  return Math.max(0, ...at.map((values) => (kind === "stacked" ? sum(values) : Math.max(0, ...values))));
}

function bars({ spans, series, unit }: Chart, x: Scale, y: Scale): string {
  return spans
    .map(([from, until], index) => {
      let below = 0;
      return series
        .map(({ name, tone, values }) => {
          const value = values[index] ?? 0;
          if (value === 0) return "";
          const [low, high] = [y(below), y(below + value)];
          below += value;
          const width = round(Math.max(1, x(until) - x(from) - 2));
          return `<rect class="${tone}" x="${x(from)}" y="${high}" width="${width}" height="${round(low - high)}"><title>${escaped(`${name}: ${shown(value)} ${unit}`)}</title></rect>`;
        })
        .join("");
    })
    .join("");
}

function lines({ spans, series, unit }: Chart, x: Scale, y: Scale): string {
  return series
    .map(({ name, tone, values }) => {
      const points = spans.flatMap(([from, until], index) => {
        const value = values[index];
        return value === null || value === undefined
          ? []
          : [{ cx: x((from + until) / 2), cy: y(value), value }];
      });
      const path = points.map(({ cx, cy }) => `${cx},${cy}`).join(" ");
      const dots = points.map(
        ({ cx, cy, value }) =>
          `<circle class="${tone}" cx="${cx}" cy="${cy}" r="3"><title>${escaped(`${name}: ${shown(value)} ${unit}`)}</title></circle>`,
      );
      return `<polyline class="${tone}" points="${path}"/>${dots.join("")}`;
    })
    .join("");
}

type Scale = (value: number) => number;

function grid(top: number, y: Scale): string {
  return Array.from({ length: STEPS + 1 }, (_, step) => (top * step) / STEPS)
    .map(
      (value) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${shown(value)}</text>`,
    )
    .join("");
}

function timeAxis(end: number, x: Scale): string {
  return [0, 0.5, 1]
    .map((share) => {
      const anchor = share === 0 ? "start" : share === 1 ? "end" : "middle";
      return `<text x="${x(share * end)}" y="${HEIGHT - 6}" text-anchor="${anchor}">${shown(Math.round(share * end))} s</text>`;
    })
    .join("");
}

/** The next of 1, 2, 4, 8 times a power of ten: a quarter of it is easy to read. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8].find((step) => step * power >= value) ?? 10) * power;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const round = (value: number): number => Math.round(value * 10) / 10;
