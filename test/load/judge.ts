/** What a crowd saw, held against what was published and what the feed was promised. */
import { FRESHNESS } from "@podium/core/board/freshness.ts";
import { REMEMBER_MS } from "@podium/functions/read/memory.ts";
import type { Seen, Sighting } from "./crowd.ts";
import type { Ledger } from "./origin.ts";
import type { Taken } from "./scene.ts";

/**
 * How long after the next version is out a live board may still be shown: the reader remembers it for a second, the edge
 * keeps what it got for its time, and shows it while it fetches another.
 */
export const OLDEST_MS = REMEMBER_MS + (FRESHNESS.live.edge + FRESHNESS.live.staleWhileRevalidate) * 1000;

export interface Verdict {
  /** Answers older than a fan had before, or with content that is not the version's; versions that nobody published. */
  violations: { backwards: number; wrong: number; unknown: number };
  /** Of an answer, since the next version of its board was published: all that freshness allows. */
  supersededMs: number;
  /** By second of the crowd: since the oldest mark was acknowledged that an answer doesn't show. */
  ageMs: number[];
  /** Marks that no fan saw in the end. */
  unseen: number;
}

export function judge(seen: Seen, ledger: Ledger, taken: readonly Taken[]): Verdict {
  const marks = Map.groupBy(taken, ({ event }) => event);
  const verdict: Verdict = {
    violations: { backwards: seen.backwards, wrong: seen.wrong, unknown: 0 },
    supersededMs: 0,
    ageMs: [],
    unseen: 0,
  };
  const newest = new Map<string, number>();
  for (const sighting of seen.sightings) {
    const versions = ledger[sighting.path.slice("/api/".length)] ?? [];
    const published = versions.find(({ version }) => version === sighting.version);
    if (published === undefined) verdict.violations.unknown += 1;
    else if (published.digest !== sighting.digest) verdict.violations.wrong += 1;
    const later = versions.filter(({ version }) => version > sighting.version);
    const nextMs = Math.min(...later.map(({ updatedMs }) => updatedMs));
    const event = eventOf(sighting);
    const missing = (marks.get(event) ?? []).filter(({ timeMs }) => timeMs > sighting.newestMs);
    const missingMs = Math.min(...missing.map(({ takenMs }) => takenMs));
    for (const [second, atMs] of sighting.lastMs.entries()) {
      if (atMs === null) continue;
      verdict.supersededMs = Math.max(verdict.supersededMs, atMs - nextMs);
      verdict.ageMs[second] = Math.max(verdict.ageMs[second] ?? 0, atMs - missingMs);
    }
    newest.set(event, Math.max(newest.get(event) ?? 0, sighting.newestMs));
  }
  verdict.unseen = taken.filter(({ event, timeMs }) => timeMs > (newest.get(event) ?? 0)).length;
  return verdict;
}

export const violationsOf = ({ violations }: Verdict): number =>
  violations.backwards + violations.wrong + violations.unknown;

const eventOf = ({ path }: Sighting): string => path.split("/")[3] ?? "";
