/** The caches that can stand between fans and the API: two from Debian, and the local cloud's own. */
import { nginx } from "./nginx.ts";
import { own } from "./own.ts";
import { varnish } from "./varnish.ts";

/** One that runs, on loopback. */
export interface RunningEdge {
  url: string;
  stop(): Promise<void>;
}

export type StartEdge = (originUrl: string) => Promise<RunningEdge>;

export const EDGES = { varnish, nginx, own } as const satisfies Record<string, StartEdge>;
export type EdgeName = keyof typeof EDGES;

export const isEdge = (name: string): name is EdgeName => Object.hasOwn(EDGES, name);
