/** A folder of built files as an origin: what the deployed edge finds in a bucket. */
import { createReadStream } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { Readable } from "node:stream";
import { type Headers, matchesEtag, single } from "./headers.ts";
import type { Origin, OriginRequest, OriginResponse } from "./origin.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

const FOREVER = "public, max-age=31536000, immutable";
const A_MINUTE = "public, max-age=60";
const MISSING = "public, max-age=10";
/** Vite's names: `assets/index-DiwrgTda.js`. */
const HASHED = /\/assets\/(?:.*\/)?[^/]+-[\w-]{8,}\.\w+$/;

/** Ends like a file: `/robots.txt`. The page of an event like `/events/BTHW7.5KM` does not. */
const FILE_NAME = /\.[a-z][a-z0-9]*$/;

interface Found {
  file: string;
  bytes: number;
  modifiedMs: number;
}

/**
 * Serves what lies under `folder`. A path that does not end like a file and names none is a page of the app: it gets the
 * page's own `index.html`, else `shell.html`, else the `index.html` of all. Names that begin with a dot, and links that lead
 * out of the folder, are not there.
 */
export function staticOrigin(folder: string): Origin {
  return {
    async fetch(request) {
      if (request.method !== "GET" && request.method !== "HEAD") {
        return text(405, "Method Not Allowed", { allow: "GET, HEAD" });
      }
      const path = pathOf(request.target);
      if (path === undefined) return text(404, "Not Found", { "cache-control": MISSING });
      const root = await realpath(folder).catch(absent);
      if (root === undefined) return text(404, "Not Found", { "cache-control": MISSING });
      const exact = path.endsWith("/") ? undefined : await find(root, path);
      const found = exact ?? (FILE_NAME.test(path) ? undefined : await findPage(root, path));
      if (found === undefined) return text(404, "Not Found", { "cache-control": MISSING });
      return answer(request, found, exact !== undefined && HASHED.test(path));
    },
    close() {},
  };
}

/** Decoded; undefined where it names nothing that may be served. */
function pathOf(target: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(target.split("?", 1)[0] ?? "/");
  } catch (cause) {
    if (cause instanceof URIError) return undefined;
    throw cause;
  }
  if (path.includes("\0") || path.includes("\\")) return undefined;
  return path.split("/").some((segment) => segment.startsWith(".")) ? undefined : path;
}

async function find(root: string, path: string): Promise<Found | undefined> {
  const file = await realpath(join(root, path)).catch(absent);
  if (file === undefined || !file.startsWith(root + sep)) return undefined;
  const handle = await open(file).catch(absent);
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    return stat.isFile() ? { file, bytes: stat.size, modifiedMs: stat.mtimeMs } : undefined;
  } finally {
    await handle.close();
  }
}

async function findPage(root: string, path: string): Promise<Found | undefined> {
  for (const file of [join(path, "index.html"), "/shell.html", "/index.html"]) {
    const found = await find(root, file);
    if (found !== undefined) return found;
  }
  return undefined;
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "EISDIR", "ELOOP"].includes(cause.code ?? "")) return undefined;
  throw cause;
}

function answer(request: OriginRequest, { file, bytes, modifiedMs }: Found, hashed: boolean): OriginResponse {
  const headers: Headers = {
    "content-type": TYPES[extname(file).toLowerCase()] ?? "application/octet-stream",
    "cache-control": hashed ? FOREVER : A_MINUTE,
    etag: `"${bytes.toString(16)}-${Math.floor(modifiedMs).toString(16)}"`,
    "last-modified": new Date(modifiedMs).toUTCString(),
  };
  const ifNoneMatch = single(request.headers["if-none-match"]);
  if (ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, String(headers.etag))) {
    return { status: 304, headers, body: Readable.from([]) };
  }
  headers["content-length"] = String(bytes);
  const body = request.method === "HEAD" ? Readable.from([]) : createReadStream(file);
  return { status: 200, headers, body };
}

function text(status: number, body: string, headers: Headers): OriginResponse {
  return {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
    },
    body: Readable.from([Buffer.from(body)]),
  };
}
