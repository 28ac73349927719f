import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { clock, day } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import "./corrections.css";

/** What was changed after it had been official, why, and when. */
export function Corrections({ board }: { board: EventDetail }) {
  const { corrections, phases } = board;
  const names = new Map(phases.flatMap(({ units }) => units.map(({ rsc, name }) => [rsc, name])));
  return (
    <section class="corrections" aria-labelledby="corrections">
      <h2 id="corrections">{t.event.corrected}</h2>
      <ul>
        {corrections.map(({ unit, competitor, reason, at }) => (
          <li key={`${unit} ${competitor?.id} ${at}`}>
            <time class="muted" dateTime={at}>
              {day(at)}, {clock(at)}
            </time>
            {" · "}
            {competitor ? competitorName(competitor) : t.names.unit(names.get(unit) ?? "")}: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
