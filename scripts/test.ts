/** `npm test`: everything, the quick checks first. Stops at the first that fails. */
import { spawnSync } from "node:child_process";
import { ensureChromium } from "./chromium.ts";
import { ensureProgram, MissingProgram } from "./debian.ts";

const bin = (path: string) => `node_modules/${path}`;

const VITEST = bin("vitest/vitest.mjs");
const BROWSER = "test/browser/";
const LOAD = "test/load.test.ts";

/** The tests that were named, all where none was. A flag is no name. */
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));

const STEPS: readonly (readonly [string, readonly string[]])[] = [
  ["types", [bin("typescript/bin/tsc"), "--noEmit"]],
  ["lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
  ["bundles", ["scripts/size.ts"]],
  ...(named.length === 0 ? [["infrastructure", ["test/infrastructure/main.ts"]] as const] : []),
  ...(named.length === 0
    ? ([
        ["tests", [VITEST, "run", "--exclude", `${BROWSER}**`, ...process.argv.slice(2)]],
        // One after the other: a browser beside a browser on two cores waits longer than a reader would.
        ["browser", [VITEST, "run", BROWSER, "--maxWorkers=1", ...process.argv.slice(2)]],
      ] as const)
    : [["tests", [VITEST, "run", ...process.argv.slice(2)]] as const]),
];

const isNamed = (path: string, word: string) =>
  named.length === 0 || named.some((name) => path.includes(name) || name.includes(word));

// Before minutes of other checks, not after them. The tests themselves say it again.
try {
  if (isNamed(BROWSER, "browser")) ensureChromium();
  if (isNamed(LOAD, "load")) ensureProgram("varnishd", "varnish");
} catch (error) {
  if (!(error instanceof MissingProgram)) throw error;
  console.error(error.message);
  process.exit(1);
}

for (const [name, args] of STEPS) {
  const startedMs = performance.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
    stdio: "inherit",
  });
  if (status !== 0) {
    console.error(`\n${name} failed.`);
    process.exit(status ?? 1);
  }
  console.log(`== ${name}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
