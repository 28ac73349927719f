/** The events of an athlete, alone or in a team: one line each. */
import { isFollowed } from "../../app/favourites.ts";
import { to } from "../../app/route.ts";
import type { Athlete } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { t } from "../../language/language.ts";
import { EventState } from "../../parts/event-state.tsx";
import { QuietHead } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";
import { Figure, Place } from "./place.tsx";

export function Entries({ caption, results }: { caption: string; results: Athlete["results"] }) {
  return (
    <table class="results">
      <caption class="hidden">{caption}</caption>
      <QuietHead
        columns={[
          [t.column.rank, "rank"],
          [t.column.event, ""],
          [t.column.result, "figure"],
        ]}
      />
      {results.map(({ event, team, ...row }) => (
        <tbody key={`${event.id} ${team?.id}`}>
          <tr>
            <td class="rank">
              <Place {...row} />
            </td>
            <th scope="row">
              <a class="plain" href={to.event(event.id)}>
                <b>{t.names.event(event.id, event.name)}</b>
              </a>
              {isFollowed("event", event.id) && <Star />}
              <p class="muted">
                {t.names.discipline(event.discipline.code, event.discipline.name)}
                {team && `, ${competitorName(team)}`}
              </p>
            </th>
            <td class="figure">
              <p>
                <Figure {...row} eventId={event.id} />
              </p>
              {event.status !== "OFFICIAL" && <EventState event={event} />}
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}
