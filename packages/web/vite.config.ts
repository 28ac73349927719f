import { defineConfig, mergeConfig } from "vite";
import { app } from "./build/app.ts";
import { shells } from "./build/shells.ts";
import { type Builds, translations } from "./build/translations.ts";
import { DEFAULT, LANGUAGES } from "./build/words.ts";
import { worker } from "./build/worker.ts";

/** `npx vite packages/web --mode fr` serves the app in French. A build has all languages. */
export default defineConfig(({ command, mode }) => {
  const builds: Builds = new Map();
  return mergeConfig(app(command === "serve" && LANGUAGES.includes(mode) ? mode : DEFAULT), {
    plugins: [translations(builds), shells(builds), worker(builds)],
    server: { host: "127.0.0.1", proxy: { "/api": "http://127.0.0.1:4600" } },
  });
});
