/** Puts the flags that the app can show beside its other files: one small SVG each, named by NOC and by one hash of all. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { REGIONS, WITHOUT_FLAG } from "../src/language/nocs.ts";

const FOLDER = fileURLToPath(new URL("3x2/", import.meta.resolve("country-flag-icons")));

/** Of the build's files. */
export const isFlag = (fileName: string): boolean => /^assets\/[A-Z]{3}-[\da-f]{8}\.svg$/.test(fileName);

export function flags(): Plugin {
  const nocs = Object.keys(REGIONS).filter((noc) => noc !== WITHOUT_FLAG);
  const files = new Map(nocs.map((noc) => [noc, readFileSync(`${FOLDER}${REGIONS[noc]}.svg`)]));
  const digest = createHash("sha256");
  for (const [noc, file] of files) digest.update(noc).update(file);
  const hash = digest.digest("hex").slice(0, 8);
  return {
    name: "flags",
    config: () => ({ define: { __FLAGS__: JSON.stringify(hash) } }),
    generateBundle() {
      for (const [noc, source] of files) {
        this.emitFile({ type: "asset", fileName: `assets/${noc}-${hash}.svg`, source });
      }
    },
  };
}
