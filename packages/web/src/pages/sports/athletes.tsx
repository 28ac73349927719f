import { followsCompetitor } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import type { Discipline } from "../../board/types.ts";
import { t } from "../../language/language.ts";
import { Noc } from "../../parts/country.tsx";
import { COLOURS, CoinHeads } from "../../parts/medal-counts.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";

const ID = "athletes";

/** Those with the most medals in the discipline, in teams or alone. */
export function Athletes({ rows }: { rows: Discipline["athletes"] }) {
  if (rows.length === 0) return null;
  return (
    <Section id={ID}>
      <table class="medal-counts">
        <caption>
          <Heading id={ID} text={t.discipline.athletes} />
        </caption>
        <thead>
          <tr>
            <th scope="col" class="rank">
              <span class="hidden">{t.column.rank}</span>
            </th>
            <th scope="col">
              <span class="hidden">{t.column.competitor}</span>
            </th>
            <CoinHeads />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ athlete, rank, rankEqual, ...counts }) => (
            <tr key={athlete.id}>
              <td class="rank">
                {rankEqual && "="}
                {rank}
              </td>
              <th scope="row">
                <span class="person">
                  <Noc noc={athlete.noc} />
                  <a class="plain" href={to.athlete(athlete.id)}>
                    {athlete.name}
                  </a>
                  {followsCompetitor(athlete) && <Star />}
                </span>
              </th>
              {COLOURS.map((medal) => (
                <td key={medal} class="count">
                  {counts[medal]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
