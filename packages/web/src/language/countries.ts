/** Country names in the reader's language. */
import { t } from "./language.ts";
import { REGIONS } from "./nocs.ts";

/** By NOC code, in a language that has these names of its own; else the name of its region, else the code. */
export function countryName(noc: string, code = t.code, own = t.names.noc): string {
  const called = own[noc];
  if (called !== undefined) return called;
  const region = REGIONS[noc];
  return (region && regionName(code, region)) ?? noc;
}

const languages = new Map<string, Intl.DisplayNames>();
/** A field of 200 asks for each name at each update, and `Intl` takes its time. */
const known = new Map<string, string | undefined>();

function regionName(code: string, region: string): string | undefined {
  const key = `${code} ${region}`;
  if (!known.has(key)) {
    const names = languages.get(code) ?? new Intl.DisplayNames(code, { type: "region" });
    languages.set(code, names);
    known.set(key, names.of(region));
  }
  return known.get(key);
}
