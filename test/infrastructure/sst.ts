/** `npm run sst -- deploy --stage dev`: SST's own command, in the version that the stacks are checked with, for this app. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { HERE, ROOT } from "./paths.ts";
import { install } from "./platform.ts";

install();
const { status } = spawnSync(
  process.execPath,
  [join(HERE, "node_modules/sst/bin/sst.mjs"), ...process.argv.slice(2)],
  { cwd: ROOT, stdio: "inherit" },
);
process.exitCode = status ?? 1;
