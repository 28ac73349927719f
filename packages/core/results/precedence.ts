/**
 * Who takes charge of a unit by itself. Sources have an order, set for a unit, its discipline or the Games; the closest
 * one counts. Of those that have reported a result of the unit the first in the order is in charge, and people always
 * have: a feed behind `manual` never takes charge by itself. So the order of arrival decides nothing.
 *
 * Two things stay as they are, whoever reports: a charge that a person gave, and a unit that is official.
 */
import { chargeKey, statusInCharge } from "./charge.ts";
import { type FactKey, inUnit } from "./facts.ts";
import { firstOfficialAt } from "./fold.ts";
import { assert, current, type Register } from "./register.ts";
import { type Charge, DEFAULT_PRECEDENCE, type FeedKind, GAMES_SCOPE, type Precedence } from "./sources.ts";
import type { View } from "./view.ts";

export const precedenceKey = (of: string): FactKey => ({ fact: "precedence", scope: of });

const scopesOf = (unit: string): string[] => [unit, unit.slice(0, 3), GAMES_SCOPE];

/** The order that counts in the unit, and what it is set for; null: nothing is set. */
export async function precedenceOf(
  view: View,
  unit: string,
): Promise<{ order: Precedence; scope: string | null }> {
  const scopes = scopesOf(unit);
  await view.load(scopes.map(precedenceKey));
  for (const of of scopes) {
    const order = view.stored(precedenceKey(of))?.value as Precedence | null | undefined;
    if (order) return { order, scope: of };
  }
  return { order: DEFAULT_PRECEDENCE, scope: null };
}

/** Before all real times: any choice of a person is newer. The next change by itself is a millisecond later. */
const ownTime = (version: number): string => new Date(version).toISOString();
const CHOSEN_SINCE = "1971";

export interface ChargeChange {
  unit: string;
  to: Charge;
  key: FactKey;
  before: Register<unknown> | undefined;
  after: Register<unknown>;
}

/**
 * What changes in the charge of a unit when `by` reports a result in `message`; undefined: nothing. Reads the order only
 * where somebody else is in charge, or nobody.
 */
export async function chargeTaken(
  view: View,
  unit: string,
  by: FeedKind,
  message: string,
): Promise<ChargeChange | undefined> {
  const key = chargeKey(unit);
  await view.load([key]);
  const before = view.register(key);
  const standing = before && current(before);
  if (standing !== undefined && (standing.value === by || standing.at > CHOSEN_SINCE)) return undefined;
  const present = standing?.value as Charge | undefined;
  if ((await candidate(view, unit, present, by)) === present) return undefined;
  // What was read ahead may be older than an OFFICIAL that has just come.
  view.forget([inUnit("status", unit)]);
  const next = await candidate(view, unit, present, by);
  if (next === present) return undefined;
  const after = assert<unknown>(before, {
    id: `first:${by}:${message}`,
    at: ownTime(before?.version ?? 0),
    value: next,
  });
  return after === before ? undefined : { unit, to: next, key, before, after };
}

async function candidate(
  view: View,
  unit: string,
  present: Charge | undefined,
  by: FeedKind,
): Promise<Charge> {
  await view.load([inUnit("status", unit), ...scopesOf(unit).map(precedenceKey)]);
  const status = statusInCharge(view, unit);
  if (status !== undefined && firstOfficialAt(status) !== undefined) return present ?? "manual";
  const { order } = await precedenceOf(view, unit);
  return order.find((one) => one === by || one === present || one === "manual") ?? by;
}
