/** A command of named parts, each of which measures something: what it prints, and that it leaves nothing behind. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { endChildren, type Figure } from "./support.ts";

/** By name, in the order in which they run. */
export type Parts<O> = Readonly<Record<string, () => Promise<{ bench: (options: O) => Promise<Figure[]> }>>>;

/** Runs these parts, all where none is named, and prints their figures. A name that isn't known fails the command. */
export async function measure<O>(parts: Parts<O>, names: readonly string[], options: O): Promise<void> {
  const known = Object.keys(parts);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}; there are ${known.join(", ")}.`);
    process.exitCode = 1;
    return;
  }
  console.log(machine());
  for (const name of names.length === 0 ? known : names) {
    const startedMs = performance.now();
    const { bench } = (await parts[name]?.()) ?? {};
    const figures = (await bench?.(options)) ?? [];
    console.log(`\n== ${name} (${((performance.now() - startedMs) / 1000).toFixed(0)} s)\n${table(figures)}`);
  }
}

/** Whatever happens, children end, and what they left on disk goes. */
export async function cleanly(work: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "podium-bench-"));
  process.env.TMPDIR = folder;
  const cleanUp = async () => {
    await endChildren();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      await cleanUp();
      process.exit(130);
    });
  }
  try {
    await work();
  } finally {
    await cleanUp();
  }
}

/** Others' work on the machine shows in every figure, so the load before the first one is said. */
export function machine(): string {
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
