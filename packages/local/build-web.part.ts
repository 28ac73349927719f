/** The process that builds for `buildWeb`: the app, if that is wanted, and the console. */
import { buildApp, buildConsole } from "./build-web.ts";
import { runPart } from "./part.ts";
import { CONSOLE_DIST } from "./web.ts";

runPart<{ app: boolean }>(async ({ app }) => {
  if (app) await buildApp();
  await buildConsole(CONSOLE_DIST);
  return { started: undefined, answers: {}, stop: async () => {} };
});
