/** Builds the web app when its sources are newer than what was built. */
import { existsSync, globSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const WEB = fileURLToPath(new URL("../web", import.meta.url));

/** Answers with the folder of the built app. */
export async function buildWeb(): Promise<string> {
  const dist = join(WEB, "dist");
  const index = join(dist, "index.html");
  const builtMs = existsSync(index) ? statSync(index).mtimeMs : 0;
  const sources = globSync(
    ["index.html", "vite.config.ts", "package.json", "build/**/*", "public/**/*", "src/**/*"],
    { cwd: WEB },
  );
  if (sources.some((file) => statSync(join(WEB, file)).mtimeMs > builtMs)) {
    // Thousands of pages may lie in it, which the build would take away one by one.
    await rm(dist, { recursive: true, force: true });
    await build({ root: WEB, logLevel: "warn" });
  }
  return dist;
}
