/** What the Games consist of, for pages that need it beside the board they poll. */
import { useEffect, useState } from "preact/hooks";
import { keep, recall, remember, remembered } from "./kept.ts";
import { Poll, pollWhileVisible } from "./poll.ts";
import { GAMES_LAST_MS } from "./rhythm.ts";
import type { Games } from "./types.ts";

const URL = "/api/games";

/** Asked for once in a while; again, ever more slowly, as long as no answer comes. */
export function useGames(): Games | undefined {
  const [games, setGames] = useState(() => remembered<Games>(URL)?.board);
  useEffect(() => {
    const { confirmedAtMs: heldMs } = remembered<Games>(URL) ?? {};
    if (heldMs !== undefined && Date.now() - heldMs < GAMES_LAST_MS) return undefined;
    let current = true;
    void recall<Games>(URL).then((kept) => current && kept && setGames((newer) => newer ?? kept.board));
    const poll = new Poll<Games>({
      url: URL,
      onState: ({ board, confirmedAtMs, failure }) => {
        if (failure === undefined) stop();
        if (board === undefined || confirmedAtMs === undefined) return;
        remember(URL, { board, confirmedAtMs });
        void keep(URL);
        if (current) setGames(board);
      },
    });
    const quit = pollWhileVisible(poll, document);
    const stop = () => {
      quit();
      poll.pause();
    };
    return () => {
      current = false;
      stop();
    };
  }, []);
  return games;
}
