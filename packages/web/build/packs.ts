/** Packs: what a device keeps so that the app opens without a network, in one file a language, and one of all flags. */
import { createHash } from "node:crypto";
import { SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import type { Pack } from "../src/worker.ts";
import { isFlag } from "./flags.ts";
import type { Built } from "./translations.ts";

/** Documents that the worker answers with: the front page's, and one for all others. */
const DOCUMENTS: Readonly<Record<string, string>> = { "/": "index.html", "/shell.html": "shell.html" };

/** A worker's answer has no other headers: browsers that may not guess must be told the type. */
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
const FOREVER = "public, max-age=31536000, immutable";
const A_MINUTE = "public, max-age=60";

export interface PackFile {
  fileName: string;
  source: string;
}

/** `bundle`: the first build, which has the documents. */
export function appPack(language: string, { main, files }: Built, bundle: Built["files"]): PackFile {
  const documents = Object.entries(DOCUMENTS).map(([path, file]) => entry(path, file, bundle, A_MINUTE));
  const named = documents.flatMap(([, , html]) => [...html.matchAll(/ href="\/(assets\/[^"]+)"/g)]);
  const assets = needed([main, ...named.map(([, file = ""]) => file)], files);
  return pack(language, [...documents, ...assets.map((file) => entry(`/${file}`, file, files, FOREVER))]);
}

export function flagPack(bundle: Built["files"]): PackFile {
  const flags = Object.keys(bundle).filter(isFlag).sort();
  return pack(
    "flags",
    flags.map((file) => entry(`/${file}`, file, bundle, FOREVER)),
  );
}

function pack(name: string, files: Pack["files"]): PackFile {
  const source = JSON.stringify({ headers: SECURITY_HEADERS, files } satisfies Pack);
  const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
  return { fileName: `assets/pack-${name}-${hash}.json`, source };
}

/** @throws Error where a file isn't there, or is no text */
function entry(
  path: string,
  file: string,
  bundle: Built["files"],
  cacheControl: string,
): Pack["files"][number] {
  const item = bundle[file];
  const type = TYPES[file.split(".").at(-1) ?? ""];
  if (item === undefined || type === undefined) throw new Error(`no pack can hold ${file}`);
  const source = item.type === "chunk" ? item.code : item.source;
  const text = typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source);
  return [path, { "content-type": type, "cache-control": cacheControl }, text];
}

/** All that the app can come to need, from what it begins with on; without flags. */
function needed(first: readonly string[], files: Built["files"]): string[] {
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
  first.forEach(add);
  return [...found].sort();
}
