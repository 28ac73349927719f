/**
 * A register holds one fact: a mark, a status, a start-list entry. Messages may come twice, late, out of order, and may
 * be taken back later; so a register keeps what was asserted and answers with the newest assertion that stands.
 * The answer depends on the set of assertions alone, never on the order in which they came.
 */
import { canonical, type Json } from "../board/canonical.ts";
import type { FeedKind } from "./sources.ts";

export interface Assertion<V> {
  /** Id of the message or command. */
  id: string;
  /** When it became true, by the source's clock. */
  at: string;
  value: V;
  /** Set where it corrects a result that had been official. */
  reason?: string;
  withdrawn?: boolean;
  /** The kind of feed that says so; absent for what people say, which counts whoever is in charge. */
  by?: FeedKind;
}

export interface Register<V> {
  /** Counts up with each change; writers state the version they saw. */
  version: number;
  /** Newest first. */
  assertions: Assertion<V>[];
}

/**
 * How many assertions of each kind of feed a register remembers. A withdrawal can reach back that far; it bounds the
 * item's size when a feed sends a mark many times a second.
 */
export const MEMORY = 32;

export function newest<V>(left: Assertion<V>, right: Assertion<V>): number {
  if (left.at !== right.at) return left.at < right.at ? 1 : -1;
  if (left.id !== right.id) return left.id < right.id ? 1 : -1;
  return 0;
}

/** The assertion that counts, or undefined where none stands. `admits` can rule some out. */
export function current<V>(
  register: Register<V>,
  admits: (assertion: Assertion<V>) => boolean = () => true,
): Assertion<V> | undefined {
  return register.assertions.find((assertion) => !assertion.withdrawn && admits(assertion));
}

/** Adds an assertion. One with an id that is already there changes nothing. */
export function assert<V>(register: Register<V> | undefined, assertion: Assertion<V>): Register<V> {
  const assertions = register?.assertions ?? [];
  if (assertions.some(({ id }) => id === assertion.id)) return register as Register<V>;
  return {
    version: (register?.version ?? 0) + 1,
    assertions: remembered([...assertions, assertion]),
  };
}

/** Newest first. One feed never makes the register forget another. */
function remembered<V>(assertions: Assertion<V>[]): Assertion<V>[] {
  const seen = new Map<FeedKind | undefined, number>();
  return assertions.sort(newest).filter(({ by }) => {
    const count = (seen.get(by) ?? 0) + 1;
    seen.set(by, count);
    return count <= MEMORY;
  });
}

/** Takes the assertion of message `id` back; an unknown id changes nothing. */
export function withdraw<V>(register: Register<V>, id: string): Register<V> {
  const found = register.assertions.some((assertion) => assertion.id === id && !assertion.withdrawn);
  if (!found) return register;
  return {
    version: register.version + 1,
    assertions: register.assertions.map((assertion) =>
      assertion.id === id ? { ...assertion, withdrawn: true } : assertion,
    ),
  };
}

/** An assertion of a document, which may be older than it says. */
export interface Stated<V> extends Assertion<V> {
  /** An assertion of the same document that says the same since an earlier time stays as it is. */
  orEarlier?: boolean;
}

/**
 * Sets all that one document states about this fact, in place of what it stated before. Its assertions are told by their
 * ids, which begin with `slot`. Where it states nothing any more, its newest assertion stays as a withdrawn one. Answers
 * with the same register where nothing changes.
 */
export function restate<V>(
  register: Register<V> | undefined,
  slot: string,
  stated: readonly Stated<V>[],
): Register<V> | undefined {
  const own: Assertion<V>[] = [];
  const others: Assertion<V>[] = [];
  for (const assertion of register?.assertions ?? [])
    (assertion.id.startsWith(slot) ? own : others).push(assertion);
  const [last] = own;
  const next: Assertion<V>[] = stated.map(({ orEarlier, ...assertion }) => {
    const same = orEarlier && own.find((one) => one.at <= assertion.at && saysTheSame(one, assertion));
    return same || assertion;
  });
  if (next.length === 0 && last !== undefined) next.push({ ...last, withdrawn: true });
  next.sort(newest);
  const changed =
    next.length !== own.length ||
    next.some((one, index) => {
      const was = own[index];
      return was === undefined || was.id !== one.id || was.at !== one.at || !saysTheSame(was, one);
    });
  if (!changed) return register;
  return {
    version: (register?.version ?? 0) + 1,
    assertions: remembered([...others, ...next]),
  };
}

function saysTheSame(left: Assertion<unknown>, right: Assertion<unknown>): boolean {
  const said = ({ value, reason, withdrawn }: Assertion<unknown>) =>
    canonical({ value: (value ?? null) as Json, reason, withdrawn: withdrawn ?? false });
  return said(left) === said(right);
}
