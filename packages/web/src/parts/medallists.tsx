/** Who has won an event's medals. */
import type { Medal } from "@podium/core/results/ranking/types.ts";
import { followsCompetitor } from "../app/followed.ts";
import { to } from "../app/route.ts";
import { competitorName, isAthlete } from "../language/competitor.ts";
import { Coin } from "./coin.tsx";
import { Noc } from "./country.tsx";
import { Star } from "./star.tsx";
import "./medallists.css";

interface Competitor {
  id: string;
  name: string;
  noc: string;
  members?: readonly { id: string }[];
}

export function Medallists({ medals }: { medals: readonly { medal: Medal; competitor: Competitor }[] }) {
  if (medals.length === 0) return null;
  return (
    <ul class="medallists">
      {medals.map(({ medal, competitor }) => (
        <li key={competitor.id}>
          <Coin medal={medal} />
          <Noc noc={competitor.noc} />
          <span>
            <CompetitorLink competitor={competitor} />
            {followsCompetitor(competitor) && <Star />}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** An athlete's page; a team's is that of its country. */
export function CompetitorLink({ competitor }: { competitor: Competitor }) {
  const { id, noc } = competitor;
  return (
    <a class="plain" href={isAthlete(competitor) ? to.athlete(id) : to.country(noc)}>
      {competitorName(competitor)}
    </a>
  );
}
