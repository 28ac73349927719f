/** `npm run openapi`: writes docs/api/openapi.json, the description of the console's API. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { openapi } from "../packages/functions/admin/openapi.ts";

const FILE = "docs/api/openapi.json";

writeFileSync(FILE, JSON.stringify(openapi()));
spawnSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", FILE], {
  stdio: "inherit",
});
