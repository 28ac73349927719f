/** Country names in the reader's language. */
import { t } from "./language.ts";
import { REGIONS } from "./nocs.ts";

const names = new Map<string, Intl.DisplayNames>();

/** By NOC code, in a language: its own name in the messages, else the name of its region, else the code. */
export function countryName(noc: string, { code, names: { noc: own } } = t): string {
  const called = own[noc];
  if (called !== undefined) return called;
  const region = REGIONS[noc];
  if (region === undefined) return noc;
  const found = names.get(code) ?? new Intl.DisplayNames(code, { type: "region" });
  names.set(code, found);
  return found.of(region) ?? noc;
}
