/** The board that the page shows, as it comes over the wire. */
import type { LiveBoard } from "@podium/core/results/projections/live.ts";

/** What every board carries besides its content. Instants are ISO 8601 UTC. */
export interface Envelope {
  board: string;
  version: number;
  updatedAt: string;
  /** Time of the newest fact in it. */
  factAt: string;
  /** Null: there is nothing to wait for. */
  nextPollSeconds: number | null;
}

export type Live = LiveBoard & Envelope;
export type LiveUnit = LiveBoard["units"][number];
export type FinishedEvent = LiveBoard["finished"][number];
