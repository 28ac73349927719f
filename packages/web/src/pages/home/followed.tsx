/** Links to whom and what the fan follows. */
import type { Favourite } from "../../app/favourites.ts";
import { to } from "../../app/route.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";
import { Flag } from "../../parts/country.tsx";
import { Pictogram } from "../../parts/pictogram.tsx";

export function Followed({ favourites }: { favourites: readonly Favourite[] }) {
  if (favourites.length === 0) return <p class="followed muted">{t.home.hint}</p>;
  return (
    <nav class="followed" aria-label={t.favourites.title}>
      {favourites.map((favourite) => (
        <Chip key={`${favourite.kind} ${favourite.id}`} {...favourite} />
      ))}
    </nav>
  );
}

function Chip({ kind, id, name, noc }: Favourite) {
  if (kind === "event") {
    return (
      <a href={to.event(id)}>
        <Pictogram code={id.slice(0, 3)} />
        {t.names.event(id, name)}
      </a>
    );
  }
  const flag = kind === "country" ? id : noc;
  return (
    <a href={kind === "country" ? to.country(id) : to.athlete(id)}>
      {flag && <Flag noc={flag} />}
      {kind === "country" ? countryName(id) : name}
    </a>
  );
}
