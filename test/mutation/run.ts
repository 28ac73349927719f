/** `npm run mutate`: breaks the ranking rules in every way it knows, one at a time, and counts what the tests notice. */
import { spawnSync } from "node:child_process";
import { installOwn } from "../../scripts/install.ts";

const HERE = "test/mutation";
const STRYKER = `${HERE}/node_modules/@stryker-mutator/core/bin/stryker.js`;

installOwn(HERE, "the mutation tester");
run(process.execPath, [STRYKER, "run", `${HERE}/stryker.config.mjs`, ...process.argv.slice(2)]);

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
