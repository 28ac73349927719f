/** An event: who stands where, how it came to that, and what is still to come. */
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../app/news.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { EventDetail } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { useGames } from "../../board/use-games.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day, unitName } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { Follow } from "../../parts/follow.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import "./event.css";
import { prepare, pulse } from "./follow.ts";
import { late } from "./late.tsx";
import { chosenView, type View, views } from "./phases.ts";
import { onlyUnit, standingsSheet } from "./sheet.ts";
import { eventWord, isOver, isRunning } from "./status.ts";
import { Table } from "./table.tsx";
import { Tabs } from "./tabs.tsx";
import { Next, Units } from "./units.tsx";

const Bracket = late(() => import("./bracket.tsx").then(({ Bracket: part }) => part));
const Corrections = late(() => import("./corrections.tsx").then(({ Corrections: part }) => part));
const Chart = late(() => import("./chart.tsx").then(({ Chart: part }) => part));

export function page({ id }: { id: string }) {
  const state = useBoard<EventDetail>(`events/${id}`, pulse);
  const { board } = state;
  const name = board && t.names.event(id, board.event.name);
  const discipline = board?.event.discipline;
  const sport = discipline && t.names.discipline(discipline.code, discipline.name);
  useTitle(name && `${name}, ${sport}`, board && description(board, `${name}, ${sport}`));
  useNews(board);
  const on = board?.event.status === "LIVE";
  useEffect(() => {
    // Without it the whole board will do.
    if (on) prepare().catch(() => {});
  }, [on]);
  return (
    <>
      <PageHead
        title={name ?? t.event.title}
        above={discipline ? <a href={to.discipline(discipline.code)}>{sport}</a> : "\u00a0"}
        beside={
          name && board && <Follow favourite={{ kind: "event", id, name: board.event.name }} shown={name} />
        }
        state={state}
      />
      {board && <Status board={board} />}
      {board && board.corrections.length > 0 && <Corrections board={board} />}
      {board && <Views board={board} />}
    </>
  );
}

function useNews(board: EventDetail | undefined): void {
  const before = useRef<EventDetail>(undefined);
  useEffect(() => {
    const was = before.current;
    before.current = board;
    if (board === undefined || was === undefined) return;
    // Nothing is said of what a page begins with: this may come after it.
    void import("./news.ts").then(({ eventNews }) => announce(eventNews(was, board)));
  }, [board]);
}

function description({ standings }: EventDetail, title: string): string {
  const medals = standings.flatMap(({ medal, competitor }) =>
    medal === null ? [] : [`${t.medal[medal]} ${competitorName(competitor)}`],
  );
  return medals.length === 0 ? t.event.description(title) : `${title}: ${medals.join(", ")}.`;
}

/** How far it is, in words; when and where it is, or goes on, here and at the venue. */
function Status({ board }: { board: EventDetail }) {
  const timeZone = useGames()?.games?.timeZone;
  const { status, start } = board.event;
  const between = status === "INTERMEDIATE" ? upcoming(board) : undefined;
  const at = between?.start ?? start;
  const units = board.phases.flatMap((phase) => phase.units);
  const venues = between ? [between.venue] : [...new Set(units.map(({ venue }) => venue))];
  const ranked = board.standings.some(({ rank }) => rank !== null);
  return (
    <div class="event-status">
      <p>
        <strong class={status === "LIVE" ? "live" : undefined}>{eventWord(status)}</strong>
        {board.provisional && ranked && <span> · {t.event.provisional}</span>}
      </p>
      {at !== null && (
        <p class="muted when">
          <time dateTime={at}>
            {day(at)}, {clock(at)}
            {timeZone && ` (${t.event.atVenue(clock(at, timeZone))})`}
          </time>
        </p>
      )}
      <p class="muted">
        {[between && `${t.event.next}: ${between.name}`, ...venues.map(t.names.venue)]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}

/** What comes next, between two units. */
function upcoming({ phases }: EventDetail): { name: string; start: string; venue: string } | undefined {
  return phases
    .flatMap(({ name, units }) => units.map((unit) => ({ ...unit, name: unitName(name, unit.name) })))
    .filter(({ status }) => !isOver(status) && status !== "CANCELLED")
    .toSorted((left, right) => (left.start < right.start ? -1 : 1))[0];
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
    name: viewName(one),
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

function viewName(view: View): string {
  if (view.kind === "phase") return t.names.phase(view.phase.name);
  return view.kind === "bracket" ? t.event.bracket : t.event.standings;
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
