/** Parts of the project with a package and a lock of their own, apart so that nobody else has to install what they need. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what the lock of `folder` names, at first use and whenever the lock has changed. `what` is said meanwhile.
 * @returns digest of the lock
 * @throws Error with all that npm said
 */
export function installOwn(folder: string, what: string): string {
  const lock = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".podium-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return lock;
  console.error(`Installing ${what} (npm ci) …`);
  const { status, stdout, stderr } = spawnSync("npm", ["ci", "--loglevel=error"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stdout}${stderr}`);
  writeFileSync(stamp, lock);
  return lock;
}
