/** Commands over a line that loses questions and answers, to a server that others write to as well. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type ProblemDetails, Refused, Unreachable } from "../api/problem.ts";
import { type CommandAnswer, type Item, Outbox } from "./outbox.ts";
import type { Store } from "./store.ts";

interface Fact {
  version: number;
  value: unknown;
  id: string;
}

/** A value that breaks a rule. */
const BROKEN = -1;

/** As the API does it: by version, once for each id. */
class Server {
  readonly facts = new Map<string, Fact>();
  readonly carried: string[] = [];

  take(id: string, fact: string, value: unknown, expectedVersion: number): CommandAnswer {
    if (value === BROKEN)
      throw new Refused({ code: "INVALID", status: 400, detail: "rule" } as ProblemDetails);
    const held = this.facts.get(fact);
    if (this.carried.includes(id)) return this.answer("duplicate", fact);
    if ((held?.version ?? 0) !== expectedVersion) {
      const problem = {
        code: "VERSION_CONFLICT",
        status: 409,
        detail: "stale",
        theirs: { ...held, by: null },
      };
      throw new Refused(problem as unknown as ProblemDetails);
    }
    this.carried.push(id);
    this.facts.set(fact, { version: expectedVersion + 1, value, id });
    return this.answer("taken", fact);
  }

  private answer(outcome: "taken" | "duplicate", name: string): CommandAnswer {
    const fact = this.facts.get(name);
    return {
      outcome,
      proposal: null,
      fact: fact === undefined ? null : { ...fact, at: null, reason: null },
    };
  }
}

/** In memory, and as a database keeps it: a copy. */
function memory(): Store & { items: Map<string, Item> } {
  const items = new Map<string, Item>();
  return {
    items,
    list: async (user) =>
      [...items.values()].filter((item) => item.user === user).sort((a, b) => a.order - b.order),
    put: async (item) => void items.set(item.id, structuredClone(item)),
    remove: async (id) => void items.delete(id),
  };
}

type Loss = "question" | "answer" | "nothing";

function desk(server: Server, store: Store, losses: Loss[], seen: Map<string, number>) {
  let count = 0;
  const outbox: Outbox = new Outbox({
    user: "scorer",
    store,
    nowMs: () => 0,
    newId: () => `${Math.random()}-${count++}`,
    onAnswer: ({ fact }, { fact: answered }) => seen.set(fact, answered?.version ?? 0),
    send: async (command, expectedVersion) => {
      const loss = losses.shift() ?? "nothing";
      if (loss === "question") throw new Unreachable();
      const fact = String(command.competitor);
      const answer = server.take(command.id, fact, command.mark, expectedVersion);
      if (loss === "answer") throw new Unreachable();
      return answer;
    },
  });
  const type = (fact: string, value: number) =>
    outbox.add({
      fact,
      command: { type: "mark", unit: "U", competitor: fact, mark: value },
      expectedVersion: seen.get(fact) ?? 0,
    });
  /** Until nothing is left that could be sent. */
  const settle = async () => {
    for (
      let round = 0;
      round < 1_000 && outbox.state().items.some(({ refused }) => refused === undefined);
      round++
    ) {
      outbox.retry();
      await new Promise(setImmediate);
      if (isStuck(outbox.state().items)) return;
    }
  };
  return { outbox, type, settle };
}

/** What is left waits for a person. */
function isStuck(items: readonly Item[]): boolean {
  const held = new Set(items.filter(({ refused }) => refused !== undefined).map(({ fact }) => fact));
  return items.every(({ fact }) => held.has(fact));
}

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("type" as const),
      fact: fc.constantFrom("a", "b", "c"),
      value: fc.nat(99),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("other" as const),
      fact: fc.constantFrom("a", "b", "c"),
      value: fc.nat(99),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
);

it("what was typed last stands, or waits for a person because of somebody else; nothing is carried out twice", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.array(fc.constantFrom<Loss>("question", "answer", "nothing"), { maxLength: 15 }),
      async (steps, losses) => {
        const server = new Server();
        const { outbox, type, settle } = desk(server, memory(), [...losses], new Map());
        const typed = new Map<string, number>();
        const others = new Set<string>();
        for (const [index, one] of steps.entries()) {
          if (one.do === "settle") await settle();
          else if (one.do === "type") {
            typed.set(one.fact, one.value);
            await type(one.fact, one.value);
          } else {
            others.add(one.fact);
            const held = server.facts.get(one.fact)?.version ?? 0;
            server.take(`other-${index}`, one.fact, 1000 + one.value, held);
          }
        }
        await settle();
        outbox.close();
        const left = outbox.state().items;
        for (const [fact, value] of typed) {
          const mine = left.findLast((item) => item.fact === fact);
          if (mine !== undefined) {
            expect(others.has(fact)).toBe(true);
            expect(mine.command.mark).toBe(value);
          } else if (!others.has(fact)) expect(server.facts.get(fact)?.value).toBe(value);
        }
        expect(new Set(server.carried).size).toBe(server.carried.length);
      },
    ),
    { numRuns: 100 },
  );
});

it("an answer that is lost is no conflict with oneself: the mark typed since goes on top of it", async () => {
  const server = new Server();
  const { outbox, type, settle } = desk(server, memory(), ["answer"], new Map());
  await type("a", 1);
  await new Promise(setImmediate);
  await type("a", 2);
  await settle();
  outbox.close();
  expect(outbox.state().items).toEqual([]);
  expect(server.facts.get("a")).toMatchObject({ version: 2, value: 2 });
});

it("where somebody wrote between a lost answer and the next mark, the person decides", async () => {
  const server = new Server();
  const { outbox, type, settle } = desk(server, memory(), ["answer"], new Map());
  await type("a", 1);
  await new Promise(setImmediate);
  server.take("other", "a", 7, 1);
  await type("a", 2);
  await settle();
  const [held] = outbox.state().items;
  expect([held?.command.mark, held?.refused?.code, server.facts.get("a")?.value]).toEqual([
    2,
    "VERSION_CONFLICT",
    7,
  ]);

  await outbox.insist(held?.id ?? "", 2);
  await settle();
  outbox.close();
  expect([outbox.state().items, server.facts.get("a")?.value]).toEqual([[], 2]);
});

it("a mark that breaks a rule gives way to the next one typed, whenever its refusal comes", async () => {
  const server = new Server();
  const { outbox, type, settle } = desk(server, memory(), [], new Map());
  await type("a", BROKEN);
  await settle();
  expect(outbox.state().items.map(({ refused }) => refused?.code)).toEqual(["INVALID"]);
  await type("a", 1);
  await settle();
  const late = [type("a", BROKEN), type("a", 2)];
  await Promise.all(late);
  await settle();
  outbox.close();
  expect([outbox.state().items, server.facts.get("a")?.value]).toEqual([[], 2]);
});

it("what a page left behind the next one sends, in the same order", async () => {
  const server = new Server();
  const store = memory();
  const first = desk(server, store, Array<Loss>(9).fill("question"), new Map());
  await first.type("a", 1);
  await first.type("b", 2);
  await first.type("a", 3);
  first.outbox.close();
  await new Promise(setImmediate);
  expect(server.carried).toEqual([]);

  const next = desk(server, store, [], new Map());
  await next.outbox.open();
  await next.settle();
  next.outbox.close();
  expect([server.facts.get("a")?.value, server.facts.get("b")?.value, store.items.size]).toEqual([3, 2, 0]);
});
