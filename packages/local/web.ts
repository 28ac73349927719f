/** Builds the web app and the scorers' console when their sources are newer than what was built. */
import { existsSync, globSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const WEB = fileURLToPath(new URL("../web", import.meta.url));
const DIST = join(WEB, "dist");
const CONSOLE = join(WEB, "console");
const APP_SOURCES = ["index.html", "vite.config.ts", "package.json", "build/**/*", "public/**/*", "src/**/*"];
/** What it asks is described beside the handlers, what it checks is core's. */
const CONSOLE_SOURCES = [
  "console/**/*",
  "../functions/{admin,sign-in}/{contract,schema}.ts",
  "../core/results/**/*.ts",
  "../core/scoring/mark-text.ts",
];

/** Answers with the folder of the built app; the console lies in it, under `console`. */
export async function buildWeb(): Promise<string> {
  if (isOlder(join(DIST, "index.html"), APP_SOURCES)) {
    // Thousands of pages may lie in it, which the build would take away one by one.
    await rm(DIST, { recursive: true, force: true });
    await build({ root: WEB, logLevel: "warn" });
  }
  const built = join(DIST, "console");
  if (isOlder(join(built, "index.html"), CONSOLE_SOURCES)) await buildConsole(built);
  return DIST;
}

/** Into `outDir`, which it empties. */
export async function buildConsole(outDir: string): Promise<void> {
  await build({ root: CONSOLE, logLevel: "warn", build: { outDir, emptyOutDir: true } });
}

function isOlder(built: string, sources: readonly string[]): boolean {
  const builtMs = existsSync(built) ? statSync(built).mtimeMs : 0;
  return globSync(sources, { cwd: WEB }).some((file) => statSync(join(WEB, file)).mtimeMs > builtMs);
}
