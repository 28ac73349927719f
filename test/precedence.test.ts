/** Two feeds and people in one unit: who counts, who is held, and that it depends on what they say and not on when. */
import type { Actor } from "@podium/core/access/actor.ts";
import { auditLines } from "@podium/core/audit/query.ts";
import { Applier } from "@podium/core/feed/apply.ts";
import { chargeOf, giveCharge } from "@podium/core/feed/charge.ts";
import { list, replay, show } from "@podium/core/feed/messages.ts";
import { keepBody } from "@podium/core/feed/ndjson/body.ts";
import { type LineOutcome, takeLines } from "@podium/core/feed/ndjson/take.ts";
import { precedences, setPrecedence } from "@podium/core/feed/precedence.ts";
import type { Queue } from "@podium/core/feed/queue.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { rebuild } from "@podium/core/feed/rebuild.ts";
import { Filing, find } from "@podium/core/feed/record.ts";
import { type Message, parseCommand } from "@podium/core/results/commands.ts";
import { execute } from "@podium/core/results/execute.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { Charge, Precedence } from "@podium/core/results/sources.ts";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  A,
  B,
  C,
  correction,
  EVENT,
  entries,
  MASTER,
  mark,
  status,
  UNIT,
  withdrawal,
} from "./support/games.ts";
import { type OdfFeed, odfFeed, type Result, result, ZONE } from "./support/odf.ts";
import { contents, type Pipeline, startPipeline } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

const ADMIN = { kind: "system", name: "test" } as const;
const ODF_FIRST: Precedence = ["odf", "timing", "manual"];
const now = () => new Date();

interface Stage {
  podium: Pipeline;
  feed: OdfFeed;
}

let engine: Engine;
let stage: Stage;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  stage = await opened();
  return () => stage.podium.stop();
});

async function opened(): Promise<Stage> {
  const podium = await startPipeline(engine);
  for (const message of [...MASTER, entries]) await podium.take(message);
  return { podium, feed: odfFeed(podium.table) };
}

/** A body of the line feed. */
function lines(messages: readonly Message[], { podium, feed }: Stage = stage): Promise<LineOutcome[]> {
  const context = { ...podium.context, source: "timing", known: new Set<string>() };
  return takeLines(context, feed.queue, messages.map((message) => JSON.stringify(message)).join("\n"));
}

/** A document; the id that it goes by. */
async function document(message: Result, { feed }: Stage = stage): Promise<string> {
  const { id } = await feed.post(result(message));
  await feed.drain();
  return id;
}

const timed = (a?: string, b?: string) => [
  { competitor: A, ...(a && { time: a }) },
  { competitor: B, ...(b && { time: b }) },
  { competitor: C },
];

async function order(scope: string, wanted: Precedence | null, { podium }: Stage = stage): Promise<void> {
  const id = `order-${scope}-${wanted?.join("-")}`;
  await setPrecedence({ table: podium.table, actor: ADMIN, now }, { scope, order: wanted, id });
}

async function give(charge: Charge, id = `give-${charge}`): Promise<void> {
  const { podium, feed } = stage;
  const context = { table: podium.table, queue: feed.queue, actor: ADMIN, now };
  await giveCharge(context, { unit: UNIT, charge, id });
  await feed.drain();
}

const person = (message: Message) =>
  execute({ ...stage.podium.context, actor: ADMIN, source: "console" }, parseCommand(message));

const charge = () => chargeOf(stage.podium.table, UNIT);

/** Time of A on its event's board. */
async function shown(): Promise<number | undefined> {
  const { podium } = stage;
  await podium.settle();
  const board = await podium.board<EventBoard>(`events/${EVENT}`);
  const rows = board?.phases.flatMap(({ units }) => units.flatMap(({ entries }) => entries)) ?? [];
  const row = rows.find(({ competitor }) => competitor.id === A);
  return (row?.mark as { timeMs?: number } | null)?.timeMs;
}

const held = async () =>
  (await list(stage.podium.table, { lane: UNIT, states: ["held"] })).map(({ message }) => message);

describe("the source that is first in the order", () => {
  it("takes charge by itself when it reports, and what the other says from then on is held and listed", async () => {
    await document({ version: 1, lines: timed("1:40.00") });
    expect([await charge(), await shown()]).toEqual(["odf", 100_000]);
    await lines([status("LIVE", 0), mark(A, 103_450, 2)]);
    expect([await charge(), await shown()]).toEqual(["timing", 103_450]);
    const later = await document({ version: 2, lines: timed("1:39.00") });
    expect(await held()).toEqual([later]);
    expect(await shown()).toBe(103_450);
  });

  it("is told in the audit trail when it takes charge, whichever feed it is", async () => {
    const taken = async () =>
      (await auditLines(stage.podium.table, { trail: EVENT }, 100))
        .flatMap(({ actor, changes }) => changes.map((change) => ({ actor, ...change })))
        .filter(({ fact }) => fact.startsWith("charge"))
        .map(({ actor, before, after }) => [actor, before, after]);
    await document({ version: 1, lines: timed("1:40.00") });
    await lines([mark(A, 103_450, 2)]);
    expect(await taken()).toEqual([
      ["feed:test", "odf", "timing"],
      ["feed:odf", undefined, "odf"],
    ]);
  });

  it("is the one of the closest order: the unit's, its discipline's, that of the Games", async () => {
    const after = async (scope: string, wanted: Precedence | null) => {
      await order(scope, wanted);
      const other = await opened();
      for (const one of await precedences(stage.podium.table)) await order(one.scope, one.order, other);
      await lines([mark(A, 103_450, 2)], other);
      await document({ version: 1, lines: timed("1:40.00") }, other);
      const found = await chargeOf(other.podium.table, UNIT);
      await other.podium.stop();
      return found;
    };
    expect(await after("GEN", ODF_FIRST)).toBe("odf");
    expect(await after("ALP", ["timing", "odf", "manual"])).toBe("timing");
    expect(await after(UNIT, ODF_FIRST)).toBe("odf");
    expect(await after(UNIT, null)).toBe("timing");
  });

  it("gets with the charge what it was held for before its order was set", async () => {
    await lines([mark(A, 103_450, 2)]);
    const first = await document({ version: 1, lines: timed("1:40.00") });
    expect(await held()).toEqual([first]);
    await order("ALP", ODF_FIRST);
    const second = await document({ version: 2, lines: timed("1:39.00") });
    expect(await held()).toEqual([]);
    const states = await Promise.all([first, second].map((id) => find(stage.podium.table, "odf", id)));
    expect(states.map((record) => record?.state)).toEqual(["ignored", "applied"]);
    expect(await shown()).toBe(99_000);
  });

  it("gets it too when its process was killed between taking charge and letting go", async () => {
    const { podium, feed } = stage;
    const down: Queue = {
      send: async () => {
        throw new Error("Killed");
      },
    };
    await lines([mark(A, 103_450, 2)]);
    const document1 = await document({ version: 1, lines: timed("1:40.00") });
    await order("ALP", ODF_FIRST);
    await feed.post(result({ version: 2, lines: timed("1:39.00") }));
    const deliveries = feed.waiting.splice(0);
    const reader = new Reader(feed.store, ZONE);
    const killed = new Applier({ table: podium.table, reader, queue: down, now });
    await expect(killed.apply(deliveries)).rejects.toThrow("Killed");
    expect([await charge(), await held()]).toEqual(["odf", [document1]]);
    await feed.applier.apply(deliveries);
    await feed.drain();
    expect(await held()).toEqual([]);

    await lines([mark(B, 104_000, 3, "m1")]);
    await order("ALP", ["timing", "odf", "manual"]);
    const body = [mark(B, 104_250, 4, "m2")];
    const broken = { podium, feed: { ...feed, queue: down } };
    await expect(lines(body, broken)).rejects.toThrow("Killed");
    expect([await charge(), await held()]).toEqual(["timing", ["m1"]]);
    expect(await lines(body)).toMatchObject([{ outcome: "duplicate" }]);
    await feed.drain();
    expect(await held()).toEqual([]);
  });

  it("loses nothing to a start list: that says nothing of results", async () => {
    await document({ version: 1, lines: timed("1:40.00") });
    await lines([status("START_LIST", -30)]);
    expect(await charge()).toBe("odf");
  });
});

describe("no feed takes charge by itself", () => {
  it("from a choice that a person has made", async () => {
    await document({ version: 1, lines: timed("1:40.00") });
    await give("odf");
    await lines([mark(A, 103_450, 2)]);
    expect([await charge(), await shown()]).toEqual(["odf", 100_000]);
    expect(await held()).toEqual(["mark-1001-2"]);
  });

  it("of a unit that is official: a person decides, and until then nothing moves", async () => {
    await document({ version: 1, status: "OFFICIAL", lines: timed("1:40.00", "1:41.00") });
    await stage.podium.settle();
    const before = await contents(stage.podium.table);
    await lines([mark(A, 99_000, -100), correction(A, { timeMs: 98_000 }, 60, "Replay of the finish")]);
    await stage.podium.settle();
    expect(await charge()).toBe("odf");
    expect(await contents(stage.podium.table)).toEqual(before);
    expect(await held()).toEqual([`mark-${A}--100`, `correction-${A}-60`]);
    // Its own corrections count as ever.
    await document({ version: 2, status: "OFFICIAL", lines: timed("1:42.00", "1:41.00") });
    expect(await shown()).toBe(102_000);
  });

  it("where people have made the unit official without one", async () => {
    for (const one of [status("LIVE", 0), mark(A, 103_450, 2), status("OFFICIAL", 20)]) await person(one);
    await lines([mark(A, 99_000, 3)]);
    expect([await charge(), await shown()]).toEqual(["manual", 103_450]);
  });

  it("where it stands behind people", async () => {
    await order(UNIT, ["timing", "manual", "odf"]);
    const id = await document({ version: 1, lines: timed("1:40.00") });
    expect([await charge(), await shown(), await held()]).toEqual(["manual", undefined, [id]]);
    await person(mark(A, 101_000, 2));
    expect(await shown()).toBe(101_000);
    await lines([mark(A, 103_450, 5)]);
    expect([await charge(), await shown()]).toEqual(["timing", 103_450]);
  });

  it("by silence: who is in charge stays so, until a person hands it over", async () => {
    await lines([mark(A, 103_450, 2)]);
    for (let version = 1; version <= 3; version++) await document({ version, lines: timed("1:40.00") });
    expect(await charge()).toBe("timing");
    await give("odf");
    expect([await charge(), await shown()]).toEqual(["odf", 100_000]);
  });
});

it("what a source that isn't in charge calls official stays open for the one that is", async () => {
  await lines([status("LIVE", -100), mark(A, 103_450, -99)]);
  await document({ version: 1, status: "OFFICIAL", lines: timed("1:40.00", "1:41.00") });
  expect(await lines([mark(A, 102_000, 2)])).toMatchObject([{ outcome: "taken" }]);
  expect(await shown()).toBe(102_000);
});

describe("an order", () => {
  it("is a fact with an audit entry, of those who may write in its discipline alone", async () => {
    const { table } = stage.podium;
    const scorer: Actor = { kind: "user", userId: "anna", roles: ["scorer"], disciplines: ["ALP"] };
    const set = (scope: string) =>
      setPrecedence(
        { table, actor: scorer, now },
        { scope, order: ODF_FIRST, id: `by-anna-${scope}`, reason: "The timing is being repaired" },
      );
    await set("ALP");
    await set("ALP");
    await expect(set("GEN")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(set("SSK")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(set(UNIT.replace("0001", "0009"))).rejects.toMatchObject({ code: "UNKNOWN_UNIT" });
    expect(await precedences(table)).toEqual([{ scope: "ALP", order: ODF_FIRST }]);
    expect(await auditLines(table, { actor: "user:anna" }, 10)).toMatchObject([
      {
        command: "precedence",
        reason: "The timing is being repaired",
        changes: [{ fact: "precedence ALP", after: ODF_FIRST }],
      },
    ]);
  });
});

describe("a line of a source that isn't in charge", () => {
  it("is taken, says so in its answer, is listed as held, and is applied by itself when its source gets the charge", async () => {
    const { table } = stage.podium;
    await give("odf");
    const all = [status("LIVE", 0), mark(A, 103_450, 2), mark(B, 104_250, 4)];
    const answers = await lines(all);
    expect(answers.map(({ outcome, waitsFor }) => [outcome, waitsFor])).toEqual(
      all.map(() => ["taken", `charge ${UNIT}`]),
    );
    const ids = all.map(({ id }) => id);
    expect((await held()).sort()).toEqual(ids.toSorted());
    const today = now().toISOString().slice(0, 10);
    const byDay = await list(table, { day: today, states: ["held"], source: "timing", lane: "ALPMDH" });
    expect(byDay.map(({ message }) => message).sort()).toEqual(ids.toSorted());
    const [id = ""] = ids;
    const { body } = await show({ table, objects: stage.feed.store.objects }, "timing", id);
    expect(JSON.parse(Buffer.from(body ?? "").toString())).toMatchObject({ id, status: "LIVE" });

    await give("timing");
    expect([await held(), await shown()]).toEqual([[], 103_450]);
    const records = await list(table, { lane: UNIT });
    expect(records.map(({ message, state, waitsFor }) => [message, state, waitsFor]).sort()).toEqual(
      ids.map((one) => [one, "applied", undefined]).sort(),
    );
    expect((await lines(all)).map(({ outcome, first }) => [outcome, first])).toEqual(
      all.map(() => ["duplicate", "taken"]),
    );
  });

  it("stays held when it is replayed before its time, and leaves the list when it is taken back", async () => {
    const { podium, feed } = stage;
    await give("odf");
    await lines([mark(A, 103_450, 2, "m1"), mark(A, 99_000, 3, "m2")]);
    await replay(podium.table, feed.queue, "timing", "m1", "again");
    await feed.drain();
    expect((await held()).sort()).toEqual(["m1", "m2"]);
    await lines([withdrawal("m2", 4)]);
    expect(await held()).toEqual(["m1"]);
    await give("timing");
    expect(await find(podium.table, "timing", "m2")).toMatchObject({ state: "ignored" });
    expect([await held(), await shown()]).toEqual([[], 103_450]);
  });

  it("never stays held beside its own source's charge, though that is given at the same moment", async () => {
    for (let round = 0; round < 8; round++) {
      await give("odf", `odf-${round}`);
      const marks = [A, B, C].map((competitor, n) => mark(competitor, 100_000 + round, 10 * round + n));
      await Promise.all([lines(marks), give("timing", `timing-${round}`)]);
      await stage.feed.drain();
      expect([await charge(), await held()]).toEqual(["timing", []]);
    }
  });
});

it("two feeds of one unit are rebuilt from their messages: the same boards, the same held", async () => {
  const { podium, feed } = stage;
  await document({ version: 1, lines: timed("1:40.00") });
  const said = [status("LIVE", 0), mark(A, 103_450, 2), mark(B, 104_250, 4)];
  await keepBody(new Filing(feed.store), "timing", said.map((one) => JSON.stringify(one)).join("\n"), now());
  await lines(said);
  await document({ version: 2, lines: timed("1:39.00", "1:41.00") });
  await podium.settle();
  const other = await opened();
  await rebuild(feed.store, other.feed.store, ZONE);
  await other.podium.settle();
  expect(await contents(other.podium.table)).toEqual(await contents(podium.table));
  const again = await list(other.podium.table, { lane: UNIT, states: ["held"] });
  expect(again.map(({ message }) => message)).toEqual(await held());
  expect(again).toHaveLength(1);
  await other.podium.stop();
});

describe("in every order of arrival", () => {
  const SAID: readonly (Message | Result)[] = [
    status("LIVE", 0),
    mark(A, 103_450, 2),
    mark(B, 104_250, 4),
    { version: 1, status: "START_LIST", lines: timed() },
    { version: 2, lines: timed("1:40.00") },
    { version: 3, lines: timed("1:40.00", "1:41.00") },
  ];

  it.each<[string, Precedence | undefined, Charge]>([
    ["none is set", undefined, "timing"],
    ["ODF is first", ODF_FIRST, "odf"],
    ["people come before timing", ["odf", "manual", "timing"], "odf"],
    ["people are first", ["manual", "odf", "timing"], "manual"],
  ])("two feeds end in the same boards where %s", { timeout: 120_000 }, async (_, wanted, expected) => {
    const told = async (places: readonly number[]) => {
      const other = await opened();
      try {
        if (wanted !== undefined) await order("ALP", wanted, other);
        for (const place of places) {
          const said = SAID[place] as Message | Result;
          if ("version" in said) await document(said, other);
          else await lines([said], other);
        }
        await other.podium.settle();
        return {
          charge: await chargeOf(other.podium.table, UNIT),
          boards: await contents(other.podium.table),
        };
      } finally {
        await other.podium.stop();
      }
    };
    const places = SAID.map((__, place) => place);
    const once = await told(places);
    expect(once.charge).toBe(expected);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(places, { minLength: places.length }), async (shuffled) => {
        expect(await told(shuffled)).toEqual(once);
      }),
      { numRuns: 6 },
    );
  });
});
