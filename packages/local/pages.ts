/** Keeps the documents of single pages beside the built app, as a deployment would: see `npm run pages`. */
import { setTimeout as delay } from "node:timers/promises";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { writePages } from "@podium/web/build/pages.ts";
import { type Log, messageOf } from "./log.ts";

const LOOK_EVERY_MS = 15_000;

/** Writes them once the stage at `url` knows events, and again when their names change, until `signal` says stop. */
export async function keepPages(url: string, webDir: string, signal: AbortSignal, log: Log): Promise<void> {
  let etag = "";
  while (!signal.aborted) {
    try {
      const response = await fetch(`${url}/api/search`, { headers: { "if-none-match": etag }, signal });
      const search = response.status === 200 ? ((await response.json()) as SearchBoard) : undefined;
      if (search !== undefined && search.events.length > 0) {
        await writePages(webDir, search);
        etag = response.headers.get("etag") ?? "";
      }
      await delay(LOOK_EVERY_MS, undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      // The app works without: links say less, and the next look may succeed.
      log("warn", "pages were not written", { error: messageOf(error) });
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
