/** The report: one page that needs nothing else, with what was asked of each scenario and what came of it. */
import { readFileSync } from "node:fs";
import type { Figures, Slice } from "../figures.ts";
import { isGood, type Played } from "../play.ts";
import { SCENARIOS } from "../scenarios.ts";
import { type Chart, chart, type Series } from "./chart.ts";
import { escaped, percent, shown } from "./html.ts";

export interface About {
  /** Date, processor and the like. */
  machine: string;
  /** Undefined: a local cloud of its own. */
  target: string | undefined;
  short: boolean;
}

const style = readFileSync(new URL("style.css", import.meta.url), "utf8");

export function page(played: readonly Played[], about: About): string {
  const good = played.every(isGood);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Podium under load</title>
<style>
${style}</style>
</head>
<body>
<header>
<div class="title"><h1>Podium under load</h1>${verdict(good)}</div>
<p class="muted">${escaped(about.machine)}</p>
<p class="muted">${escaped(targetOf(about))}</p>
</header>
<main>
${overview(played)}
${played.map(section).join("\n")}
</main>
<footer>
<p>Times run from a request to the first byte of its answer, as artillery measures them; it shares the machine with what it
measures, unless a stage elsewhere was named. A point or bar is what fell into ten seconds of the clock.</p>
</footer>
</body>
</html>
`;
}

const targetOf = ({ target, short }: About): string =>
  [
    target === undefined ? "A local cloud of its own, with a day of Beijing 2022 on it" : `Target ${target}`,
    ...(short ? ["short form: few users, a few seconds, no threshold for times"] : []),
  ].join(" · ");

const verdict = (good: boolean): string =>
  `<span class="verdict${good ? "" : " bad"}">${good ? "✓ met" : "✕ missed"}</span>`;

function overview(played: readonly Played[]): string {
  const rows = played.map((one) => {
    const { name, figures } = one;
    const cells = [
      shown(figures?.answers),
      shown(figures?.perSecond),
      shown(figures?.p50),
      shown(figures?.p95),
      shown(figures?.p99),
      edgeOf(figures),
    ];
    return `<tr><th scope="row"><a href="#${name}">${SCENARIOS[name].title}</a>${verdict(isGood(one))}</th>${cells
      .map((cell, index) => `<td${index === 0 || index === 2 ? ' class="wide"' : ""}>${cell}</td>`)
      .join("")}</tr>`;
  });
  return `<table>
<thead><tr><th scope="col">Scenario</th><th scope="col" class="wide">answers</th><th scope="col">a second</th><th scope="col" class="wide">p50 ms</th><th scope="col">p95 ms</th><th scope="col">p99 ms</th><th scope="col">edge %</th></tr></thead>
<tbody>${rows.join("\n")}</tbody>
</table>`;
}

/** What is written goes through the edge and is never kept. */
const edgeOf = (figures: Figures | undefined): string =>
  figures?.hitPercent ? percent(figures.hitPercent) : "–";

function section(one: Played): string {
  const { name, figures, checks, faults } = one;
  const wrong = Object.entries(figures?.errors ?? {}).map(([what, count]) => `${shown(count)} × ${what}`);
  return `<section id="${name}">
<div class="title"><h2>${SCENARIOS[name].title}</h2>${verdict(isGood(one))}<span class="muted">${escaped(SCENARIOS[name].about)}</span></div>
${figures === undefined ? "" : `${tiles(one, figures)}\n${charts(figures)}`}
<ul class="checks">
${checks.map(({ what, met }) => `<li${met ? "" : ' class="missed"'}><code>${escaped(what)}</code></li>`).join("\n")}
${faults.map((what) => `<li class="missed">${escaped(what)}</li>`).join("\n")}
${wrong.map((what) => `<li class="seen">${escaped(what)}</li>`).join("\n")}
</ul>
${figures === undefined ? "" : numbers(figures)}
</section>`;
}

function tiles({ behind }: Played, figures: Figures): string {
  const { answers, perSecond, users, failed, p95, p99 } = figures;
  const one = (name: string, value: string, more = "") =>
    `<div><dt>${name}</dt><dd>${value}${more && ` <small>${more}</small>`}</dd></div>`;
  return `<dl class="figures">${[
    one("answers", shown(answers), `${shown(perSecond)}/s`),
    one("users", shown(users), `${shown(failed)} failed`),
    one("p95", shown(p95), "ms"),
    one("p99", shown(p99), "ms"),
    ...(figures.hitPercent ? [one("out of the edge", percent(figures.hitPercent), "%")] : []),
    ...(behind
      ? [
          one("behind the edge", shown(behind.origin), "requests"),
          one("table", shown(behind.tableReads), "reads"),
        ]
      : []),
  ].join("")}</dl>`;
}

function charts({ slices, hitPercent }: Figures): string {
  const spans = slices.map(({ fromSeconds, untilSeconds }) => [fromSeconds, untilSeconds] as const);
  const line = (name: string, tone: string, of: (slice: Slice) => number | null): Series => ({
    name,
    tone,
    values: slices.map(of),
  });
  const all: Chart[] = [
    { title: "Answers", unit: "a second", spans, kind: "stacked", series: byCode(slices) },
    {
      title: "Time to first byte",
      unit: "ms",
      spans,
      kind: "lines",
      bounds: [200, 500],
      series: [
        line("p50", "soft", ({ p50 }) => p50),
        line("p95", "strong", ({ p95 }) => p95),
        line("p99", "warm", ({ p99 }) => p99),
      ],
    },
    ...(hitPercent
      ? [
          {
            title: "Out of the edge",
            unit: "% of the answers",
            spans,
            kind: "lines" as const,
            top: 100,
            series: [line("hits", "strong", (slice) => slice.hitPercent)],
          },
        ]
      : []),
  ];
  return `<div class="charts">${all.map(chart).join("\n")}</div>`;
}

/** From the good to the bad; a refusal that was expected is one of many. */
function byCode(slices: readonly Slice[]): Series[] {
  const groups = [...new Set(slices.flatMap(({ codes }) => Object.keys(codes).map(groupOf)))].sort();
  return groups.map((group) => ({
    name: group,
    tone: TONES[group.slice(0, 1)] ?? "strong",
    values: slices.map(({ codes }) => {
      const counts = Object.entries(codes).map(([code, count]) => (groupOf(code) === group ? count : 0));
      return counts.reduce((sum, count) => sum + count, 0);
    }),
  }));
}

const groupOf = (code: string): string => (code < "400" ? code : `${code.slice(0, 1)}xx`);
/** By first digit. */
const TONES: Readonly<Record<string, string>> = { 3: "soft", 4: "quiet", 5: "bad" };

function numbers({ slices }: Figures): string {
  const rows = slices.map(({ fromSeconds, untilSeconds, perSecond, p50, p95, p99, hitPercent }) => {
    const span = `${Math.round(fromSeconds)} to ${Math.round(untilSeconds)} s`;
    return `<tr><td>${span}</td>${[perSecond, p50, p95, p99].map((value) => `<td>${shown(value)}</td>`).join("")}<td>${percent(hitPercent || null)}</td></tr>`;
  });
  return `<details><summary>The figures</summary><table>
<thead><tr><th>from, until</th><th>a second</th><th>p50 ms</th><th>p95 ms</th><th>p99 ms</th><th>edge %</th></tr></thead>
<tbody>${rows.join("")}</tbody></table></details>`;
}
