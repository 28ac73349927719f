/** How a machine comes to the browser that the other tests here need. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ensureChromium, findChromium } from "../../scripts/chromium.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "podium-path-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, script = ""): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

it("takes the browser that was named, else the first in the PATH", () => {
  const chrome = program("google-chrome");
  expect(findChromium({ PATH: folder })).toBe(chrome);
  const chromium = program("chromium");
  expect(findChromium({ PATH: folder })).toBe(chromium);
  expect(findChromium({ PATH: folder, PODIUM_CHROMIUM: chrome })).toBe(chrome);
  expect(() => findChromium({ PATH: folder, PODIUM_CHROMIUM: `${folder}/none` })).toThrow(
    `PODIUM_CHROMIUM: there is no program at ${folder}/none.`,
  );
});

it("says in one line how to install one where there is none, and installs nothing unasked", () => {
  program("apt-get", `touch ${folder}/asked`);
  expect(() => ensureChromium({ PATH: folder })).toThrow(/^[^\n]*apt-get install chromium[^\n]*$/);
  expect(existsSync(join(folder, "asked"))).toBe(false);
});

// The package manager is stood in for: a test must not change the machine.
it.runIf(process.getuid?.() === 0)("installs Debian's in CI, without a question", () => {
  program(
    "apt-get",
    `[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 1
     case "$*" in *install*) /bin/cp ${program("template")} ${folder}/chromium;; esac`,
  );
  expect(ensureChromium({ PATH: folder, CI: "true" })).toBe(join(folder, "chromium"));
});
