import { isFollowed } from "../../app/favourites.ts";
import { t } from "../../language/language.ts";
import { Flag, Noc } from "../../parts/country.tsx";
import { Pictogram } from "../../parts/pictogram.tsx";
import { Heading, Section } from "../../parts/section.tsx";
import { Star } from "../../parts/star.tsx";
import type { Found } from "./index-of.ts";

/** More than anybody reads: another letter is quicker. */
const SHOWN = 30;

/** What was found of one kind. */
export function Group({ kind, found }: { kind: Found["kind"]; found: readonly Found[] }) {
  if (found.length === 0) return null;
  const headings = {
    country: t.search.countries,
    sport: t.search.sports,
    event: t.search.events,
    athlete: t.search.athletes,
  };
  const more = found.length - SHOWN;
  return (
    <Section id={kind}>
      <Heading id={kind} text={headings[kind]} note={String(found.length)} />
      <ul class="found">
        {found.slice(0, SHOWN).map(({ id, name, href, detail, noc }) => (
          <li key={id}>
            <a href={href}>
              <Sign kind={kind} id={id} noc={noc} />
              <span>{name}</span>
              {kind !== "sport" && isFollowed(kind, id) && <Star />}
              <span class="muted">{detail}</span>
            </a>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="muted">{t.search.more(more)}</p>}
    </Section>
  );
}

function Sign({ kind, id, noc }: Pick<Found, "kind" | "id" | "noc">) {
  if (kind === "country") return <Flag noc={noc} />;
  if (kind === "athlete") return <Noc noc={noc} />;
  return <Pictogram code={id.slice(0, 3)} />;
}
