/** Medals with who has won them in which event. */
import type { Medal } from "@podium/core/results/ranking/types.ts";
import { isFollowed } from "../app/favourites.ts";
import { followsAthlete } from "../app/followed.ts";
import { to } from "../app/route.ts";
import { t } from "../language/language.ts";
import { Coin } from "./coin.tsx";
import { CompetitorLink } from "./medallists.tsx";
import { Star } from "./star.tsx";
import "./won.css";

interface WonMedal {
  medal: Medal;
  event: { id: string; name: string; discipline: { code: string; name: string } };
  competitor: { id: string; name: string; noc: string; members?: readonly { id: string }[] };
}

interface Props {
  label: string;
  medals: readonly WonMedal[];
}

/** All of one country, which may be followed itself: only athletes and events are marked. */
export function Won({ label, medals }: Props) {
  return (
    <ul class="won" aria-label={label}>
      {medals.map(({ medal, event, competitor }) => (
        <li key={`${event.id} ${competitor.id}`}>
          <Coin medal={medal} />
          <span>
            <CompetitorLink competitor={competitor} />
            {followsAthlete(competitor) && <Star />}
            <span class="muted">
              {t.names.discipline(event.discipline.code, event.discipline.name)},{" "}
              <a class="plain" href={to.event(event.id)}>
                {t.names.event(event.id, event.name)}
              </a>
              {isFollowed("event", event.id) && <Star />}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
