import { readFileSync } from "node:fs";
import { setting } from "../environment.ts";
import { createPageHandler } from "./page.ts";

/** Beside the code, of the same build of the app as the files in the bucket. */
export const handler = createPageHandler(readFileSync(setting("PODIUM_SHELL"), "utf8"));
