import { useState } from "preact/hooks";
import type { Country } from "../../board/types.ts";
import { t } from "../../language/language.ts";
import { Heading, Section } from "../../parts/section.tsx";
import { Won } from "../../parts/won.tsx";
import { WonMedals } from "./won-medals.tsx";

const ID = "medals";
/** Until more are asked for. */
const SHOWN = 8;

/** A country's medals: how many, its places in the table, and who has won them, the last first. */
export function Medals({ board: { rank, rankByTotal, medals, medallists } }: { board: Country }) {
  const [all, setAll] = useState(false);
  const newest = medallists.toReversed();
  const more = all ? 0 : Math.max(0, newest.length - SHOWN);
  return (
    <Section id={ID}>
      <Heading
        id={ID}
        text={t.country.medals}
        {...(rank !== null && rankByTotal !== null && { note: t.country.place(rank, rankByTotal) })}
      />
      {medals.total === 0 ? (
        <p>{t.country.noMedals}</p>
      ) : (
        <>
          <WonMedals medals={medals} />
          <Won label={t.country.medals} medals={all ? newest : newest.slice(0, SHOWN)} />
        </>
      )}
      {more > 0 && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {t.country.more(more)}
        </button>
      )}
    </Section>
  );
}
