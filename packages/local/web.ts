/** Builds the web app and the scorers' console when their sources are newer than what was built. */
import { existsSync, globSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Log } from "./log.ts";
import { LocalMetrics } from "./metrics.ts";
import { startPart } from "./part.ts";

export const WEB = fileURLToPath(new URL("../web", import.meta.url));
export const DIST = join(WEB, "dist");
export const CONSOLE_DIST = join(DIST, "console");
const APP_SOURCES = ["index.html", "vite.config.ts", "package.json", "build/**/*", "public/**/*", "src/**/*"];
/** What it asks is described beside the handlers, what it checks is core's. */
const CONSOLE_SOURCES = [
  "console/**/*",
  "../functions/{admin,sign-in}/{contract,schema}.ts",
  "../core/results/**/*.ts",
  "../core/scoring/mark-text.ts",
];

/** Answers with the folder of the built app; the console lies in it, under `console`. */
export async function buildWeb(log: Log): Promise<string> {
  const app = isOlder(join(DIST, "index.html"), APP_SOURCES);
  if (app || isOlder(join(CONSOLE_DIST, "index.html"), CONSOLE_SOURCES)) {
    // A bundler keeps more than 300 MB for as long as its process lives.
    const module = new URL("./build-web.part.ts", import.meta.url);
    const part = await startPart(module, { app }, { log, metrics: new LocalMetrics() });
    await part.stop();
  }
  return DIST;
}

function isOlder(built: string, sources: readonly string[]): boolean {
  const builtMs = existsSync(built) ? statSync(built).mtimeMs : 0;
  return globSync(sources, { cwd: WEB }).some((file) => statSync(join(WEB, file)).mtimeMs > builtMs);
}
