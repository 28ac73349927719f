/** Events with what a country's competitors have come to in them. */
import { isFollowed } from "../../app/favourites.ts";
import { followsAthlete } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import type { Country } from "../../board/types.ts";
import { t } from "../../language/language.ts";
import { EventState } from "../../parts/event-state.tsx";
import { CompetitorLink } from "../../parts/medallists.tsx";
import { QuietHead } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";
import { Figure, Place } from "./place.tsx";

type Line = Country["results"][number];

/** One table; a row group for each event, under its name. Athletes whom the fan follows are marked. */
export function Results({ caption, lines }: { caption: string; lines: readonly Line[] }) {
  return (
    <table class="results">
      <caption class="hidden">{caption}</caption>
      <QuietHead
        columns={[
          [t.column.rank, "rank"],
          [t.column.competitor, ""],
          [t.column.result, "figure"],
        ]}
      />
      {lines.map(({ event, rows }) => (
        <tbody key={event.id}>
          <tr>
            <th scope="rowgroup" colSpan={3}>
              <span class="line">
                <span>
                  <a class="plain" href={to.event(event.id)}>
                    <b>{t.names.event(event.id, event.name)}</b>
                  </a>
                  {isFollowed("event", event.id) && <Star />}{" "}
                  <span class="muted">
                    {t.names.discipline(event.discipline.code, event.discipline.name)}
                  </span>
                </span>
                {event.status !== "OFFICIAL" && <EventState event={event} />}
              </span>
            </th>
          </tr>
          {rows.map((row) => (
            <tr key={row.competitor.id}>
              <td class="rank">
                <Place {...row} />
              </td>
              <td>
                <CompetitorLink competitor={row.competitor} />
                {followsAthlete(row.competitor) && <Star />}
              </td>
              <td class="figure">
                <Figure {...row} eventId={event.id} />
              </td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}
