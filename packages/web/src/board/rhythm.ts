/** When a page asks for its board again. Whoever asks brings clock and chance. */

/** A schedule may change, and what was official be corrected: nobody looks less often than this. */
const QUIET_MS = 5 * 60_000;
/** No board may ask a crowd to come back faster. */
const SHORTEST_MS = 1_000;
/**
 * What has been still for long will mostly be so for another sixtieth of that time. Up to half as long again: beyond that,
 * one live change in twenty would come later than it does to a page that asks every five seconds.
 */
const CALM_SHARE = 1 / 60;
const CALMEST = 1.5;

export interface Guidance {
  /** Null: nothing is expected at all. */
  nextPollSeconds: number | null;
  /** How long nothing is expected. */
  quietMs: number;
  /** How long the board has been as it is. */
  calmMs: number;
}

/** What a board asks for; it is never faster than a second. */
export const rhythmMs = (nextPollSeconds: number): number => Math.max(SHORTEST_MS, nextPollSeconds * 1_000);

/**
 * The board's rhythm, or up to a fifth sooner, so that a crowd doesn't come back at one moment. While nothing is expected a
 * look now and then will do, the last one soon after that ends.
 * @param random 0 ≤ random < 1
 */
export function waitMs({ nextPollSeconds, quietMs, calmMs }: Guidance, random: () => number): number {
  const seldomMs = QUIET_MS * (0.8 + 0.2 * random());
  if (nextPollSeconds === null) return seldomMs;
  const rhythm = rhythmMs(nextPollSeconds);
  if (quietMs > rhythm) return Math.min(seldomMs, quietMs + rhythm * random());
  const calm = Math.min(CALMEST * rhythm, Math.max(rhythm, calmMs * CALM_SHARE));
  return Math.max(SHORTEST_MS, calm * (0.8 + 0.2 * random()));
}
