import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assertion, assert, current, MEMORY, type Register, withdraw } from "./register.ts";

type Step = { kind: "assert"; assertion: Assertion<number> } | { kind: "withdraw"; id: string };

function apply(register: Register<number> | undefined, step: Step): Register<number> | undefined {
  if (step.kind === "assert") return assert(register, step.assertion);
  return register && withdraw(register, step.id);
}

const assertions = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    at: fc.integer({ min: 0, max: 5 }).map((n) => `2022-02-0${n + 1}T00:00:00.000Z`),
    value: fc.integer(),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
);

describe("register", () => {
  it("answers the same whatever the order in which assertions came, and however often", () => {
    const arrivals = assertions.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(arrivals, ([all, shuffled]) => {
        const inOrder = all.reduce<Register<number> | undefined>(
          (register, one) => assert(register, one),
          undefined,
        );
        const anyOrder = shuffled.reduce<Register<number> | undefined>(
          (register, one) => assert(register, one),
          undefined,
        );
        expect(anyOrder?.assertions).toEqual(inOrder?.assertions);
      }),
    );
  });

  it("answers the same wherever a withdrawal comes after its assertion", () => {
    fc.assert(
      fc.property(assertions, fc.nat(), fc.nat(), (all, which, where) => {
        const taken = all[which % all.length] as Assertion<number>;
        const steps = all.map((assertion): Step => ({ kind: "assert", assertion }));
        const first = all.indexOf(taken) + 1;
        const early = steps.toSpliced(first, 0, { kind: "withdraw", id: taken.id });
        const late = steps.toSpliced(first + (where % (all.length - first + 1)), 0, {
          kind: "withdraw",
          id: taken.id,
        });
        const result = (list: Step[]) => list.reduce<Register<number> | undefined>(apply, undefined);
        const [left, right] = [result(early), result(late)];
        expect(left && current(left)).toEqual(right && current(right));
        expect(left && current(left)?.id).not.toBe(taken.id);
      }),
    );
  });

  it("goes back to what was said before when the newest assertion is taken back", () => {
    const first = assert(undefined, { id: "a", at: "2022-02-07T04:00:00.000Z", value: 1 });
    const second = assert(first, { id: "b", at: "2022-02-07T04:01:00.000Z", value: 2 });
    expect(current(second)?.value).toBe(2);
    expect(current(withdraw(second, "b"))?.value).toBe(1);
    expect(current(withdraw(withdraw(second, "b"), "a"))).toBeUndefined();
  });

  it("does not count a version for what changes nothing", () => {
    const register = assert(undefined, { id: "a", at: "2022-02-07T04:00:00.000Z", value: 1 });
    expect(assert(register, { id: "a", at: "2022-02-07T09:00:00.000Z", value: 9 })).toBe(register);
    expect(withdraw(register, "unknown")).toBe(register);
    expect(withdraw(withdraw(register, "a"), "a").version).toBe(2);
  });

  it("stays small however often a feed repeats itself with new ids", () => {
    let register: Register<number> | undefined;
    for (let n = 0; n < 3 * MEMORY; n++) {
      register = assert(register, { id: `m${n}`, at: new Date(n * 1000).toISOString(), value: n });
    }
    expect(register?.assertions).toHaveLength(MEMORY);
    expect(register && current(register)?.value).toBe(3 * MEMORY - 1);
  });
});
