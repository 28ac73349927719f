/** An athlete: medals and results, alone or in a team. */
import { useFavourites } from "../../app/favourites.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Athlete } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";
import { Flag } from "../../parts/country.tsx";
import { Follow } from "../../parts/follow.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Share } from "../../parts/share.tsx";
import { Entries } from "./entries.tsx";
import "./people.css";
import { WonMedals } from "./won-medals.tsx";

export function page({ id }: { id: string }) {
  const state = useBoard<Athlete>(`athletes/${id}`);
  const { board } = state;
  useFavourites();
  useTitle(board?.athlete.name, board && description(board));
  if (board === undefined) return <PageHead title={t.search.athletes} state={state} />;
  const { name, noc } = board.athlete;
  return (
    <>
      <PageHead
        title={name}
        above={<a href={to.country(noc)}>{countryName(noc)}</a>}
        before={<Flag noc={noc} />}
        beside={
          <>
            <Follow favourite={{ kind: "athlete", id, name, noc }} shown={name} />
            <Share title={name} />
          </>
        }
        state={state}
      />
      {board.medals.total > 0 && (
        <Section id="medals">
          <Heading id="medals" text={t.country.medals} />
          <WonMedals medals={board.medals} />
        </Section>
      )}
      <Section id="results">
        <Heading id="results" text={t.athlete.results} />
        {board.results.length === 0 ? (
          <p>{t.athlete.none}</p>
        ) : (
          <Entries caption={t.athlete.results} results={board.results} />
        )}
      </Section>
    </>
  );
}

function description({ athlete: { name, noc }, medals }: Athlete): string {
  const text = t.athlete.description(name, countryName(noc));
  return medals.total === 0 ? text : `${text} ${t.athlete.medals(medals.total)}.`;
}
