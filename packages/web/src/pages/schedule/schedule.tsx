/** The units of one day, in the reader's time and the venue's. */
import { useFavourites } from "../../app/favourites.ts";
import { followsUnit } from "../../app/followed.ts";
import { useQuery } from "../../app/query.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Games, Schedule } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { useGames } from "../../board/use-games.ts";
import { calendarDay, isoDay } from "../../language/calendar.ts";
import { clock } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { byHeats } from "../../parts/group.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { type ScheduledUnit, UnitRow } from "../../parts/unit-row.tsx";
import { defaultDay } from "./days.ts";
import { Picker } from "./picker.tsx";
import { plan } from "./plan.ts";
import { Switches } from "./switches.tsx";
import "./schedule.css";

export function page({ date }: { date?: string }) {
  const games = useGames();
  const today = isoDay(Date.now(), games?.games?.timeZone);
  const shown =
    date ??
    (games &&
      defaultDay(
        games.days.map((day) => day.date),
        today,
      ));
  const title = shown === undefined ? t.schedule.title : calendarDay(shown);
  useTitle(shown && `${t.schedule.title}, ${title}`, t.schedule.description(title));
  if (shown === undefined) return <PageHead title={t.schedule.title} />;
  return <Day date={shown} games={games} today={today} />;
}

function Day({ date, games, today }: { date: string; games: Games | undefined; today: string }) {
  const state = useBoard<Schedule>(`schedule/${date}`);
  const unknown = state.board === undefined && state.failure?.status === 404;
  return (
    <>
      <PageHead title={calendarDay(date)} above={t.schedule.title} {...(!unknown && { state })} />
      <Picker days={games?.days ?? []} chosen={date} today={today} />
      {unknown && <p>{t.schedule.none}</p>}
      {state.board && <Plan board={state.board} games={games} />}
    </>
  );
}

function Plan({ board, games }: { board: Schedule; games: Games | undefined }) {
  useFavourites();
  const [query, change] = useQuery();
  const byTime = query.get("order") === "time";
  const onlyMedals = query.get("medals") === "only";
  const { followed, groups } = plan(board.units, {
    byTime,
    onlyMedals,
    concerns: followsUnit,
    nameOf: ({ code, name }) => t.names.discipline(code, name),
  });
  const { timeZone, hostCity } = games?.games ?? {};
  const rows = (units: readonly ScheduledUnit[], bare = false) => (
    <ul class="unit-rows">
      {byHeats(units).map((group) => (
        <UnitRow key={group[0].rsc} units={group} timeZone={timeZone} date={board.date} bare={bare} />
      ))}
    </ul>
  );
  return (
    <>
      <Switches
        byTime={byTime}
        onlyMedals={onlyMedals}
        onOrder={(time) => change({ order: time ? "time" : "" })}
        onMedals={(only) => change({ medals: only ? "only" : "" })}
      />
      {hostCity && abroad(board, timeZone) && <p class="muted">{t.schedule.zones(hostCity)}</p>}
      {followed.length + groups.length === 0 && <p>{t.schedule.noMedals}</p>}
      {followed.length > 0 && (
        <Section id="followed">
          <Heading id="followed" text={t.favourites.title} />
          {rows(followed)}
        </Section>
      )}
      {groups.map(({ discipline, units }) =>
        discipline === undefined ? (
          <Section key="all" id="all">
            <Heading id="all" text={t.schedule.byTime} />
            {rows(units)}
          </Section>
        ) : (
          <Section key={discipline.code} id={discipline.code}>
            <Heading
              id={discipline.code}
              text={t.names.discipline(discipline.code, discipline.name)}
              href={to.discipline(discipline.code)}
              note={venues(units)}
            />
            {rows(units, true)}
          </Section>
        ),
      )}
    </>
  );
}

const venues = (units: readonly ScheduledUnit[]): string =>
  [...new Set(units.map(({ venue }) => t.names.venue(venue)))].join(", ");

/** The reader's clock differs from the venue's. */
function abroad({ units: [first] }: Schedule, timeZone: string | undefined): boolean {
  if (first === undefined || timeZone === undefined) return false;
  return clock(first.start) !== clock(first.start, timeZone);
}
