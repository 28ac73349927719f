// Runs a script of this project with the right Node, after installing what is missing. Plain JavaScript without
// dependencies, because it must work on any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

installDependencies();
const [script, ...args] = process.argv.slice(2);
const child = spawn(findNode(), ["--disable-warning=ExperimentalWarning", script, ...args], {
  stdio: "inherit",
});
// The terminal sends Ctrl-C to the whole group; the script decides when it is done.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));

function installDependencies() {
  const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
  const stamp = join("node_modules", ".podium-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing dependencies (npm ci) …");
  const { status, error } = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ""}. Check the network and the npm registry, then try again.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath;
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const installed = join("node_modules", `node-linux-${arch}`, "bin", "node");
  if (process.platform === "linux" && existsSync(installed)) return join(root, installed);
  console.error(
    `Podium runs on Node ${NODE_MAJOR}; this is ${process.version}, and no Node ${NODE_MAJOR} comes with it for ` +
      `${process.platform}-${process.arch}. Install Node ${NODE_MAJOR} or newer and try again.`,
  );
  process.exit(1);
}
