/** What is on now, what comes next, who has just won. */
import { useEffect, useRef } from "preact/hooks";
import { useFavourites } from "../../app/favourites.ts";
import { announce } from "../../app/news.ts";
import { useTitle } from "../../app/title.ts";
import type { Live } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { t } from "../../language/language.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { Finished } from "./finished.tsx";
import { Followed } from "./followed.tsx";
import { LiveNow } from "./live-now.tsx";
import { medalNews } from "./medal-news.ts";
import { Next } from "./next.tsx";
import { TopMedals } from "./top-medals.tsx";
import "./home.css";

export function page() {
  useTitle(t.home.title, t.home.description);
  const state = useBoard<Live>("live");
  const { board } = state;
  useMedalNews(board);
  const favourites = useFavourites();
  return (
    <>
      <PageHead title={board?.games ? t.names.games(board.games.name) : t.app.games} state={state} />
      {(board || favourites.length > 0) && <Followed favourites={favourites} />}
      {board && (
        <>
          <LiveNow board={board} />
          <Next board={board} />
          <TopMedals board={board} />
          <Finished board={board} />
        </>
      )}
    </>
  );
}

/** Says medals that are decided while the page is open. */
function useMedalNews(board: Live | undefined): void {
  const before = useRef<Live | undefined>(undefined);
  useEffect(() => {
    if (before.current && board) announce(medalNews(before.current.finished, board.finished));
    before.current = board;
  }, [board]);
}
