/** The web app and the scorers' console, built. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { DIST, WEB } from "./web.ts";

/** Takes away what was built before, the console too. */
export async function buildApp(): Promise<void> {
  // Thousands of pages may lie in it, which the build would take away one by one.
  await rm(DIST, { recursive: true, force: true });
  await build({ root: WEB, logLevel: "warn" });
}

/** Into `outDir`, which it empties. */
export async function buildConsole(outDir: string): Promise<void> {
  await build({ root: join(WEB, "console"), logLevel: "warn", build: { outDir, emptyOutDir: true } });
}
