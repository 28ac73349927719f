/** Writes a document for each kind of page beside `index.html`: the right words, and the page's own files ahead. */
import type { Plugin, Rolldown } from "vite";
import { en } from "../src/language/en.ts";
import { type About, about, ahead } from "./html.ts";

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

export function shells(): Plugin {
  return {
    name: "shells",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const index = bundle["index.html"];
        if (index?.type !== "asset") return;
        const html = ahead(String(index.source), needed(bundle), []);
        const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
        const { title, description } = en.home;
        const any = about(html, { title, description });
        emit(ANY, any);
        for (const kind of Object.keys(PATTERNS) as (keyof typeof PATTERNS)[]) {
          emit(patternFile(kind), withPage(any, bundle, PATTERNS[kind]));
        }
        for (const [file, { page, ...words }] of Object.entries(SHELLS)) {
          const source = withPage(about(html, words), bundle, page);
          if (file === "index.html") index.source = source;
          else emit(file, source);
        }
      },
    },
  };
}

/** What the main script begins with, whatever the page. */
function needed(bundle: Rolldown.OutputBundle): string[] {
  return Object.values(bundle).flatMap((item) => (item.type === "chunk" && item.isEntry ? item.imports : []));
}

/** The document with the page's script and style ahead, and with all that they need. */
function withPage(html: string, bundle: Rolldown.OutputBundle, page: string): string {
  const chunk = Object.values(bundle).find(
    (item): item is Rolldown.OutputChunk =>
      item.type === "chunk" && item.facadeModuleId?.endsWith(`/src/pages/${page}.tsx`) === true,
  );
  if (chunk === undefined) throw new Error(`the build has no page ${page}`);
  const scripts: string[] = [];
  const styles: string[] = [];
  const add = ({ fileName, imports, viteMetadata }: Rolldown.OutputChunk) => {
    scripts.push(fileName);
    for (const other of imports) {
      const item = bundle[other];
      // The main script is in the document already.
      if (item?.type === "chunk" && !item.isEntry && !scripts.includes(other)) add(item);
    }
    // A page's own style comes after those of its parts.
    styles.push(...(viteMetadata?.importedCss ?? []));
  };
  add(chunk);
  return ahead(html, scripts, styles);
}
