import { setTimeout as wait } from "node:timers/promises";
import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { openTable } from "@podium/core/table/client.ts";
import { now, setting } from "../environment.ts";
import { createWatch, LOOK_EVERY_MS } from "./watch.ts";

const look = createWatch({
  table: openTable(setting("PODIUM_TABLE")),
  now,
  log: createLogger("feed-watch"),
  metrics: createMetrics("feed-watch"),
});

/** Schedules begin once a minute at most: between two of them it looks by itself. */
export const handler = async (): Promise<void> => {
  const looks = 60_000 / LOOK_EVERY_MS;
  for (let n = 0; n < looks; n++) {
    if (n > 0) await wait(LOOK_EVERY_MS);
    await look();
  }
};
