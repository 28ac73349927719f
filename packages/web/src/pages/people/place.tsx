import type { Medal, Result } from "@podium/core/results/ranking/types.ts";
import { mark } from "../../language/format.ts";
import { Coin } from "../../parts/coin.tsx";

interface PlaceProps {
  rank: number | null;
  rankEqual: boolean;
  medal: Medal | null;
}

/** The medal, else the rank; nothing without one. */
export function Place({ rank, rankEqual, medal }: PlaceProps) {
  if (medal !== null) return <Coin medal={medal} />;
  return rank === null ? null : (
    <>
      {rankEqual && "="}
      {rank}
    </>
  );
}

interface FigureProps {
  result: Result | null;
  irm: string | null;
  eventId: string;
}

/** The mark, else why there is none. */
export const Figure = ({ result, irm, eventId }: FigureProps) => <>{mark(result, eventId) || irm}</>;
