import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Folder, temporaryFolder } from "../table/testing.ts";
import type { Origin } from "./origin.ts";
import { staticOrigin } from "./static.ts";

let folder: Folder;
let origin: Origin;

beforeEach(() => {
  folder = temporaryFolder();
  const root = join(folder.path, "dist");
  mkdirSync(join(root, "assets"), { recursive: true });
  writeFileSync(join(root, "index.html"), "<h1>Podium</h1>");
  writeFileSync(join(root, "robots.txt"), "User-agent: *");
  writeFileSync(join(root, ".env"), "secret");
  writeFileSync(join(root, "assets", "index-DiwrgTda.js"), "export {}");
  writeFileSync(join(folder.path, "outside.txt"), "secret");
  symlinkSync(join(folder.path, "outside.txt"), join(root, "link.txt"));
  origin = staticOrigin(root);
});

afterEach(() => folder[Symbol.dispose]());

async function get(target: string, headers: Record<string, string> = {}, method = "GET") {
  const answer = await origin.fetch({ method, target, headers });
  return { status: answer.status, headers: answer.headers, body: String(await buffer(answer.body)) };
}

test("a file is served with its type, length and ETag, and confirmed by it", async () => {
  const file = await get("/robots.txt?x=1");
  expect(file).toMatchObject({
    status: 200,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-length": "13",
      "cache-control": "public, max-age=60",
    },
    body: "User-agent: *",
  });
  const again = await get("/robots.txt", { "if-none-match": String(file.headers.etag) });
  expect([again.status, again.body]).toEqual([304, ""]);
  expect((await get("/robots.txt", {}, "HEAD")).body).toBe("");
  expect((await get("/robots.txt", {}, "PUT")).status).toBe(405);
});

test("a name with a hash may be kept for ever", async () => {
  const { headers } = await get("/assets/index-DiwrgTda.js");
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
});

test.each(["/", "/events/SSKM500M", "/events/BTHW7.5KM", "/athletes/1/", "/assets"])(
  "%s is a page of the app",
  async (path) => {
    expect(await get(path)).toMatchObject({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=60" },
      body: "<h1>Podium</h1>",
    });
  },
);

test("a page with a document of its own gets it, and any other one the shell, where there is one", async () => {
  const root = join(folder.path, "dist");
  mkdirSync(join(root, "events", "BTHW7.5KM"), { recursive: true });
  writeFileSync(join(root, "events", "BTHW7.5KM", "index.html"), "<h1>Biathlon</h1>");
  expect((await get("/events/BTHW7.5KM")).body).toBe("<h1>Biathlon</h1>");
  expect((await get("/events/BTHW7.5KM/")).body).toBe("<h1>Biathlon</h1>");
  expect((await get("/events/SSKM500M")).body).toBe("<h1>Podium</h1>");
  writeFileSync(join(root, "shell.html"), "<h1>Shell</h1>");
  expect((await get("/events/SSKM500M")).body).toBe("<h1>Shell</h1>");
  expect((await get("/events")).body).toBe("<h1>Shell</h1>");
  expect((await get("/")).body).toBe("<h1>Podium</h1>");
  expect((await get("/missing.js")).status).toBe(404);
});

test("a file that is not there is a short-lived 404, not a page", async () => {
  for (const path of ["/missing.js", "/assets/index-00000000.js", "/robots.txt/x.css"]) {
    expect(await get(path)).toMatchObject({
      status: 404,
      headers: { "cache-control": "public, max-age=10" },
    });
  }
});

test.each([
  "/../outside.txt",
  "/assets/../../outside.txt",
  "/%2e%2e/outside.txt",
  "/..%2foutside.txt",
  "/%2e%2e%2foutside.txt",
  "/..\\outside.txt",
  "/..%5coutside.txt",
  "//../outside.txt",
  "/link.txt",
  "/.env",
  "/%2eenv",
  "/robots.txt%00",
  "/%00",
  "/%E0%A4%A",
  `/${"a".repeat(5_000)}.txt`,
])("%s leads nowhere", async (path) => {
  const { status, body } = await get(path);
  expect([status, body]).toEqual([404, "Not Found"]);
});

test("a folder that is not there yet is empty, not an error", async () => {
  origin = staticOrigin(join(folder.path, "none"));
  expect((await get("/")).status).toBe(404);
});
