import { defineConfig } from "vite";
import { flags } from "./build/flags.ts";
import { shells } from "./build/shells.ts";
import { worker } from "./build/worker.ts";

/**
 * What every page has a part of: as one file it is smaller than as twenty, and the browser has it after the first page.
 */
const SHARED =
  /node_modules\/preact\/|\/src\/(app\/(?!offline|query|announce)|board\/|parts\/(coin|country|currency|follow|page-head|star)\.|language\/(?!fr\.)|(flags|style)\.)/;
/** What the pages of lists share, and an event's doesn't need. */
const LISTS = /\/src\/(app\/query|parts\/(?!pictogram))/;

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [flags(), shells(), worker()],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2024",
    // A strict Content-Security-Policy is sent: nothing inline, no data: URLs.
    assetsInlineLimit: 0,
    // Documents name what their page needs; once one was open, all of the app is on the device.
    modulePreload: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "app", test: SHARED, priority: 2 },
            { name: "lists", test: LISTS, priority: 1 },
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:4600" } },
});
