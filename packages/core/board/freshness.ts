/** How long browser and edge may keep a board. One table; headers, edge stack and local edge all follow it. */
export const FRESHNESS = {
  /** A unit is being contested right now. */
  live: { browser: 1, edge: 2, staleWhileRevalidate: 10, staleIfError: 86_400 },
  /** What keeps an event's page current meanwhile: a second saved here is one that each fan's page may wait longer. */
  pulse: { browser: 1, edge: 1, staleWhileRevalidate: 10, staleIfError: 86_400 },
  /** Leaderboards, medal table, schedules, events between units. */
  leaderboard: { browser: 5, edge: 10, staleWhileRevalidate: 30, staleIfError: 86_400 },
  /** An athlete, a country. */
  profile: { browser: 15, edge: 30, staleWhileRevalidate: 300, staleIfError: 86_400 },
  /** An event that is finished and OFFICIAL: a correction invalidates it. */
  finished: { browser: 30, edge: 300, staleWhileRevalidate: 86_400, staleIfError: 604_800 },
  /** Answers that say no: long enough to stop a crowd, short enough to be gone when the board appears. */
  missing: { browser: 5, edge: 10, staleWhileRevalidate: 0, staleIfError: 0 },
} as const;

export type Freshness = keyof typeof FRESHNESS;

/** A unit on the board is being contested. */
export const isLive = (freshness: Freshness): boolean => freshness === "live" || freshness === "pulse";

export function cacheControl(freshness: Freshness): string {
  const { browser, edge, staleWhileRevalidate, staleIfError } = FRESHNESS[freshness];
  const base = `public, max-age=${browser}, s-maxage=${edge}`;
  if (staleIfError === 0) return base;
  return `${base}, stale-while-revalidate=${staleWhileRevalidate}, stale-if-error=${staleIfError}`;
}
