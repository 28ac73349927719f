/** Where this machine has a Chromium or Chrome, and how it gets one. */
import { aptInstall, findProgram, isProgram, MissingProgram, mayInstall } from "./debian.ts";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Path of the browser: PODIUM_CHROMIUM, else the first that is found. @throws MissingProgram with what to do. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const { PODIUM_CHROMIUM } = environment;
  if (PODIUM_CHROMIUM) {
    if (isProgram(PODIUM_CHROMIUM)) return PODIUM_CHROMIUM;
    throw new MissingProgram(`PODIUM_CHROMIUM: there is no program at ${PODIUM_CHROMIUM}.`);
  }
  const found = findProgram(COMMANDS, environment);
  if (found !== undefined) return found;
  throw new MissingProgram(
    "The browser tests need Chromium or Chrome: `sudo apt-get install chromium` on Debian, or name one with PODIUM_CHROMIUM.",
  );
}

/** In CI and as root, where there is none: Debian's is installed. @throws MissingProgram where there is none after that. */
export function ensureChromium(environment: NodeJS.ProcessEnv = process.env): string {
  try {
    return findChromium(environment);
  } catch (cause) {
    if (!environment.CI || environment.PODIUM_CHROMIUM || !mayInstall()) throw cause;
  }
  aptInstall("chromium", environment);
  return findChromium(environment);
}

/** Debian's will not start as root with its sandbox. */
export const chromiumFlags = (): string[] => (process.getuid?.() === 0 ? ["--no-sandbox"] : []);
