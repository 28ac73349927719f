/**
 * Documents of single events, sports, athletes and countries, so that a link that is shared says what it leads to and its
 * board is on its way before the first script runs. Written from the search board; see docs/decisions/0007-shared-links.md.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { routeOf, to } from "../src/app/route.ts";
import { countryName } from "../src/language/countries.ts";
import { en } from "../src/language/messages/en.ts";
import { type About, about } from "./html.ts";
import { PATTERNS, patternFile } from "./shells.ts";

type Kind = keyof typeof PATTERNS;

interface Page extends About {
  kind: Kind;
  /** As in a link. */
  path: string;
}

/** Files written at once. */
const AT_ONCE = 32;

/**
 * Writes `<path>/index.html` below `dist`, the built app, for each page that the board tells of; what is there already and
 * the same is left alone. `siteUrl`: where the pages will be, for links that name themselves. Answers with how many pages
 * there are.
 */
export async function writePages(dist: string, search: SearchBoard, siteUrl?: string): Promise<number> {
  const patterns = Object.fromEntries(
    await Promise.all(
      (Object.keys(PATTERNS) as Kind[]).map(async (kind) => [
        kind,
        await readFile(join(dist, patternFile(kind)), "utf8"),
      ]),
    ),
  ) as Record<Kind, string>;
  const pages = pagesOf(search);
  for (let from = 0; from < pages.length; from += AT_ONCE) {
    await Promise.all(
      pages.slice(from, from + AT_ONCE).map(({ kind, ...page }) => {
        const url = siteUrl && new URL(page.path, siteUrl).href;
        return write(join(dist, page.path, "index.html"), about(patterns[kind], { ...page, url }));
      }),
    );
  }
  return pages.length;
}

function pagesOf(search: SearchBoard): Page[] {
  const sports = new Map(search.disciplines);
  const sportOf = (id: string) => sports.get(id.slice(0, 3)) ?? "";
  const games = search.games ? ` ${search.games.name}.` : "";
  const pages = [
    ...search.events.map(([id, name]): Page => {
      const title = `${name}, ${sportOf(id)}`;
      const description = en.event.description(title) + games;
      return { kind: "event", path: to.event(id), board: `/api/events/${id}`, title, description };
    }),
    ...search.disciplines.map(
      ([code, name]): Page => ({
        kind: "discipline",
        path: to.discipline(code),
        board: `/api/leaderboards/disciplines/${code}`,
        title: name,
        description: en.discipline.description(name) + games,
      }),
    ),
    ...search.athletes.map(
      ([id, name, noc]): Page => ({
        kind: "athlete",
        path: to.athlete(id),
        board: `/api/athletes/${id}`,
        title: name,
        description: en.athlete.description(name, countryName(noc)) + games,
      }),
    ),
    ...search.countries.map((noc): Page => {
      const title = countryName(noc);
      const description = en.country.description(title) + games;
      return { kind: "country", path: to.country(noc), board: `/api/countries/${noc}`, title, description };
    }),
  ];
  // Codes come from outside and become names of files: they have to lead to a page of their kind, and into no other folder.
  return pages.filter(({ kind, path }) => routeOf(path).page === kind && !path.includes("/."));
}

/** Whoever reads meanwhile gets the old file or the new one, whole. */
async function write(file: string, text: string): Promise<void> {
  const before = await readFile(file, "utf8").catch(absent);
  if (before === text) return;
  await mkdir(dirname(file), { recursive: true });
  const unfinished = join(dirname(file), ".index.html");
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code === "ENOENT") return undefined;
  throw cause;
}
