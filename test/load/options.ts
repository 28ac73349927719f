/** What `npm run load` is told, and what its parts share. */
import type { Figure, Options } from "../bench/support.ts";
import { EDGES, type EdgeName } from "./edges/edge.ts";
import { startTapped, type TappedEdge } from "./tap.ts";

export interface LoadOptions extends Options {
  edge?: EdgeName;
}

const ALL = Object.keys(EDGES) as EdgeName[];

/** Those that a part goes through: the one that is named, else its own choice. */
export const edgesOf = ({ edge }: LoadOptions, choice: readonly EdgeName[] = ALL): readonly EdgeName[] =>
  edge === undefined ? choice : [edge];

/** One edge after the other before the same API, each with its own cold cache. */
export async function withEach(
  edges: readonly EdgeName[],
  apiUrl: () => string,
  use: (edge: TappedEdge, name: EdgeName) => Promise<Figure[]>,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of edges) {
    const edge = await startTapped(EDGES[name], apiUrl());
    try {
      figures.push(...(await use(edge, name)));
    } finally {
      await edge.stop();
    }
  }
  return figures;
}
