/** From where each competitor stands to the standings of an event. */
import { irmOrder } from "./irm.ts";
import { compareScores, compareText, type Score, standardRanks } from "./standard.ts";
import type { Medal, Result, Standing } from "./types.ts";

/** Where one competitor stands. */
export interface Placing {
  competitor: string;
  /**
   * `ranked`; `pending`: still to come in the newest round they are in; `out`: without a rank though nothing is wrong (did not
   * qualify, where the rules rank nobody for that); `irm`.
   */
  state: "ranked" | "pending" | "out" | "irm";
  /** Round reached; higher is better. */
  tier: number;
  /** Inside the tier. */
  score: Score;
  result: Result | null;
  irm: string | null;
  /** In the newest round they are in. */
  startOrder: number;
}

const MEDALS: readonly (Medal | undefined)[] = [undefined, "gold", "silver", "bronze"];

/** `medals`: false for events that award none. */
export function standings(placings: readonly Placing[], medals = true): Standing[] {
  const ranked = placings.filter(({ state }) => state === "ranked").sort(byPlace);
  const rest = placings.filter(({ state }) => state !== "ranked").sort(byWaiting);
  const pending = placings.filter(({ state }) => state === "pending").map(({ tier }) => tier);
  const best = ranked[0];
  return [
    ...standardRanks(ranked, compareScoreInTier).map(({ item, rank: position, rankEqual }) => {
      const rank = position + pending.filter((tier) => tier > item.tier).length;
      const gapMs = best === undefined ? undefined : gap(best, item);
      return {
        competitor: item.competitor,
        rank,
        rankEqual,
        result: item.result,
        irm: item.irm,
        ...(gapMs !== undefined && { gapMs }),
        medal: (medals ? MEDALS[rank] : undefined) ?? null,
      };
    }),
    ...rest.map(({ competitor, irm }) => ({
      competitor,
      rank: null,
      rankEqual: false,
      result: null,
      irm,
      medal: null,
    })),
  ];
}

function compareScoreInTier(left: Placing, right: Placing): number {
  return right.tier - left.tier || compareScores(left.score, right.score);
}

function byPlace(left: Placing, right: Placing): number {
  return compareScoreInTier(left, right) || byStart(left, right);
}

const WAITING: readonly Placing["state"][] = ["pending", "out", "irm"];

/** IRMs: those who came further first, then in the official order. */
function byWaiting(left: Placing, right: Placing): number {
  return (
    WAITING.indexOf(left.state) - WAITING.indexOf(right.state) ||
    right.tier - left.tier ||
    (left.irm === null || right.irm === null ? 0 : irmOrder(left.irm) - irmOrder(right.irm)) ||
    compareScores(left.score, right.score) ||
    byStart(left, right)
  );
}

function byStart(left: Placing, right: Placing): number {
  return left.startOrder - right.startOrder || compareText(left.competitor, right.competitor);
}

function gap(best: Placing, { tier, result }: Placing): number | undefined {
  if (tier !== best.tier || best.result?.timeMs === undefined || result?.timeMs === undefined)
    return undefined;
  return result.timeMs >= best.result.timeMs ? result.timeMs - best.result.timeMs : undefined;
}
