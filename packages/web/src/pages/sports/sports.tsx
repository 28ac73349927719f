/** All sports, with how far each is. */
import { isFollowed, useFavourites } from "../../app/favourites.ts";
import { followedFirst } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Games } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { t } from "../../language/language.ts";
import { PageHead } from "../../parts/page-head.tsx";
import { Pictogram } from "../../parts/pictogram.tsx";
import { Star } from "../../parts/star.tsx";
import "./sports.css";

type Sport = Games["disciplines"][number];

export function page() {
  useTitle(t.sports.title, t.sports.description);
  useFavourites();
  const state = useBoard<Games>("games");
  const { board } = state;
  const nameOf = ({ code, name }: Sport) => t.names.discipline(code, name);
  const sports = (board?.disciplines ?? []).toSorted((left, right) =>
    nameOf(left).localeCompare(nameOf(right), t.code),
  );
  return (
    <>
      <PageHead title={t.sports.title} state={state} />
      {board && sports.length === 0 && <p>{t.sports.none}</p>}
      <ul class="all-sports">
        {followedFirst(sports, follows).map((sport) => (
          <li key={sport.code}>
            <Pictogram code={sport.code} size={40} />
            <div>
              <a class="cover" href={to.discipline(sport.code)}>
                {nameOf(sport)}
              </a>
              {follows(sport) && <Star />}
              <Progress events={sport.events} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const follows = ({ events }: Sport): boolean => events.some(({ id }) => isFollowed("event", id));

function Progress({ events }: Pick<Sport, "events">) {
  const done = events.filter(({ status }) => status === "OFFICIAL").length;
  const live = events.some(({ status }) => status === "LIVE");
  return (
    <p class="muted">
      {t.medals.decided(done, events.length)} {live && <span class="live">{t.status.live}</span>}
    </p>
  );
}
