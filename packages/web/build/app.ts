/** How the app is built, in one language. */
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { flags } from "./flags.ts";
import { late } from "./late.ts";
import { words } from "./words.ts";

/**
 * What every page has a part of: as one file it is smaller than as twenty, and the browser has it after the first page.
 */
const SHARED =
  /node_modules\/preact\/|\/src\/(app\/(?!announce|choose|keep|offline|query)|board\/|parts\/(coin|country|currency|follow|page-head|star)\.|language\/(?!calendar|choice|.*\.of\.)|(flags|late|main|style)\.)/;
/** Comes after the first view of an event, as one file because each file is one request of every device. */
const AFTER = /\/src\/(app\/(choose|keep|offline)|language\/choice|pages\/event\/(glide|pulse))\./;
/** What the pages of lists share, and an event's doesn't need. */
const LISTS = /\/src\/(app\/query|language\/calendar|parts\/(?!pictogram))/;

export const app = (language: string): UserConfig => ({
  root: fileURLToPath(new URL("..", import.meta.url)),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // What is being worked on is never kept on a device.
  define: { __WORKER__: "false" },
  plugins: [late(), flags(), words(language)],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2024",
    // Of the same year: older ones don't know what the scripts use.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // A strict Content-Security-Policy is sent: no data: URLs.
    assetsInlineLimit: 0,
    // Documents name what their page needs; once one was open, a pack brings all of the app onto the device.
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "app", test: SHARED, priority: 2 },
            { name: "lists", test: LISTS, priority: 1 },
            { name: "after", test: AFTER, priority: 1, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
});
