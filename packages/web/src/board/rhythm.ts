/** When a page asks for its board again. Whoever asks brings the clock, and a pace of its own. */

/** A schedule may change, and what was official be corrected: nobody looks less often than this. */
const QUIET_MS = 5 * 60_000;
/** No board may ask a crowd to come back faster. */
const SHORTEST_MS = 1_000;
/**
 * How much sooner than the slowest the fastest page comes back. Each keeps its pace, so pages that began in one moment drift
 * apart and soon come in any. To draw anew for each wait would scatter them far more slowly, and more of it would make
 * the longest waits longer at the same number of requests.
 */
const APART = 0.1;

/** What the Games consist of seldom changes: pages that need it beside their board ask for it once in so long. */
export const GAMES_LAST_MS = 10 * 60_000;

export interface Guidance {
  /** Null: nothing is expected at all. */
  nextPollSeconds: number | null;
  /** How long nothing is expected. */
  quietMs: number;
}

/** What a board asks for; it is never faster than a second. */
export const rhythmMs = (nextPollSeconds: number): number => Math.max(SHORTEST_MS, nextPollSeconds * 1_000);

/**
 * The board's rhythm, or up to a tenth sooner. While nothing is expected a look now and then will do, the last one soon
 * after that ends.
 * @param pace 0 ≤ pace < 1, the page's own as long as it is open: from the fastest to the slowest
 */
export function waitMs({ nextPollSeconds, quietMs }: Guidance, pace: number): number {
  const seldomMs = QUIET_MS * (0.8 + 0.2 * pace);
  if (nextPollSeconds === null) return seldomMs;
  const rhythm = rhythmMs(nextPollSeconds);
  if (quietMs > rhythm) return Math.min(seldomMs, quietMs + rhythm * pace);
  return Math.max(SHORTEST_MS, rhythm * (1 - APART * (1 - pace)));
}
