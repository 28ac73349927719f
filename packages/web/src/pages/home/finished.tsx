/** The events decided last, with their medallists. */

import { isFollowed } from "../../app/favourites.ts";
import { followedFirst, followsEvent } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import type { Live } from "../../board/types.ts";
import { clock, day } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { Medallists } from "../../parts/medallists.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";

const ID = "finished";

export function Finished({ board: { finished } }: { board: Live }) {
  return (
    <Section id={ID}>
      <Heading id={ID} text={t.home.finished} />
      {finished.length === 0 && <p>{t.home.noneFinished}</p>}
      <ul class="decided">
        {followedFirst(finished, followsEvent).map(({ id, name, discipline, officialAt, medals }) => (
          <li key={id}>
            <h3>
              <a class="plain" href={to.event(id)}>
                {t.names.event(id, name)}
              </a>
              {isFollowed("event", id) && <Star />}
            </h3>
            <p class="muted">
              {t.names.discipline(discipline.code, discipline.name)},{" "}
              <time dateTime={officialAt}>
                {day(officialAt)}, {clock(officialAt)}
              </time>
            </p>
            <Medallists medals={medals} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
