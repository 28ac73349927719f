/** Has parts that come late ask for their styles with the app's own few lines: the bundler's serve every browser and setting. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const THEIRS = "\0vite/preload-helper.js";
const OURS = fileURLToPath(new URL("../src/late.ts", import.meta.url));

export function late(): Plugin {
  return {
    name: "late",
    apply: "build",
    enforce: "pre",
    resolveId: (id) => (id === THEIRS ? OURS : null),
  };
}
