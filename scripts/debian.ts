/** Programs of the system: where they are, and how a machine gets them. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const INSTALL_WITHIN_MS = 5 * 60_000;
/** Debian puts servers there, and not every user has them in PATH. */
const ADMIN_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

export class MissingProgram extends Error {}

/** Path of the first of these commands that PATH has. */
export function findProgram(commands: readonly string[], { PATH = "" } = process.env): string | undefined {
  const folders = [...PATH.split(delimiter).filter((folder) => folder !== ""), ...ADMIN_FOLDERS];
  return commands.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/**
 * Path of a command; Debian's package is installed where it is missing and this is root.
 * @throws MissingProgram with what to install
 */
export function ensureProgram(command: string, debianPackage: string, environment = process.env): string {
  const found = findProgram([command], environment);
  if (found !== undefined) return found;
  if (mayInstall()) aptInstall(debianPackage, environment);
  const installed = findProgram([command], environment);
  if (installed !== undefined) return installed;
  throw new MissingProgram(
    `This needs ${command}: \`sudo apt-get install ${debianPackage}\` on Debian, then try again.`,
  );
}

export const mayInstall = (): boolean => process.getuid?.() === 0 && existsSync("/etc/debian_version");

/** @throws MissingProgram where apt-get fails */
export function aptInstall(debianPackage: string, environment = process.env): void {
  console.log(`Installing Debian's ${debianPackage} (apt-get) …`);
  apt(environment, "update");
  apt(environment, "install", "--yes", "--no-install-recommends", debianPackage);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not to be run: the next place may have one.
    return false;
  }
}

function apt(environment: NodeJS.ProcessEnv, ...args: string[]): void {
  const { status, error } = spawnSync("apt-get", ["--quiet", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: INSTALL_WITHIN_MS,
    env: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0)
    throw new MissingProgram(`apt-get ${args[0]} failed${error ? `: ${error.message}` : ""}.`);
}
