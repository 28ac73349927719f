/** The app as it is built. What it weighs is checked by `npm run size`. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SECURITY_HEADERS } from "@podium/core/edge/headers.ts";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { en } from "./src/language/messages/en.ts";
import { fr } from "./src/language/messages/fr.ts";
import { REGIONS } from "./src/language/nocs.ts";
import type { Pack } from "./src/worker.ts";

/** At addresses that stay, and so kept for a minute only: documents, and what names all else. */
const UNNAMED = /\.html$|^(worker\.js|manifest\.webmanifest|app-icon\.svg)$/;

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

// Below the project, whose packages a copy of the app needs.
const below = join(import.meta.dirname, "../../.podium");
mkdirSync(below, { recursive: true });
const folder = mkdtempSync(join(below, "web-"));
let files: Map<string, Buffer>;

beforeAll(async () => {
  files = await buildInto("first");
});

afterAll(() => rmSync(folder, { recursive: true }));

const text = (name: string) => files.get(name)?.toString() ?? "";
const ending = (end: string) => [...files.keys()].filter((name) => name.endsWith(end));

describe("the built app", () => {
  it("carries nothing inline but the one script that the Content-Security-Policy names", () => {
    expect(ending(".html")).toContain("index.html");
    for (const name of ending(".html")) {
      const html = text(name);
      const [first = "", ...others] = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(
        ([, body]) => body,
      );
      const sum = createHash("sha256").update(first).digest("base64");
      expect(SECURITY_HEADERS["content-security-policy"], name).toContain(` 'sha256-${sum}'`);
      expect(others, name).toEqual([]);
      expect(html, name).not.toMatch(/<style|\sstyle=|\son\w+=|data:|javascript:/i);
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
    for (const name of names) expect(name).toMatch(/^assets\/[\w-]+-[\w-]{8}\.(js|css|svg|png|woff2|json)$/);
  });

  it("packs what a device keeps of it into a file a language and one of flags, each named and headed as it is sent", () => {
    const packed = (name: string) => {
      const [file = "", ...others] = [...files.keys()].filter((path) =>
        path.startsWith(`assets/pack-${name}-`),
      );
      expect(others).toEqual([]);
      const { headers, files: entries } = JSON.parse(text(file)) as Pack;
      expect(headers).toEqual(SECURITY_HEADERS);
      return new Map(entries.map(([path, own, body]) => [path, { type: own["content-type"], body }]));
    };
    const [english, french, flags] = [packed("en"), packed("fr"), packed("flags")];
    for (const [path, { type, body }] of [...english, ...french, ...flags]) {
      const file = path === "/" ? "index.html" : path.slice(1);
      expect(body, path).toBe(text(file));
      expect(type, path).toBe(TYPES[file.split(".").at(-1) ?? ""]);
    }
    const assets = (end: string) => ending(end).filter((name) => name.startsWith("assets/"));
    const paths = (pack: Map<string, unknown>) => [...pack.keys()].map((path) => path.slice(1));
    const all = new Set([english, french, flags].flatMap(paths));
    for (const name of [...assets(".js"), ...assets(".css"), ...assets(".svg")]) expect(all).toContain(name);
    expect(paths(english).filter((path) => french.has(`/${path}`) && path.endsWith(".js"))).toEqual([]);
  });

  it("keeps each page in a file of its own", () => {
    const scripts = ending(".js").join(" ");
    for (const page of ["home", "schedule", "event", "medals", "athlete", "country", "search"])
      expect(scripts).toMatch(new RegExp(`assets/${page}-`));
    expect(ending(".css").length).toBeGreaterThan(1);
  });

  it("has a first view's scripts ask for no others, in any language", () => {
    for (const name of ending(".html")) {
      for (const asked of offers(text(name)).values()) {
        const imported = asked.flatMap((file) =>
          [...text(file).matchAll(/\bfrom"\.\/([^"]+)"/g)].map(([, other]) => `assets/${other}`),
        );
        expect(asked, name).toEqual(expect.arrayContaining(imported));
      }
    }
  });

  it("speaks one language in each view", () => {
    const pages = ending(".html").map((name) => offers(text(name)));
    const said = (language: string) =>
      pages
        .flatMap((page) => page.get(language) ?? [])
        .map(text)
        .join("\n");
    const views = { en: said("en"), fr: said("fr") };
    // Boards name things in English, and the search knows them by these names, too.
    const french = sentences({ ...fr, names: {} });
    const english = sentences({ ...en, names: {} }).filter((sentence) => !french.includes(sentence));
    const heard = (sentences: string[], view: string) =>
      sentences.filter((sentence) => view.includes(`\`${sentence}\``));
    expect(heard(french, views.fr).length).toBeGreaterThan(50);
    expect(heard(english, views.en).length).toBeGreaterThan(50);
    expect(heard(english, views.fr)).toEqual([]);
    expect(heard(french, views.en)).toEqual([]);
  });

  it("speaks a third language for one more file", async () => {
    const web = join(folder, "web");
    for (const part of ["build", "public", "src", "index.html", "package.json", "vite.config.ts"])
      cpSync(join(import.meta.dirname, part), join(web, part), { recursive: true });
    const messages = join(web, "src/language/messages");
    const third = readFileSync(join(messages, "en.ts"), "utf8")
      .replace("export const en =", "export const ar =")
      .replace('code: "en"', 'code: "ar"')
      .replace('name: "English"', 'name: "العربية"')
      .replace('title: "Live results"', 'title: "نتائج مباشرة"');
    writeFileSync(join(messages, "ar.ts"), third);
    const built = await buildInto("third", web);
    const html = built.get("index.html")?.toString() ?? "";
    expect([...offers(html).keys()]).toEqual(["en", "ar", "fr"]);
    const said = (language: string) =>
      offers(html)
        .get(language)
        ?.map((file) => built.get(file)?.toString())
        .join("\n");
    expect(said("ar")).toContain("نتائج مباشرة");
    for (const language of ["en", "fr"]) {
      expect(said(language)).toContain("العربية");
      expect(said(language)).not.toContain("نتائج مباشرة");
    }
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

/** What a document has fetched first, by language. */
function offers(html: string): Map<string, string[]> {
  return new Map(
    [...html.matchAll(/ data-(\w+)="([^"]+)"/g)].map(([, language = "", files = ""]) => [
      language,
      files.split(" ").map((file) => file.slice(1)),
    ]),
  );
}

/** Plain texts of several words. */
function sentences(messages: object): string[] {
  return Object.values(messages).flatMap((message) => {
    if (typeof message === "object") return sentences(message);
    return typeof message === "string" && message.includes(" ") ? [message] : [];
  });
}

async function buildInto(name: string, root = import.meta.dirname): Promise<Map<string, Buffer>> {
  const outDir = join(folder, name);
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  return new Map(
    readdirSync(outDir, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => join(item.parentPath, item.name))
      .sort()
      .map((path) => [path.slice(outDir.length + 1), readFileSync(path)]),
  );
}
