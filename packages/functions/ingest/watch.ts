/** Looks after the feeds at short intervals: silence while a unit is on, medals that are not as ours. */
import { checkMedals } from "@podium/core/feed/medals.ts";
import { silentUnits } from "@podium/core/feed/silence.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import { OutcomeBodies } from "@podium/core/results/load.ts";
import type { Table } from "@podium/core/table/client.ts";

export interface WatchDependencies {
  table: Table;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** So that silence is known within 15 s, and fifteen looks make a minute. */
export const LOOK_EVERY_MS = 4_000;

/** One look. Metrics: FeedSilent for each silent unit, MedalMismatch for each document that has begun to differ. */
export function createWatch({ table, now, log, metrics }: WatchDependencies): () => Promise<void> {
  const bodies = new OutcomeBodies();
  return async () => {
    for (const { unit, lastAt } of await silentUnits(table, now(), bodies)) {
      metrics.count("FeedSilent");
      log.info("the feed is silent while a unit is on", { unit, lastAt });
    }
    for (const { identity, version, differences } of await checkMedals(table, now())) {
      metrics.count("MedalMismatch");
      log.warn("the feed's medals are not ours", { identity, version, differences });
    }
    metrics.flush();
  };
}
