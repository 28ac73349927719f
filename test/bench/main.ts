/** `npm run bench [-- name …]`: figures, each beside what it is held against. Nothing is asserted: a test must not depend on a clock. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { endChildren, type Figure, type Options } from "./support.ts";

const BENCHMARKS: Readonly<
  Record<string, () => Promise<{ bench: (options: Options) => Promise<Figure[]> }>>
> = {
  replay: () => import("./replay.ts"),
  latency: () => import("./latency.ts"),
  read: () => import("./read.ts"),
  edge: () => import("./edge.ts"),
  queue: () => import("./queue.ts"),
  feed: () => import("./feed.ts"),
  console: () => import("./console.ts"),
  sheet: () => import("./sheet.ts"),
  units: () => import("./units.ts"),
  ranking: () => import("./ranking.ts"),
  web: () => import("./web.ts"),
  odf: () => import("./odf.ts"),
};

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    options: { seconds: { type: "string" }, rate: { type: "string" } },
    allowPositionals: true,
  });
  const { seconds, rate } = values;
  const options: Options = {
    ...(seconds !== undefined && { seconds: Number(seconds) }),
    ...(rate !== undefined && { perSecond: Number(rate) }),
  };
  const known = Object.keys(BENCHMARKS);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no benchmark ${unknown.join(", ")}; there are ${known.join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  console.log(machine());
  for (const name of names.length === 0 ? known : names) {
    const startedMs = performance.now();
    const { bench } = (await BENCHMARKS[name]?.()) ?? {};
    const figures = (await bench?.(options)) ?? [];
    console.log(`\n== ${name} (${((performance.now() - startedMs) / 1000).toFixed(0)} s)\n${table(figures)}`);
  }
}

/** Others' work on the machine shows in every figure, so the load before the first one is said. */
function machine(): string {
  const [cpu] = cpus();
  return [
    `${new Date().toISOString().slice(0, 16)}Z`,
    `Node ${process.version}`,
    `${cpus().length} × ${cpu?.model.trim() || process.arch}`,
    `${Math.round(totalmem() / 1e9)} GB`,
    `load average before: ${(loadavg()[0] ?? 0).toFixed(1)}`,
  ].join(" · ");
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, target, note }) => [
    name,
    `${shown(value)} ${unit}`,
    target === undefined ? "" : verdict(value, target),
    note ?? "",
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) =>
          column === 1 ? text.padStart(widths[1] ?? 0) : text.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function verdict(value: number, target: NonNullable<Figure["target"]>): string {
  const [sign, bound, met] =
    "atMost" in target
      ? ["≤", target.atMost, value <= target.atMost]
      : ["≥", target.atLeast, value >= target.atLeast];
  return `target ${sign} ${shown(bound)}: ${met ? "met" : "MISSED"}`;
}

/** Three digits that count; whole numbers from 100 on. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return "?";
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}

// Everything that a benchmark or a child of it leaves on disk lies here, and goes with the end.
const folder = mkdtempSync(join(tmpdir(), "podium-bench-"));
process.env.TMPDIR = folder;

async function cleanUp(): Promise<void> {
  await endChildren();
  rmSync(folder, { recursive: true, force: true });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await cleanUp();
    process.exit(130);
  });
}
try {
  await main(process.argv.slice(2));
} finally {
  await cleanUp();
}
