/** The medal table: both ranks, any column first, by sport and gender, with the medals of each country. */
import { useFavourites } from "../../app/favourites.ts";
import { useQuery } from "../../app/query.ts";
import { useTitle } from "../../app/title.ts";
import type { Medals } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { t } from "../../language/language.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { Chart } from "./chart.tsx";
import { Filters } from "./filters.tsx";
import { Table } from "./table.tsx";
import { byDay, chosen, tally } from "./tally.ts";
import "./medals.css";

export function page() {
  useTitle(t.medals.title, t.medals.description);
  useFavourites();
  const state = useBoard<Medals>("leaderboards/medals");
  return (
    <>
      <PageHead title={t.medals.title} state={state} />
      {state.board && <Board board={state.board} />}
    </>
  );
}

function Board({ board }: { board: Medals }) {
  const [query, change] = useQuery();
  const choice = { sport: query.get("sport") ?? "", gender: query.get("gender") ?? "" };
  const { events, eventsFinished, eventsTotal } = board;
  if (events.length === 0) return <p>{t.medals.none}</p>;
  const selected = chosen(events, choice);
  const rows = tally(board, selected);
  return (
    <>
      <Filters events={events} choice={choice} onChange={change} />
      {rows.length === 0 ? (
        <p>{t.medals.noneHere}</p>
      ) : (
        <Table
          rows={rows}
          events={selected}
          note={t.medals.decided(eventsFinished, eventsTotal)}
          sort={query.get("sort") ?? ""}
          onSort={(sort) => change({ sort })}
        />
      )}
      <Chart days={byDay(selected, events)} />
    </>
  );
}
