/** `npm test`: everything, the quick checks first. Stops at the first that fails. */
import { spawnSync } from "node:child_process";

const bin = (path: string) => `node_modules/${path}`;

const STEPS: readonly [string, readonly string[]][] = [
  ["types", [bin("typescript/bin/tsc"), "--noEmit"]],
  ["lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
  ["bundles", ["scripts/size.ts"]],
  ["tests", [bin("vitest/vitest.mjs"), "run", ...process.argv.slice(2)]],
];

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
