/** What competitors are called in the reader's language. */
import { countryName } from "./countries.ts";

interface Named {
  id: string;
  name: string;
  noc: string;
}

/** Athletes have accreditation numbers; pairs and teams are called by event, country and number. */
export const isAthlete = ({ id }: { id: string }): boolean => /^\d+$/.test(id);

/** People keep their names; a team that goes by its country's, with a number or without, is named as the reader knows it. */
export function competitorName({ id, name, noc }: Named): string {
  if (isAthlete({ id }) || name.includes("/")) return name;
  return `${countryName(noc)}${/ \d+$/.exec(name)?.[0] ?? ""}`;
}
