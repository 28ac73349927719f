/** Builds the service worker: one script at an address that stays, which knows every file of its version. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";
import type { Version } from "../src/worker.ts";

const SOURCE = fileURLToPath(new URL("../src/worker.ts", import.meta.url));
const ENTRY = "index.html";
/** Documents that the worker answers with: the front page's, and one for all others. */
const DOCUMENTS: Readonly<Record<string, string>> = { "/": ENTRY, "/shell.html": "shell.html" };

export function worker(): Plugin {
  return {
    name: "worker",
    enforce: "post",
    // Without a build there is no worker: what is being worked on is never kept.
    config: (_config, { command }) => ({ define: { __WORKER__: String(command === "build") } }),
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const source = await scriptOf(versionOf(bundle));
        this.emitFile({ type: "asset", fileName: "worker.js", source });
      },
    },
  };
}

/** Flags are left out: they are kept as they are seen. */
function versionOf(bundle: Rolldown.OutputBundle): Version {
  const documents = Object.entries(DOCUMENTS).map(([path, file]): [string, string] => {
    const document = bundle[file];
    if (document?.type !== "asset") throw new Error(`the build has no ${file}`);
    return [path, `sha256-${createHash("sha256").update(document.source).digest("base64")}`];
  });
  const files = [...filesOf(bundle)].sort().map((file) => `/${file}`);
  const name = createHash("sha256")
    .update(JSON.stringify([documents, files]))
    .digest("hex")
    .slice(0, 8);
  return { name, files, documents };
}

/** All that the app can come to need, from its entry on. */
function filesOf(bundle: Rolldown.OutputBundle): Set<string> {
  const files = new Set<string>();
  const add = (file: string) => {
    const item = bundle[file];
    if (files.has(file) || item === undefined) return;
    files.add(file);
    if (item.type !== "chunk") return;
    for (const other of [...item.imports, ...item.dynamicImports]) add(other);
    for (const other of item.viteMetadata?.importedCss ?? []) add(other);
    for (const other of item.viteMetadata?.importedAssets ?? []) add(other);
  };
  for (const item of Object.values(bundle)) {
    if (item.type === "chunk" && item.isEntry && item.facadeModuleId?.endsWith(`/${ENTRY}`))
      add(item.fileName);
  }
  return files;
}

async function scriptOf(version: Version): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: { __VERSION__: JSON.stringify(version) },
    build: { write: false, target: "es2023", lib: { entry: SOURCE, formats: ["iife"], name: "worker" } },
  });
  const [{ output } = { output: [] }] = Array.isArray(built) ? built : "output" in built ? [built] : [];
  const [script] = output;
  if (script?.type !== "chunk") throw new Error("the worker was not built");
  return script.code;
}
