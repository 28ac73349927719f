/** What comes next, by day and time of the reader. */
import { followedFirst, followsUnit } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import type { Live } from "../../board/types.ts";
import { day } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { byPhase } from "../../parts/group.ts";
import { Heading, Section } from "../../parts/section.tsx";
import { UnitRow } from "../../parts/unit-row.tsx";

const ID = "next";

export function Next({ board: { next, eventsFinished } }: { board: Live }) {
  // The last events are on, or over.
  if (next.length === 0 && eventsFinished > 0) return null;
  const days = Map.groupBy(next, ({ start }) => day(start));
  return (
    <Section id={ID}>
      <Heading id={ID} text={t.home.next} href={to.schedule()} />
      {next.length === 0 && <p>{t.home.noSchedule}</p>}
      {[...days].map(([date, units]) => (
        <div key={date}>
          <h3>{date}</h3>
          <ul class="unit-rows">
            {byPhase(followedFirst(units, followsUnit)).map((group) => (
              <UnitRow key={group[0].rsc} units={group} quiet />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}
