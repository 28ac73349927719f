/** Once a minute: how old the boards are and how far behind their facts, and what is left of the month's invalidations. */
import { budgetOf } from "@podium/core/edge/budget.ts";
import { boardStates } from "@podium/core/edge/state.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Table } from "@podium/core/table/client.ts";

export interface BoardWatchDependencies {
  table: Table;
  monthlyInvalidations: number;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** The front page's board: something changes on it all the time while anything is on. */
const FRONT = "live";

/** Metrics: FrontBoardAgeMs, BoardLagMs (the board that is furthest behind), InvalidationsUsedPercent. */
export function createBoardWatch({ table, monthlyInvalidations, now, log, metrics }: BoardWatchDependencies) {
  return async (): Promise<void> => {
    const at = now();
    const [boards, budget] = await Promise.all([
      boardStates(table, at),
      budgetOf(table, at, monthlyInvalidations),
    ]);
    const front = boards.find(({ board }) => board === FRONT);
    const behind = boards.toSorted((left, right) => (right.lagMs ?? 0) - (left.lagMs ?? 0))[0];
    const usedPercent = Math.floor((budget.used * 100) / budget.limit);
    if (front !== undefined) metrics.timing("FrontBoardAgeMs", front.ageSeconds * 1_000);
    metrics.timing("BoardLagMs", behind?.lagMs ?? 0);
    metrics.count("InvalidationsUsedPercent", usedPercent);
    metrics.flush();
    log.info("looked at the boards", { boards: boards.length, behind: behind?.board, usedPercent });
  };
}
