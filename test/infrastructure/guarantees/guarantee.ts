import type { Graph, StageName } from "../graph.ts";

/** What must be true of a stage. */
export interface Guarantee {
  title: string;
  /** Of all stages where it isn't said. */
  stages?: readonly StageName[];
  /** @throws AssertionError */
  holds(graph: Graph): void;
}

export const GUARDED: readonly StageName[] = ["staging", "production"];
