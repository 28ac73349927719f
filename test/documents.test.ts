/** ODF messages on a real table: the highest version is the truth, whatever the order in which messages come. */

import { Applier } from "@podium/core/feed/apply.ts";
import { giveCharge } from "@podium/core/feed/charge.ts";
import { list } from "@podium/core/feed/messages.ts";
import type { RawPlace } from "@podium/core/feed/raw.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { find } from "@podium/core/feed/record.ts";
import { parseCommand } from "@podium/core/results/commands.ts";
import { execute } from "@podium/core/results/execute.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { A, B, C, correction, EVENT, entries, MASTER, mark, status, UNIT } from "./support/games.ts";
import { type OdfFeed, odfFeed, participants, type Result, result, ZONE } from "./support/odf.ts";
import { contents, type Pipeline, startPipeline } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

const ADMIN = { kind: "system", name: "test" } as const;

let engine: Engine;
let podium: Pipeline;
let feed: OdfFeed;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  podium = await startPipeline(engine);
  feed = odfFeed(podium.table);
  for (const message of MASTER) await podium.take(message);
  return () => podium.stop();
});

const lines = (a?: string, b?: string, c?: string) => [
  { competitor: A, ...(a && { time: a }) },
  { competitor: B, ...(b && { time: b }) },
  { competitor: C, ...(c && { time: c }) },
];

/** An applier of another process, which has read nothing yet; `read` lists what it reads. */
function coldApplier({ table }: Pipeline, { store, queue }: OdfFeed): { applier: Applier; read: string[] } {
  const read: string[] = [];
  class Listing extends Reader {
    override async content(place: RawPlace) {
      if (!read.includes(place.message)) read.push(place.message);
      return await super.content(place);
    }
  }
  const reader = new Listing(store, ZONE);
  return { applier: new Applier({ table, reader, queue, now: () => new Date() }), read };
}

async function tell(...messages: Result[]): Promise<void> {
  for (const message of messages) await feed.post(result(message));
  await feed.drain();
  await podium.settle();
}

const board = () => podium.board<EventBoard>(`events/${EVENT}`);

/** Who is in the unit, best first, with time or IRM. */
async function standings(): Promise<[string, string | null][]> {
  const entries =
    (await board())?.phases.flatMap(({ units }) => units.flatMap(({ entries }) => entries)) ?? [];
  return entries.map(({ competitor, mark, irm }) => {
    const { timeMs } = (mark ?? {}) as { timeMs?: number };
    return [competitor.id, irm ?? timeMs?.toString() ?? null];
  });
}

describe("a document", () => {
  it("is on the boards as its highest version has it, and what that no longer states is gone", async () => {
    await tell(
      { version: 1, status: "START_LIST", lines: lines() },
      { version: 2, lines: lines("1:43.45", "1:44.25") },
    );
    expect(await standings()).toEqual([
      [A, "103450"],
      [B, "104250"],
      [C, null],
    ]);
    await tell({ version: 3, lines: lines("1:43.45").slice(0, 2) });
    expect(await standings()).toEqual([
      [A, "103450"],
      [B, null],
    ]);
  });

  it("is changed after it was official by a correction that names the version", async () => {
    await tell(
      { version: 5, status: "OFFICIAL", lines: lines("1:43.45", "1:44.25", "1:45.00") },
      { version: 6, status: "OFFICIAL", lines: lines("1:44.45", "1:44.25", "1:45.00") },
    );
    expect(await standings()).toEqual([
      [B, "104250"],
      [A, "104450"],
      [C, "105000"],
    ]);
    expect((await board())?.corrections).toEqual([
      expect.objectContaining({ competitor: expect.objectContaining({ id: A }), reason: "ODF version 6" }),
    ]);
  });

  it("goes back to the version before when the last one is taken back, and to nothing when all are", async () => {
    await tell({ version: 1, lines: lines("1:43.45") }, { version: 2, lines: lines("1:40.00") });
    await tell({ version: 2 });
    expect((await standings())[0]).toEqual([A, "103450"]);
    await tell({ version: 1 });
    expect(await standings()).toEqual([]);
  });

  it("is brought up to date by a backlog of many versions, of which only the newest counts", async () => {
    for (let version = 1; version <= 45; version++) {
      await feed.post(result({ version, lines: lines(`1:${59 - (version % 20)}.00`) }));
    }
    await feed.applier.apply(feed.waiting.splice(0));
    await podium.settle();
    expect((await standings())[0]).toEqual([A, "114000"]);
    const states = (await list(podium.table, { lane: `OWG2026/${UNIT}` })).map(({ state }) => state);
    expect([states.length, states.filter((state) => state === "taken").length]).toEqual([45, 0]);
  });

  it("is read once from a backlog, whoever applies it: of versions that are replaced nothing is needed", async () => {
    for (let version = 1; version <= 10; version++)
      await feed.post(result({ version, lines: lines(`1:4${version % 10}.00`) }));
    const { applier, read } = coldApplier(podium, feed);
    await applier.apply(feed.waiting.splice(0));
    await podium.settle();
    expect(read).toHaveLength(1);
    expect((await standings())[0]).toEqual([A, "100000"]);
    const records = await list(podium.table, { lane: `OWG2026/${UNIT}` });
    expect(records.map(({ version, state }) => [version, state])).toEqual(
      Array.from({ length: 10 }, (_, n) => [n + 1, n === 9 ? "applied" : "ignored"]),
    );
  });

  it("is not taken over by a clock far ahead", async () => {
    await tell({ version: 1, time: "235959000", lines: lines("1:43.45") });
    await tell({ version: 2, time: "000000000", lines: lines("1:40.00") });
    expect((await standings())[0]).toEqual([A, "100000"]);
  });
});

describe("in every order, and however often they come", () => {
  const UNIT_MESSAGES: Result[] = [
    { version: 1, status: "START_LIST", lines: lines() },
    { version: 2, lines: lines("1:43.45") },
    { version: 3, lines: lines("1:43.45", "1:44.25") },
    { version: 3, lines: undefined as never },
    { version: 4, lines: lines("1:43.45", "1:44.20", "1:45.00") },
    { version: 5, status: "OFFICIAL", lines: lines("1:43.45", "1:44.20", "1:45.00") },
    { version: 6, status: "PROTESTED", lines: lines("1:43.45", "1:44.20", "1:45.00") },
    { version: 7, status: "OFFICIAL", lines: lines("1:44.45", "1:44.20", "1:45.00").slice(0, 2) },
    { version: 8, status: "OFFICIAL", lines: lines("1:30.00") },
    { version: 8 },
  ];

  it("the messages of a unit end in the same boards", { timeout: 240_000 }, async () => {
    await tell(...UNIT_MESSAGES);
    const expected = await contents(podium.table);
    expect((await standings()).length).toBe(2);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(
          [...UNIT_MESSAGES, ...UNIT_MESSAGES].map((_, n) => n),
          {
            minLength: 2 * UNIT_MESSAGES.length,
          },
        ),
        fc.integer({ min: 1, max: 10 }),
        fc.boolean(),
        async (order, atOnce, anew) => {
          const other = await startPipeline(engine);
          try {
            const feed = odfFeed(other.table);
            for (const message of MASTER) await other.take(message);
            for (const n of order) await feed.post(result(UNIT_MESSAGES[n % UNIT_MESSAGES.length] as Result));
            let applier = feed.applier;
            while (feed.waiting.length > 0) {
              if (anew) applier = coldApplier(other, feed).applier;
              await applier.apply(feed.waiting.splice(0, atOnce));
            }
            await other.settle();
            expect(await contents(other.table)).toEqual(expected);
            const records = await list(other.table, { lane: `OWG2026/${UNIT}` });
            expect(records).toHaveLength(UNIT_MESSAGES.length);
            for (const { state } of records) expect(["applied", "ignored"]).toContain(state);
          } finally {
            await other.stop();
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("a message that can't count yet", () => {
  it("is held until its competitor is known, and then applied by itself", async () => {
    const taken = await feed.post(result({ version: 1, lines: [{ competitor: "1004", time: "1:43.45" }] }));
    await feed.drain();
    expect(await find(podium.table, "odf", taken.id)).toMatchObject({
      state: "held",
      waitsFor: "competitor 1004",
    });
    await feed.post(participants(1, [{ id: "1004", given: "Dag", family: "Dahl", noc: "NOR" }]));
    await feed.drain();
    await podium.settle();
    expect(await find(podium.table, "odf", taken.id)).toMatchObject({ state: "applied" });
    expect(await standings()).toEqual([["1004", "103450"]]);
  });

  it("is rejected where it breaks a rule, and leaves the versions before and after it alone", async () => {
    await tell({ version: 1, lines: lines("1:43.45") });
    await expect(
      feed.post(result({ version: 2, lines: [{ competitor: A, irm: "LOST" }, { competitor: B }] })),
    ).rejects.toMatchObject({ code: "INVALID_MARK", field: "Result[1].IRM" });
    await tell({ version: 3, lines: lines("1:42.00") });
    expect((await standings())[0]).toEqual([A, "102000"]);
  });
});

describe("of two feeds", () => {
  const inCharge = (charge: "timing" | "odf" | "manual") =>
    giveCharge(
      { table: podium.table, queue: feed.queue, actor: ADMIN, now: () => new Date() },
      { unit: UNIT, charge, id: `charge-${charge}` },
    );

  it("the first to report a result counts; the other is held, and counts once it is in charge", async () => {
    for (const message of [entries, status("LIVE", 0), mark(A, 103_450, 2)]) await podium.take(message);
    const taken = await feed.post(result({ version: 1, lines: lines("1:40.00", "1:41.00") }));
    await feed.drain();
    await podium.settle();
    expect(await find(podium.table, "odf", taken.id)).toMatchObject({
      state: "held",
      waitsFor: `charge ${UNIT}`,
    });
    expect(await standings()).toEqual([
      [A, "103450"],
      [B, null],
      [C, null],
    ]);

    await inCharge("odf");
    await feed.drain();
    await podium.settle();
    expect(await find(podium.table, "odf", taken.id)).toMatchObject({ state: "applied" });
    expect(await standings()).toEqual([
      [A, "100000"],
      [B, "101000"],
      [C, null],
    ]);

    await podium.take(mark(A, 99_000, 30));
    await podium.settle();
    expect((await standings())[0]).toEqual([A, "100000"]);
    await inCharge("timing");
    await podium.settle();
    expect((await standings())[0]).toEqual([A, "99000"]);
  });

  it("none keeps a person's correction from counting", async () => {
    await tell({ version: 1, status: "OFFICIAL", lines: lines("1:43.45", "1:44.00") });
    await execute(
      { ...podium.context, actor: ADMIN, source: "console" },
      parseCommand(correction(A, { irm: "DSQ" }, 60, "Equipment")),
    );
    await podium.settle();
    expect(await standings()).toContainEqual([A, "DSQ"]);
  });
});
