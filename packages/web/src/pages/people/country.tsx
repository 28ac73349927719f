/** A country: its medals, who is on now or to come, all results. */
import { isOver } from "@podium/core/results/status.ts";
import { useFavourites } from "../../app/favourites.ts";
import { followedFirst, followsAthlete, followsEvent } from "../../app/followed.ts";
import { to } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import type { Country } from "../../board/types.ts";
import { useBoard } from "../../board/use-board.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";
import { Flag } from "../../parts/country.tsx";
import { Follow } from "../../parts/follow.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Share } from "../../parts/share.tsx";
import { Medals } from "./medals.tsx";
import { Results } from "./results.tsx";
import "./people.css";

export function page({ noc }: { noc: string }) {
  const state = useBoard<Country>(`countries/${noc}`);
  const { board } = state;
  useFavourites();
  const name = countryName(noc);
  useTitle(name, t.country.description(name));
  return (
    <>
      <PageHead
        title={name}
        above={<a href={to.medals}>{t.medals.title}</a>}
        before={<Flag noc={noc} />}
        beside={
          <>
            <Follow favourite={{ kind: "country", id: noc, name: board?.country.name ?? noc }} shown={name} />
            <Share title={name} />
          </>
        }
        state={state}
      />
      {board && <Board board={board} />}
    </>
  );
}

function Board({ board }: { board: Country }) {
  const { results } = board;
  const waiting = results.filter(({ event }) => !isOver(event.status));
  const liveFirst = followedFirst(waiting, ({ event }) => event.status === "LIVE");
  const open = followedFirst(liveFirst, ({ event }) => followsEvent(event));
  const over = results.filter(({ event }) => isOver(event.status)).toReversed();
  return (
    <>
      <Medals board={board} />
      {open.length > 0 && (
        <Section id="next">
          <Heading id="next" text={t.country.next} />
          <Results caption={t.country.next} lines={open} />
        </Section>
      )}
      <Section id="results">
        <Heading id="results" text={t.country.results} />
        {over.length === 0 ? (
          <p>{t.country.none}</p>
        ) : (
          <Results caption={t.country.results} lines={over.map(bestFirst)} />
        )}
      </Section>
    </>
  );
}

/** Athletes whom the fan follows before the others. */
function bestFirst({ event, rows }: Country["results"][number]) {
  return {
    event,
    rows: followedFirst(rows, ({ competitor }) => followsAthlete(competitor)),
  };
}
