/** Builds the whole app once more for each further language, beside the first. */
import type { Plugin, Rolldown } from "vite";
import { app } from "./app.ts";
import { outputOf } from "./output.ts";
import { DEFAULT, LANGUAGES } from "./words.ts";

/** The app in one language. */
export interface Built {
  /** What its document has begun. */
  main: string;
  files: Readonly<Rolldown.OutputBundle>;
}

/** By language, the default first. */
export type Builds = Map<string, Built>;

/** Here is a worker that keeps files. */
const DEFINE = { __WORKER__: "true" };

/** Fills `builds` for the plugins after it. Files without words are the same in each, name included, and are there once. */
export function translations(builds: Builds): Plugin {
  return {
    name: "translations",
    apply: "build",
    config: () => ({ define: DEFINE }),
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        builds.set(DEFAULT, { main: mainOf(bundle), files: bundle });
        for (const language of LANGUAGES.filter((code) => code !== DEFAULT)) {
          const output = await outputOf({ ...app(language), define: DEFINE });
          const files = Object.fromEntries(output.map((item) => [item.fileName, item]));
          builds.set(language, { main: mainOf(files), files });
          for (const item of output) {
            if (item.fileName in bundle) continue;
            const source = item.type === "chunk" ? item.code : item.source;
            this.emitFile({ type: "asset", fileName: item.fileName, source });
          }
        }
      },
    },
  };
}

function mainOf(bundle: Built["files"]): string {
  const document = bundle["index.html"];
  const html = document?.type === "asset" ? String(document.source) : "";
  const [, main] = /<script type="module"[^>]* src="\/([^"]+)"/.exec(html) ?? [];
  if (main === undefined) throw new Error("the document begins no script");
  return main;
}
