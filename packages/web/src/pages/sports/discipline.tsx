/** A discipline: its events with their medallists, medals by country, the leading athletes. */
import { isFollowed, useFavourites } from "../../app/favourites.ts";
import { followedFirst, followsEvent } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Discipline } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { t } from "../../language/language.ts";
import { EventState } from "../../parts/event-state.tsx";
import { MedalCounts } from "../../parts/medal-counts.tsx";
import { Medallists } from "../../parts/medallists.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Pictogram } from "../../parts/pictogram.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";
import { Athletes } from "./athletes.tsx";
import "./discipline.css";

export function page({ code }: { code: string }) {
  const state = useBoard<Discipline>(`leaderboards/disciplines/${code}`);
  const { board } = state;
  useFavourites();
  const title = t.names.discipline(code, board?.discipline.name ?? code);
  useTitle(title, t.discipline.description(title));
  return (
    <>
      <PageHead
        title={title}
        above={<a href={to.sports}>{t.sports.title}</a>}
        before={<Pictogram code={code} size={32} />}
        state={state}
      />
      {board && (
        <>
          <Events board={board} />
          <Countries board={board} />
          <Athletes rows={board.athletes} />
        </>
      )}
    </>
  );
}

function Events({ board: { events } }: { board: Discipline }) {
  return (
    <Section id="events">
      <Heading id="events" text={t.discipline.events} />
      <ul class="events">
        {followedFirst(events, followsEvent).map((event) => (
          <li key={event.id}>
            <div class="line">
              <h3>
                <a class="plain" href={to.event(event.id)}>
                  {t.names.event(event.id, event.name)}
                </a>
                {isFollowed("event", event.id) && <Star />}
              </h3>
              <EventState event={event} />
            </div>
            <Medallists medals={event.medals} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Countries({ board: { rows } }: { board: Discipline }) {
  const heading = <Heading id="medals" text={t.discipline.medals} />;
  return (
    <Section id="medals">
      {rows.length === 0 ? (
        <>
          {heading}
          <p>{t.discipline.notYet}</p>
        </>
      ) : (
        <MedalCounts caption={heading} rows={rows} />
      )}
    </Section>
  );
}
