/**
 * Bundles each handler as it will be deployed, and the app as it is sent; prints sizes and fails over budget. `--out FILE` has
 * what the cost model takes of it. With `--boards` instead: what a poll carries, in two forms.
 */
import { globSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import type { Measurement } from "@podium/core/cost/measured.ts";
import { build } from "esbuild";
import { how } from "../test/simulation/report.ts";
import { boardSizes } from "./board-sizes.ts";
import { MissingProgram } from "./debian.ts";
import { headerSizes } from "./header-sizes.ts";
import { type FirstVisit, firstVisit, visitLine, webSizes } from "./web-size.ts";

const KIB = 1024;
/** Minified, everything included. A reader starts in the path of a waiting fan, so it has the tightest budget. */
const BUDGET_KIB: Readonly<Record<string, number>> = {
  "packages/functions/read/board.lambda.ts": 450,
  "packages/functions/read/health.lambda.ts": 450,
  // Everything that a person can do, and four services to do it with; nobody waits for its start but a scorer, once.
  "packages/functions/admin/admin.lambda.ts": 1350,
  // Object store and queue besides the table. No fan waits for them.
  "packages/functions/ingest/applier.lambda.ts": 1050,
  "packages/functions/ingest/ndjson.lambda.ts": 1050,
  "packages/functions/ingest/odf.lambda.ts": 1050,
};
const DEFAULT_BUDGET_KIB = 850;

const { values } = parseArgs({ options: { boards: { type: "boolean" }, out: { type: "string" } } });
if (values.boards) console.log(`${boardSizes()}\n\n${await headerSizes()}`);
else await budgets();

async function budgets(): Promise<void> {
  let over = 0;
  for (const entry of globSync("packages/functions/**/*.lambda.ts").sort()) {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const bytes = outputFiles[0]?.contents ?? new Uint8Array();
    const budget = BUDGET_KIB[entry] ?? DEFAULT_BUDGET_KIB;
    const verdict = bytes.length <= budget * KIB ? "ok" : "OVER BUDGET";
    if (verdict !== "ok") over += 1;
    const name = entry.replace("packages/functions/", "").replace(".lambda.ts", "");
    console.log(
      `${name.padEnd(18)} ${kib(bytes.length)} minified, ${kib(brotliCompressSync(bytes).length)} brotli, budget ${budget} KiB: ${verdict}`,
    );
  }

  console.log("\nThe app, in bytes as sent");
  const visit = await visitOrWhyNot();
  const lines = [...(await webSizes()), ...(visit instanceof MissingProgram ? [] : [visitLine(visit)])];
  for (const { name, bytes, budget, note = "" } of lines) {
    const verdict = bytes <= budget ? "ok" : "OVER BUDGET";
    if (verdict !== "ok") over += 1;
    console.log(
      `${name.padEnd(30)} ${String(bytes).padStart(6)} of ${budget}: ${verdict.padEnd(11)} ${note}`.trimEnd(),
    );
  }
  if (visit instanceof MissingProgram) console.log(visit.message);
  else if (values.out) writeFileSync(values.out, `${JSON.stringify(measurement(visit), null, 2)}\n`);
  process.exitCode = over > 0 ? 1 : 0;
}

async function visitOrWhyNot(): Promise<FirstVisit | MissingProgram> {
  try {
    return await firstVisit();
  } catch (error) {
    if (error instanceof MissingProgram) return error;
    throw error;
  }
}

function measurement({ flags, ...app }: FirstVisit): Measurement {
  const note = `a device's first visit of the largest event in a browser, without boards; ${flags} of its requests are flags`;
  return { app: { how: how("npm run size -- --out out/app.json", note), ...app } };
}

function kib(bytes: number): string {
  return `${(bytes / KIB).toFixed(0).padStart(5)} KiB`;
}
