/** A person makes the edge forget: a board, a discipline, everything. What it costs is said before and told after. */
import type { Actor } from "../access/actor.ts";
import { demand } from "../access/permission.ts";
import { first } from "../audit/once.ts";
import { TRAILS } from "../audit/write.ts";
import { EDGE } from "../cost/prices.ts";
import { PodiumError } from "../errors.ts";
import type { Table } from "../table/client.ts";
import { type Budget, budgetOf, spend } from "./budget.ts";
import type { Edge } from "./edge.ts";

export type Scope =
  | { what: "board"; board: string }
  | { what: "discipline"; discipline: string }
  | { what: "everything" };

const MICRO = 1_000_000;

export interface ForgetContext {
  table: Table;
  edge: Edge;
  actor: Actor;
  source: string;
  now: () => Date;
  /** Tags and paths that a month may take. */
  monthlyLimit: number;
}

export interface Forgotten {
  done: boolean;
  items: string[];
  costMicroUsd: number;
  budget: Budget;
}

/** The tags, as boards carry them; `/*` for all there is. */
export function itemsOf(scope: Scope): string[] {
  switch (scope.what) {
    case "board":
      return [tagOf(scope.board)];
    case "discipline":
      return [`discipline-${scope.discipline}`, tagOf(`leaderboards/disciplines/${scope.discipline}`)];
    case "everything":
      return ["/*"];
  }
}

/** An event's boards carry one tag together, other boards their name. */
function tagOf(board: string): string {
  return board.replace(/^events\/([^/]+).*$/, "event-$1").replaceAll("/", "-");
}

/** @throws Forbidden; PodiumError OVER_BUDGET */
export async function forget(
  { table, edge, actor, source, now, monthlyLimit }: ForgetContext,
  wish: { id: string; scope: Scope; reason: string; dryRun?: boolean | undefined },
): Promise<Forgotten> {
  demand(actor, "edge:invalidate");
  const items = itemsOf(wish.scope);
  const budget = await budgetOf(table, now(), monthlyLimit);
  const billed = Math.max(0, budget.used + items.length - Math.max(budget.used, EDGE.freePaths));
  const answer = { items, costMicroUsd: Math.round(billed * EDGE.perPath * MICRO) };
  if (wish.dryRun) return { done: false, ...answer, budget };
  const line = {
    actor,
    trail: TRAILS.edge,
    command: "invalidate",
    message: wish.id,
    reason: wish.reason,
    changes: [{ fact: "edge", after: items }],
  };
  if (budget.used + items.length > monthlyLimit) throw overBudget(monthlyLimit);
  if (await first(table, source, line, now())) {
    if (!(await spend(table, now(), "correction", items.length, monthlyLimit)))
      throw overBudget(monthlyLimit);
  }
  // Also when it comes again: who told of it may have died before it was done, and the edge does it once.
  await edge.invalidate(items, `${source}-${wish.id}`);
  return { done: true, ...answer, budget: await budgetOf(table, now(), monthlyLimit) };
}

function overBudget(limit: number): PodiumError {
  const rule = `fits the month's budget of ${limit} tags and paths`;
  return new PodiumError({ code: "OVER_BUDGET", detail: `scope: ${rule}`, field: "scope", rule });
}
