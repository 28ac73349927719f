/** The best ten of the medal table, and those further down whom the fan follows. */
import { isFollowed } from "../../app/favourites.ts";
import { to } from "../../app/route.ts";
import type { Live } from "../../board/types.ts";
import { t } from "../../language/language.ts";
import { MedalCounts } from "../../parts/medal-counts.tsx";
import { Heading, Section } from "../../parts/section.tsx";

const ID = "medals";
const LISTED = 10;

export function TopMedals({ board: { medals, eventsFinished, eventsTotal } }: { board: Live }) {
  const note = eventsTotal > 0 ? t.medals.decided(eventsFinished, eventsTotal) : "";
  const heading = <Heading id={ID} text={t.medals.title} note={note} href={to.medals} />;
  if (medals.length === 0) {
    return (
      <Section id={ID}>
        {heading}
        <p>{t.medals.none}</p>
      </Section>
    );
  }
  const rows = medals.filter(({ noc }, index) => index < LISTED || isFollowed("country", noc));
  return (
    <Section id={ID}>
      <MedalCounts caption={heading} rows={rows} />
    </Section>
  );
}
