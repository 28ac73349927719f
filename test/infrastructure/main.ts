/**
 * `npm run infra`: what would be deployed, checked without an account. The stacks are type-checked and synthesised for
 * each stage from SST's real components, and tests hold what must be true of the result. `-- --write` brings the files that
 * are made from it up to date; `-- mutations` breaks the stacks, one way at a time, and sees that each is caught.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { silent } from "../../packages/local/log.ts";
import { buildWeb } from "../../packages/local/web.ts";
import type { Graph } from "./graph.ts";
import { HERE, ROOT, STAGES, WEB } from "./paths.ts";
import { install } from "./platform.ts";

const flags = process.argv.slice(2);
install();
// Imported late: what they import is there only now.
const { startHandlerServer } = await import("./handlers.ts");
const { synthesise } = await import("./synthesise.ts");

await timed("the app, built", async () => {
  const built = await buildWeb(silent);
  rmSync(WEB, { recursive: true, force: true });
  cpSync(built, WEB, { recursive: true });
});
const server = await startHandlerServer();
try {
  if (flags.includes("mutations")) {
    const { tryMutations } = await import("./mutations.ts");
    process.exitCode = (await tryMutations(server.url)) > 0 ? 1 : 0;
  } else {
    const types = join(HERE, "node_modules/typescript/bin/tsc");
    await timed("the stacks' types", () => node(types, "-p", join(HERE, "tsconfig.json")));
    const graphs: Graph[] = [];
    for (const stage of STAGES) {
      await timed(`${stage}, synthesised`, async () =>
        graphs.push(await synthesise({ stage, server: server.url })),
      );
      console.log(`  ${graphs.at(-1)?.resources.length} resources`);
    }
    if (flags.includes("--write")) await write(graphs);
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    await timed("guarantees", () => node(vitest, "run", "--config", join(HERE, "vitest.config.ts")));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  server.close();
}

async function write(graphs: readonly Graph[]): Promise<void> {
  const { architecture, architectureFile } = await import("./architecture.ts");
  const { idleCosts, idleFile } = await import("./idle.ts");
  const { linksFile, linkTypes } = await import("./links.ts");
  const { reviewedFile, rightsOf } = await import("./guarantees/rights.ts");
  const production = graphs.find(({ stage }) => stage === "production") as Graph;
  mkdirSync(dirname(architectureFile), { recursive: true });
  writeFileSync(architectureFile, architecture(production));
  writeFileSync(idleFile, idleCosts(graphs));
  writeFileSync(linksFile, linkTypes(production));
  writeFileSync(reviewedFile, `${JSON.stringify(rightsOf(production), undefined, 2)}\n`);
  console.log("Written: docs/architecture, sst-env.d.ts, reviewed-rights.json. Review what changed.");
}

/** @throws Error where the command fails */
function node(...args: string[]): void {
  const command = ["--disable-warning=ExperimentalWarning", ...args];
  const { status } = spawnSync(process.execPath, command, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error("failed");
}

async function timed(name: string, work: () => unknown): Promise<void> {
  const startedMs = performance.now();
  await work();
  console.log(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
