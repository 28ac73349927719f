import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const BUDGET_BYTES = 15 * 1024;

const folder = mkdtempSync(join(tmpdir(), "podium-web-"));
let files: Map<string, Buffer>;

beforeAll(async () => {
  files = await buildInto("first");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the built page", () => {
  it("stays within its budget of 15 KiB of script and style, brotli", () => {
    const assets = [...files].filter(([name]) => /\.(js|css)$/.test(name));
    expect(assets.map(([name]) => name.replace(/.*\./, "")).sort()).toEqual(["css", "js"]);
    const bytes = assets.reduce((sum, [, content]) => sum + brotliCompressSync(content).length, 0);
    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it("carries nothing inline, so that a strict Content-Security-Policy holds", () => {
    const html = files.get("index.html")?.toString() ?? "";
    expect(html).toContain('<script type="module"');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|data:|javascript:/i);
  });

  it("names every asset by its content, so that it may be kept for a year", () => {
    const names = [...files.keys()].filter((name) => name !== "index.html");
    expect(names).not.toHaveLength(0);
    for (const name of names) expect(name).toMatch(/^assets\/\w+-[\w-]{8}\.(js|css|svg)$/);
  });

  it("is the same each time it is built", async () => {
    expect(await buildInto("second")).toEqual(files);
  });
});

async function buildInto(name: string): Promise<Map<string, Buffer>> {
  const outDir = join(folder, name);
  await build({ root: import.meta.dirname, logLevel: "error", build: { outDir, emptyOutDir: true } });
  return new Map(
    readdirSync(outDir, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name))
      .sort()
      .map((path) => [path.slice(outDir.length + 1), readFileSync(path)]),
  );
}
