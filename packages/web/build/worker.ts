/** Builds the service worker, one script at an address that stays, and the packs of its version. */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import type { Version } from "../src/worker.ts";
import { scriptOf } from "./output.ts";
import { appPack, flagPack, type PackFile } from "./packs.ts";
import type { Builds } from "./translations.ts";

const SOURCE = fileURLToPath(new URL("../src/worker.ts", import.meta.url));

export function worker(builds: Builds): Plugin {
  return {
    name: "worker",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const emit = ({ fileName, source }: PackFile): string => {
          this.emitFile({ type: "asset", fileName, source });
          return `/${fileName}`;
        };
        const apps = [...builds].map(([language, built]) => [
          language,
          emit(appPack(language, built, bundle)),
        ]);
        const version: Version = { app: Object.fromEntries(apps), flags: emit(flagPack(bundle)) };
        const source = await scriptOf(SOURCE, { __VERSION__: JSON.stringify(version) });
        emit({ fileName: "worker.js", source });
      },
    },
  };
}
