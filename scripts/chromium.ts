/** Where this machine has a Chromium or Chrome, and how it gets one. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const INSTALL_WITHIN_MS = 5 * 60_000;

export class NoBrowser extends Error {}

/** Path of the browser: PODIUM_CHROMIUM, else the first that is found. @throws NoBrowser with what to do. */
export function findChromium({ PODIUM_CHROMIUM, PATH = "" }: NodeJS.ProcessEnv = process.env): string {
  if (PODIUM_CHROMIUM) {
    if (isProgram(PODIUM_CHROMIUM)) return PODIUM_CHROMIUM;
    throw new NoBrowser(`PODIUM_CHROMIUM: there is no program at ${PODIUM_CHROMIUM}.`);
  }
  const folders = PATH.split(delimiter).filter((folder) => folder !== "");
  const found = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (found !== undefined) return found;
  throw new NoBrowser(
    "The browser tests need Chromium or Chrome: `sudo apt-get install chromium` on Debian, or name one with PODIUM_CHROMIUM.",
  );
}

/** In CI and as root, where there is none: Debian's is installed. @throws NoBrowser where there is none after that. */
export function ensureChromium(environment: NodeJS.ProcessEnv = process.env): string {
  try {
    return findChromium(environment);
  } catch (cause) {
    const mayInstall = environment.CI && !environment.PODIUM_CHROMIUM && process.getuid?.() === 0;
    if (!mayInstall || !existsSync("/etc/debian_version")) throw cause;
  }
  console.log("Installing Debian's Chromium (apt-get) …");
  apt(environment, "update");
  apt(environment, "install", "--yes", "--no-install-recommends", "chromium");
  return findChromium(environment);
}

/** Debian's will not start as root with its sandbox. */
export const chromiumFlags = (): string[] => (process.getuid?.() === 0 ? ["--no-sandbox"] : []);

function apt(environment: NodeJS.ProcessEnv, ...args: string[]): void {
  const { status, error } = spawnSync("apt-get", ["--quiet", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    timeout: INSTALL_WITHIN_MS,
    env: { ...environment, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0) throw new NoBrowser(`apt-get ${args[0]} failed${error ? `: ${error.message}` : ""}.`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not to be run: the next place may have one.
    return false;
  }
}
