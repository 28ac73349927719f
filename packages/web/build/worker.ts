/** Builds the service worker: one script at an address that stays, which knows every file of its version. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import type { Version } from "../src/worker.ts";
import { scriptOf } from "./output.ts";
import type { Builds, Built } from "./translations.ts";

const SOURCE = fileURLToPath(new URL("../src/worker.ts", import.meta.url));
const ENTRY = "index.html";
/** Documents that the worker answers with: the front page's, and one for all others. */
const DOCUMENTS: Readonly<Record<string, string>> = { "/": ENTRY, "/shell.html": "shell.html" };

export function worker(builds: Builds): Plugin {
  return {
    name: "worker",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const source = await scriptOf(SOURCE, { __VERSION__: JSON.stringify(versionOf(bundle, builds)) });
        this.emitFile({ type: "asset", fileName: "worker.js", source });
      },
    },
  };
}

/** Flags are left out: they are kept as they are seen. */
function versionOf(bundle: Built["files"], builds: Builds): Version {
  const documents = Object.entries(DOCUMENTS).map(([path, file]): [string, string] => {
    const document = bundle[file];
    if (document?.type !== "asset") throw new Error(`the build has no ${file}`);
    return [path, `sha256-${createHash("sha256").update(document.source).digest("base64")}`];
  });
  const files = Object.fromEntries([...builds].map(([language, built]) => [language, filesOf(built)]));
  const name = createHash("sha256")
    .update(JSON.stringify([documents, files]))
    .digest("hex")
    .slice(0, 8);
  return { name, files, documents };
}

/** Paths of all that the app can come to need, from its main script on. */
function filesOf({ main, files }: Built): string[] {
  const found = new Set<string>();
  const add = (file: string) => {
    const item = files[file];
    if (found.has(file) || item === undefined) return;
    found.add(file);
    if (item.type !== "chunk") return;
    for (const other of [...item.imports, ...item.dynamicImports]) add(other);
    for (const other of item.viteMetadata?.importedCss ?? []) add(other);
    for (const other of item.viteMetadata?.importedAssets ?? []) add(other);
  };
  add(main);
  return [...found].sort().map((file) => `/${file}`);
}
