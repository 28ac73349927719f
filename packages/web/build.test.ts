/** The app as it is built. What it weighs is checked by `npm run size`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REGIONS } from "./src/language/nocs.ts";

/** At addresses that stay, and so kept for a minute only: documents, and what names all else. */
const UNNAMED = /\.html$|^(worker\.js|manifest\.webmanifest|app-icon\.svg)$/;

const folder = mkdtempSync(join(tmpdir(), "podium-web-"));
let files: Map<string, Buffer>;

beforeAll(async () => {
  files = await buildInto("first");
});

afterAll(() => rmSync(folder, { recursive: true }));

const text = (name: string) => files.get(name)?.toString() ?? "";
const ending = (end: string) => [...files.keys()].filter((name) => name.endsWith(end));

describe("the built app", () => {
  it("carries nothing inline, so that a strict Content-Security-Policy holds", () => {
    expect(ending(".html")).toContain("index.html");
    for (const name of ending(".html")) {
      const html = text(name);
      expect(html, name).toContain('<script type="module"');
      expect(html, name).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|data:|javascript:/i);
    }
    for (const name of ending(".js")) expect(text(name), name).not.toMatch(/\beval\(|new Function\(/);
  });

  it("asks for nothing from elsewhere", () => {
    // Names of XML vocabularies look like addresses and are none.
    const elsewhere = /["'(]\s*(?:https?:)?\/\/(?!www\.w3\.org\/)[\w-]+\.[\w.-]+/;
    for (const name of [...ending(".js"), ...ending(".css"), ...ending(".html")])
      expect(text(name).match(elsewhere)?.[0], name).toBeUndefined();
  });

  it("names every asset by its content, so that it may be kept for a year", () => {
    const names = [...files.keys()].filter((name) => !UNNAMED.test(name));
    expect(names).not.toHaveLength(0);
    for (const name of names) expect(name).toMatch(/^assets\/[\w-]+-[\w-]{8}\.(js|css|svg|png|woff2)$/);
  });

  it("keeps each page and each further language in a file of its own", () => {
    const scripts = ending(".js").join(" ");
    for (const page of ["home", "schedule", "event", "medals", "athlete", "country", "search", "fr"])
      expect(scripts).toMatch(new RegExp(`assets/${page}-`));
    expect(ending(".css").length).toBeGreaterThan(1);
  });

  it("ships the flags that it can show, and no others", () => {
    const flags = [...files.keys()].flatMap((name) => /^assets\/([A-Z]{3})-/.exec(name)?.[1] ?? []);
    expect(flags.length).toBeGreaterThan(80);
    for (const noc of flags) expect(REGIONS).toHaveProperty(noc);
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
