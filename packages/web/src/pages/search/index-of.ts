/** What can be found, made once from the board: in the reader's language and in English. */
import { to } from "../../app/route.ts";
import type { Search } from "../../board/types.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";
import { en } from "../../language/messages/en.ts";
import { type Findable, findable } from "./match.ts";

export interface Found {
  kind: "country" | "sport" | "event" | "athlete";
  id: string;
  name: string;
  href: string;
  /** What tells it from others of the same name. */
  detail: string;
  /** Athletes and countries. */
  noc: string;
}

type Index = Readonly<Record<Found["kind"], readonly Findable<Found>[]>>;

export function indexOf({ disciplines, events, countries, athletes }: Search): Index {
  const english = new Map(disciplines);
  const sport = (code: string) => t.names.discipline(code, english.get(code) ?? code);
  return {
    country: countries
      .map(
        (noc): Found => ({
          kind: "country",
          id: noc,
          name: countryName(noc),
          href: to.country(noc),
          detail: noc,
          noc,
        }),
      )
      .sort((left, right) => left.name.localeCompare(right.name, t.code))
      .map((found) => findable(found, found.name, [found.id, countryName(found.id, en.code, en.names.noc)])),
    sport: disciplines.map(([code, given]) => {
      const found: Found = {
        kind: "sport",
        id: code,
        name: sport(code),
        href: to.discipline(code),
        detail: "",
        noc: "",
      };
      return findable(found, found.name, [given]);
    }),
    event: events.map(([id, given]) => {
      const code = id.slice(0, 3);
      const found: Found = {
        kind: "event",
        id,
        name: t.names.event(id, given),
        href: to.event(id),
        detail: sport(code),
        noc: "",
      };
      return findable(found, found.name, [found.detail, given, english.get(code) ?? ""]);
    }),
    athlete: athletes.map(([id, name, noc, codes]) => {
      const detail = codes.split(" ").map(sport).join(", ");
      return findable({ kind: "athlete", id, name, href: to.athlete(id), detail, noc }, name);
    }),
  };
}
