/**
 * Which source counts in a unit. What the others say is kept in the same registers, beside it, so that nothing is lost
 * when another takes charge. People always count: who corrects knows what the feed says. Start lists count from everyone.
 * Who takes charge by itself: precedence.ts.
 */
import { type FactKey, inUnit, registerOf, type StoredFact } from "./facts.ts";
import { current } from "./register.ts";
import { type Charge, FEED_KINDS } from "./sources.ts";
import type { View } from "./view.ts";

/** Facts that only the source in charge decides. */
const CHARGED: ReadonlySet<string> = new Set(["mark", "match", "status"]);

export const isCharged = ({ fact }: Pick<FactKey, "fact">): boolean => CHARGED.has(fact);

/** A result: with it a feed may take charge. */
export function takesCharge({ fact }: FactKey, value: unknown): boolean {
  return CHARGED.has(fact) && value !== "START_LIST";
}

export const chargeKey = (unit: string): FactKey => inUnit("charge", unit);

/** The fact as the source in charge and people state it. */
export function inCharge(item: StoredFact, charge: Charge | undefined): StoredFact {
  if (charge === undefined || !mentionsOther(item, charge)) return item;
  const assertions = registerOf(item).assertions.filter(({ by }) => by === undefined || by === charge);
  const standing = current({ version: item.version, assertions });
  const past = assertions.filter((assertion) => assertion !== standing);
  const { id: _i, at: _a, value: _v, reason: _r, by: _b, past: _p, ...rest } = item;
  return { ...rest, ...standing, ...(past.length > 0 && { past: JSON.stringify(past) }) };
}

/** The status of a unit as the source in charge and people state it. `view` has seen status and charge. */
export function statusInCharge(view: View, unit: string): StoredFact | undefined {
  const status = view.stored(inUnit("status", unit));
  return status && inCharge(status, view.stored(chargeKey(unit))?.value as Charge | undefined);
}

function mentionsOther({ by, past }: StoredFact, charge: Charge): boolean {
  return FEED_KINDS.some((kind) => kind !== charge && (by === kind || past?.includes(`"by":"${kind}"`)));
}
