/**
 * Which source counts in a unit. What the others say is kept in the same registers, beside it, so that nothing is lost
 * when another takes charge. People always count: who corrects knows what the feed says. Start lists count from everyone.
 */
import { type FactKey, inUnit, registerOf, type StoredFact } from "./facts.ts";
import { assert, current, FEED_KINDS, type FeedKind, type Register } from "./register.ts";

/** `manual`: no feed counts, only people. */
export const CHARGES = [...FEED_KINDS, "manual"] as const;
export type Charge = (typeof CHARGES)[number];

/** Before all real times: any choice of a person is newer. */
const EVER = "1970-01-01T00:00:00.000Z";

/** Facts that only the source in charge decides. */
const CHARGED: ReadonlySet<string> = new Set(["mark", "match", "status"]);

export const isCharged = ({ fact }: Pick<FactKey, "fact">): boolean => CHARGED.has(fact);

/** A result that makes its feed take charge where nobody has: the first one counts. */
export function takesCharge({ fact }: FactKey, value: unknown): boolean {
  return CHARGED.has(fact) && value !== "START_LIST";
}

/** The first to report results is in charge until a person says otherwise. */
export function firstCharge(message: string, by: FeedKind): Register<unknown> {
  return assert<unknown>(undefined, { id: `first:${message}`, at: EVER, value: by });
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

function mentionsOther({ by, past }: StoredFact, charge: Charge): boolean {
  return FEED_KINDS.some((kind) => kind !== charge && (by === kind || past?.includes(`"by":"${kind}"`)));
}
