/** An event: who stands where, how it came to that, and what is still to come. */
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../app/news.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { EventDetail } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { useGames } from "../../board/use-games.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { statusWord } from "../../language/status.ts";
import { Follow } from "../../parts/follow.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Corrections } from "./corrections.tsx";
import "./event.css";
import { late } from "./late.tsx";
import { eventNews } from "./news.ts";
import { chosenView, type View, views } from "./phases.ts";
import { pulse } from "./pulse.ts";
import { onlyUnit, standingsSheet } from "./sheet.ts";
import { isRunning } from "./status.ts";
import { Table } from "./table.tsx";
import { Tabs } from "./tabs.tsx";
import { Next, Units } from "./units.tsx";

const Bracket = late(() => import("./bracket.tsx").then(({ Bracket: part }) => part));
const Chart = late(() => import("./chart.tsx").then(({ Chart: part }) => part));

export function page({ id }: { id: string }) {
  const state = useBoard<EventDetail>(`events/${id}`, pulse);
  const { board } = state;
  const name = board && t.names.event(id, board.event.name);
  const discipline = board?.event.discipline;
  const sport = discipline && t.names.discipline(discipline.code, discipline.name);
  useTitle(name && `${name}, ${sport}`, board && description(board, `${name}, ${sport}`));
  useNews(board);
  return (
    <>
      <PageHead
        title={name ?? t.event.title}
        above={discipline && <a href={to.discipline(discipline.code)}>{sport}</a>}
        beside={
          name && board && <Follow favourite={{ kind: "event", id, name: board.event.name }} shown={name} />
        }
        state={state}
      />
      {board && <Status board={board} />}
      {board && <Corrections board={board} />}
      {board && <Views board={board} />}
    </>
  );
}

function useNews(board: EventDetail | undefined): void {
  const before = useRef<EventDetail>(undefined);
  useEffect(() => {
    if (board !== undefined && before.current !== undefined) announce(eventNews(before.current, board));
    before.current = board;
  }, [board]);
}

function description({ standings }: EventDetail, title: string): string {
  const medals = standings.flatMap(({ medal, competitor }) =>
    medal === null ? [] : [`${t.medal[medal]} ${competitorName(competitor)}`],
  );
  return medals.length === 0 ? t.event.description(title) : `${title}: ${medals.join(", ")}.`;
}

/** How far it is, in words; when and where, here and at the venue. */
function Status({ board }: { board: EventDetail }) {
  const timeZone = useGames()?.games?.timeZone;
  const { status, start } = board.event;
  const units = board.phases.flatMap((phase) => phase.units);
  const venues = [...new Set(units.map(({ venue }) => venue))].map(t.names.venue);
  const ranked = board.standings.some(({ rank }) => rank !== null);
  return (
    <div class="event-status">
      <p>
        <strong class={status === "LIVE" ? "live" : undefined}>{statusWord(status)}</strong>
        {board.provisional && ranked && <span> · {t.event.provisional}</span>}
      </p>
      <p class="muted">
        {start !== null && (
          <time dateTime={start}>
            {day(start)}, {clock(start)}
            {timeZone && ` (${t.event.atVenue(clock(start, timeZone))})`}
          </time>
        )}
        {venues.length > 0 && ` · ${venues.join(", ")}`}
      </p>
    </div>
  );
}

function Views({ board }: { board: EventDetail }) {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const all = views(board);
  const view = chosenView(board, all, hash);
  if (view === undefined) return <p class="muted">{t.event.noStartList}</p>;
  const shown = <Shown board={board} view={view} />;
  if (all.length < 2) return shown;
  const tabs = all.map((one) => ({
    id: one.id,
    name: one.kind === "phase" ? t.names.phase(one.phase.name) : t.event[one.kind],
    live: one.kind === "phase" && one.phase.status === "LIVE" ? t.status.live : undefined,
  }));
  const choose = (id: string) => {
    history.replaceState(history.state, "", `#${id}`);
    setHash(`#${id}`);
  };
  return (
    <Tabs label={t.event.views} tabs={tabs} chosen={view.id} onChoice={choose}>
      {shown}
    </Tabs>
  );
}

/** With more columns the table needs the width: the chart goes below. */
const MOST_BESIDE = 2;

function Shown({ board, view }: { board: EventDetail; view: View }) {
  if (view.kind === "phase") return <Units board={board} phase={view.phase} />;
  if (view.kind === "bracket") return <Bracket board={board} />;
  const units = board.phases.flatMap((phase) => phase.units);
  const on = onlyUnit(board) ?? units.find(({ kind, status }) => kind === "unit" && isRunning(status));
  if (board.standings.length === 0) {
    return (
      <p class="muted">{board.event.status === "CANCELLED" ? t.event.cancelled : t.event.noStartList}</p>
    );
  }
  const sheet = standingsSheet(board);
  return (
    <div class={sheet.columns.length > MOST_BESIDE ? "standings" : "standings beside"}>
      <div>
        {on && <Next unit={on} />}
        <Table sheet={sheet} caption={t.event.standings} />
      </div>
      <Chart board={board} />
    </div>
  );
}
