/** The board that the page shows, as it comes over the wire. */
import type { Envelope } from "@podium/core/board/envelope.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";

export type Live = LiveBoard & Envelope;
export type LiveUnit = LiveBoard["units"][number];
export type FinishedEvent = LiveBoard["finished"][number];
