/** Four eyes, over a real table: a proposal is settled once, by someone else, in time. */
import type { UserActor } from "@podium/core/access/actor.ts";
import { parseCommand } from "@podium/core/results/commands.ts";
import { type Context, execute } from "@podium/core/results/execute.ts";
import { loadEvent } from "@podium/core/results/load.ts";
import { carryOut, contextOf, type Desk } from "@podium/core/scoring/carry-out.ts";
import { confirm, findProposal, openProposals, refuse } from "@podium/core/scoring/proposals.ts";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { A, EVENT, MASTER, minute, RACE, UNIT } from "./support/games.ts";
import { FEED } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

let engine: Engine;
let table: Context["table"];
let clock: Date;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  ({ table } = await engine.table());
  clock = new Date("2026-02-07T13:00:00Z");
  const context: Context = { table, actor: FEED, source: "test", now: () => clock, known: new Set() };
  for (const message of [...MASTER, ...RACE]) await execute(context, parseCommand(message));
});

const deskOf = (userId: string): Desk => {
  const actor: UserActor = { kind: "user", userId, roles: ["scorer"] };
  return { table, actor, now: () => clock, known: new Set() };
};
const person = (userId: string) => contextOf(deskOf(userId));
const correction = (id: string, timeMs: number) => ({
  id,
  type: "correction",
  unit: UNIT,
  competitor: A,
  mark: { timeMs },
  reason: "The photo finish says so",
});
const markOfA = async () =>
  (await loadEvent(table, EVENT)).find((fact) => fact.__edb_e__ === "mark" && fact.competitor === A)?.value;

it("after its time nobody can confirm it, and nothing was changed", async () => {
  const carried = await carryOut(deskOf("anna"), { command: correction("c", 99_000) });
  expect(carried.outcome).toBe("proposed");
  expect(await openProposals(table, clock)).toHaveLength(1);
  clock = new Date(clock.getTime() + 61 * 60_000);
  expect(await openProposals(table, clock)).toEqual([]);
  await expect(confirm(person("bert"), "c")).rejects.toMatchObject({ code: "NOT_OPEN" });
  expect(await markOfA()).toEqual({ timeMs: 103_450 });
});

it("confirmed and refused by several at once, it is settled exactly once", async () => {
  for (let round = 0; round < 8; round++) {
    const id = `c-${round}`;
    await carryOut(deskOf("anna"), { command: correction(id, 99_000 + round) });
    const before = await markOfA();
    const tries = await Promise.allSettled([
      confirm(person("bert"), id),
      refuse(person("carl"), id, "It is not so"),
      confirm(person("dora"), id),
    ]);
    const { state } = (await findProposal(table, id, clock)) ?? {};
    const won = tries.filter(({ status }) => status === "fulfilled");
    expect(state).toMatch(/^(confirmed|refused)$/);
    expect(await markOfA()).toEqual(state === "confirmed" ? { timeMs: 99_000 + round } : before);
    // Two who confirm the same agree: the second may hear that it was done before.
    expect(won.length).toBeGreaterThanOrEqual(1);
    if (state === "refused") expect(won).toHaveLength(1);
  }
});

it("what was proposed on a version that has changed since is a conflict, and stays open", async () => {
  const seen = (await loadEvent(table, EVENT)).find(
    (fact) => fact.__edb_e__ === "mark" && fact.competitor === A,
  );
  const version = seen?.version ?? 0;
  await carryOut(deskOf("anna"), { command: correction("one", 99_000), expectedVersion: version });
  await carryOut(deskOf("anna"), { command: correction("two", 98_000), expectedVersion: version });
  await confirm(person("bert"), "one");
  await expect(confirm(person("bert"), "two")).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  expect((await findProposal(table, "two", clock))?.state).toBe("open");
  expect(await markOfA()).toEqual({ timeMs: 99_000 });
});

it("the same proposal sent again is the first one; another person's with its id is none", async () => {
  const wish = { command: correction("same", 99_000) };
  const [first, again] = [await carryOut(deskOf("anna"), wish), await carryOut(deskOf("anna"), wish)];
  expect(again).toEqual({ ...first, command: again.command });
  await expect(carryOut(deskOf("bert"), wish)).rejects.toMatchObject({ code: "ID_TAKEN" });
});

it("nobody goes past the second person with a time before it was official, nor by taking a mark back", async () => {
  const mark = { type: "mark", unit: UNIT, competitor: A, mark: { timeMs: 98_000 }, at: minute(3) };
  await expect(carryOut(deskOf("anna"), { command: { id: "late", ...mark } })).rejects.toMatchObject({
    code: "UNIT_OFFICIAL",
  });
  // One that was there before it was official.
  await execute(person("anna"), parseCommand({ id: "own", ...mark }));
  const withdrawal = { id: "back", type: "withdrawal", message: "own", reason: "it was another bib" };
  await expect(carryOut(deskOf("anna"), { command: withdrawal })).rejects.toMatchObject({
    code: "UNIT_OFFICIAL",
  });
});
