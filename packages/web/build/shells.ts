/** Writes a document for each kind of page beside `index.html`: the right words, and the page's own files ahead. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { en } from "../src/language/messages/en.ts";
import { type About, about, ahead, begun } from "./html.ts";
import { scriptOf } from "./output.ts";
import type { Builds, Built } from "./translations.ts";
import { DEFAULT } from "./words.ts";

interface Shell extends About {
  /** Source of the page. */
  page: string;
}

const SHELLS: Readonly<Record<string, Shell>> = {
  "index.html": {
    page: "home/home",
    title: en.home.title,
    description: en.home.description,
    board: "/api/live",
  },
  "schedule/index.html": {
    page: "schedule/schedule",
    title: en.schedule.title,
    description: "Every race, run and match of the Winter Games, day by day.",
    board: "/api/games",
  },
  "sports/index.html": {
    page: "sports/sports",
    title: en.sports.title,
    description: en.sports.description,
    board: "/api/games",
  },
  "medals/index.html": {
    page: "medals/medals",
    title: en.medals.title,
    description: en.medals.description,
    board: "/api/leaderboards/medals",
  },
  "search/index.html": {
    page: "search/search",
    title: en.search.title,
    description: en.search.description,
    board: "/api/search",
  },
};

/** Pages of which there are many: patterns for `writePages`. */
export const PATTERNS = {
  event: "event/event",
  discipline: "sports/discipline",
  athlete: "people/athlete",
  country: "people/country",
} as const;

export const patternFile = (kind: keyof typeof PATTERNS): string => `shells/${kind}.html`;

/** Answers every path that has no document of its own. */
const ANY = "shell.html";

const FIRST = fileURLToPath(new URL("../src/first.ts", import.meta.url));

export function shells(builds: Builds): Plugin {
  return {
    name: "shells",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const index = bundle["index.html"];
        if (index?.type !== "asset") return;
        const html = begun(String(index.source), await scriptOf(FIRST));
        const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
        const { title, description } = en.home;
        const any = about(html, { title, description });
        emit(ANY, withPage(any, builds));
        for (const kind of Object.keys(PATTERNS) as (keyof typeof PATTERNS)[]) {
          emit(patternFile(kind), withPage(any, builds, PATTERNS[kind]));
        }
        for (const [file, { page, ...words }] of Object.entries(SHELLS)) {
          const source = withPage(about(html, words), builds, page);
          if (file === "index.html") index.source = source;
          else emit(file, source);
        }
      },
    },
  };
}

/** The document with the app's scripts ahead, and with the page's script and style where it is for one page. */
function withPage(html: string, builds: Builds, page?: string): string {
  const needed = [...builds].map(([language, built]) => [language, filesOf(built, page)] as const);
  const scripts = new Map(needed.map(([language, files]) => [language, files.scripts]));
  // They hold no words.
  const styles = new Map(needed).get(DEFAULT)?.styles ?? [];
  return ahead(html, scripts, styles);
}

/** What the main script and the page's begin with; the main one first. */
function filesOf({ main, files }: Built, page?: string): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const add = (file: string) => {
    const chunk = files[file];
    if (chunk?.type !== "chunk" || scripts.has(file)) return;
    scripts.add(file);
    for (const other of chunk.imports) add(other);
    // A page's own style comes after those of its parts.
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
  };
  add(main);
  if (page !== undefined) add(chunkOf(files, page));
  return { scripts: [...scripts], styles: [...styles] };
}

function chunkOf(files: Built["files"], page: string): string {
  const chunk = Object.values(files).find(
    (item) => item.type === "chunk" && item.facadeModuleId?.endsWith(`/src/pages/${page}.tsx`) === true,
  );
  if (chunk === undefined) throw new Error(`the build has no page ${page}`);
  return chunk.fileName;
}
