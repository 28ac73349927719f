import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writePages } from "./pages.ts";

const WEB = join(import.meta.dirname, "..");
const SCRIPT = '"><script>alert(1)</script>';

const folder = mkdtempSync(join(tmpdir(), "podium-pages-"));
const dist = join(folder, "dist");
const page = (path: string) => readFileSync(join(dist, path, "index.html"), "utf8");

const search: SearchBoard = {
  games: { id: "OWG2022", name: "Beijing 2022 Winter Games" },
  disciplines: [["ALP", "Alpine Skiing"]],
  events: [
    ["ALPMDH", "Men's Downhill"],
    ["BTHW7.5KMSP", `Sprint ${SCRIPT} $& $1`],
  ],
  countries: ["NOR", "GER"],
  athletes: [
    ["7", "Aleksander Aamodt Kilde", "NOR", "ALP"],
    ["8", SCRIPT, "GER", "ALP"],
    ["..", "Up", "GER", "ALP"],
    ["../../outside", "Out", "GER", "ALP"],
    [".", "Here", "GER", "ALP"],
  ],
};

beforeAll(async () => {
  await build({ root: WEB, logLevel: "error", build: { outDir: dist, emptyOutDir: true } });
  await writePages(dist, search, "https://podium.example");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the document of a link", () => {
  it("says what the link leads to, where, and has the page's board and script fetched ahead", () => {
    const html = page("events/ALPMDH");
    expect(html).toContain("<title>Men&#39;s Downhill, Alpine Skiing · Podium</title>");
    expect(html).toContain(
      '<meta property="og:description" content="Men&#39;s Downhill, Alpine Skiing: start list, live results and medals. Beijing 2022 Winter Games.">',
    );
    expect(html).toContain('<link rel="canonical" href="https://podium.example/events/ALPMDH">');
    expect(html).toContain('<link rel="preload" href="/api/events/ALPMDH" as="fetch" crossorigin>');
    expect(html).toMatch(/ data-en="[^"]*\/assets\/event-[\w-]+\.js"/);
    expect(html).toMatch(/ data-fr="[^"]*\/assets\/event-[\w-]+\.js"/);
    expect(html.match(/<title>|name="description"|"og:title"|\/api\/events\//g)).toHaveLength(4);
  });

  it.each([
    ["athletes/7", "Aleksander Aamodt Kilde", "/api/athletes/7"],
    ["countries/GER", "Germany", "/api/countries/GER"],
    ["sports/ALP", "Alpine Skiing", "/api/leaderboards/disciplines/ALP"],
  ])("is there for %s", (path, title, board) => {
    expect(page(path)).toContain(`<meta property="og:title" content="${title}">`);
    expect(page(path)).toContain(`<link rel="preload" href="${board}" as="fetch" crossorigin>`);
  });

  it("takes a name from a feed as text, whatever is in it", () => {
    const shell = readFileSync(join(dist, "shell.html"), "utf8");
    const scripts = (html: string) => html.match(/<script/g)?.length;
    for (const path of ["events/BTHW7.5KMSP", "athletes/8"]) {
      expect(scripts(page(path))).toBe(scripts(shell));
      expect(page(path)).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }
    expect(page("events/BTHW7.5KMSP")).toContain(" $&amp; $1");
  });

  it("is written into the folder of its kind, whatever its code is", () => {
    expect(readdirSync(join(dist, "athletes")).sort()).toEqual(["7", "8"]);
    expect(existsSync(join(folder, "outside"))).toBe(false);
    expect(page(".")).toContain("<title>Live results · Podium</title>");
  });

  it("is left alone where nothing changed", async () => {
    const file = join(dist, "athletes/7/index.html");
    const before = statSync(file).ino;
    await writePages(dist, search, "https://podium.example");
    expect(statSync(file).ino).toBe(before);
    const renamed = search.athletes.map(([id, , ...rest]): SearchBoard["athletes"][number] => [
      id,
      "Kilde",
      ...rest,
    ]);
    await writePages(dist, { ...search, athletes: renamed }, "https://podium.example");
    expect(page("athletes/7")).toContain("<title>Kilde · Podium</title>");
  });
});

describe("the document of every other page", () => {
  it("asks for no board ahead that the page may not need", () => {
    expect(readFileSync(join(dist, "shell.html"), "utf8")).not.toContain('/api/live" as');
  });

  it.each([
    [".", "/api/live"],
    ["schedule", "/api/games"],
    ["sports", "/api/games"],
    ["medals", "/api/leaderboards/medals"],
    ["search", "/api/search"],
  ])("%s has its own board ahead", (path, board) => {
    expect(page(path)).toContain(`<link rel="preload" href="${board}" as="fetch" crossorigin>`);
  });
});
