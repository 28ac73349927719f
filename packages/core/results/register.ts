/**
 * A register holds one fact: a mark, a status, a start-list entry. Messages may come twice, late, out of order, and may
 * be taken back later; so a register keeps what was asserted and answers with the newest assertion that stands.
 * The answer depends on the set of assertions alone, never on the order in which they came.
 */

export interface Assertion<V> {
  /** Id of the message or command. */
  id: string;
  /** When it became true, by the source's clock. */
  at: string;
  value: V;
  /** Set where it corrects a result that had been official. */
  reason?: string;
  withdrawn?: boolean;
}

export interface Register<V> {
  /** Counts up with each change; writers state the version they saw. */
  version: number;
  /** Newest first. */
  assertions: Assertion<V>[];
}

/**
 * How many assertions a register remembers. A withdrawal can reach back that far; it bounds the item's size when a
 * feed sends a mark many times a second.
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
    assertions: [...assertions, assertion].sort(newest).slice(0, MEMORY),
  };
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
