/** Commands on a real table: what is taken, what is refused, and that nothing in between exists. */
import { AuditEntity } from "@podium/core/audit/entity.ts";
import { ReceiptEntity } from "@podium/core/audit/receipt.ts";
import type { Message } from "@podium/core/results/commands.ts";
import { EntryEntity, EventEntity, UnitEntity } from "@podium/core/results/entity.ts";
import { Conflict, findReceipt } from "@podium/core/results/execute.ts";
import { foldEvent } from "@podium/core/results/fold.ts";
import { loadEvent, loadUnit } from "@podium/core/results/load.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { CapacityMeter } from "@podium/core/table/meter.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  A,
  B,
  correction,
  DAY,
  EVENT,
  entries,
  MASTER,
  mark,
  minute,
  RACE,
  status,
  UNIT,
  withdrawal,
} from "./support/games.ts";
import { type Pipeline, startPipeline } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

let engine: Engine;
let podium: Pipeline;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(async () => {
  await engine.stop();
});
beforeEach(async () => {
  podium = await startPipeline(engine);
  for (const message of MASTER) await podium.take(message);
  return () => podium.stop();
});

const markOf = async (competitor: string) =>
  foldEvent(await loadEvent(podium.table, EVENT))?.facts.units[0]?.entries.find(
    (entry) => entry.competitor === competitor,
  )?.mark;

const audit = async () => {
  const options = { table: podium.table.name, client: podium.table.documents };
  return (await AuditEntity.query.byTrail({ trail: EVENT }).go({ ...options, pages: "all" })).data;
};

describe("a command", () => {
  it("is a fact, an audit entry and a receipt together", async () => {
    await podium.take(entries);
    const done = await podium.take(mark(A, 103_450, 2));
    expect(done).toMatchObject({ duplicate: false, receipt: { outcome: "taken" } });
    expect(await markOf(A)).toEqual({ timeMs: 103_450 });
    expect((await audit()).at(-1)).toMatchObject({
      actor: "feed:test",
      command: "mark",
      message: `mark-${A}-2`,
      at: minute(2),
      // The first feed to report a result is in charge of the unit from then on.
      changes: [
        { fact: `mark ${EVENT} ${UNIT} ${A}`, after: { timeMs: 103_450 } },
        { fact: `charge ${EVENT} ${UNIT}`, after: "timing" },
      ],
    });
    expect(await findReceipt(podium.context, `mark-${A}-2`)).toMatchObject({ outcome: "taken" });
  });

  it("that comes again is answered with its first outcome and changes nothing", async () => {
    await podium.take(entries);
    await podium.take(mark(A, 103_450, 2, "m"));
    const trail = (await audit()).length;
    const again = await podium.take(mark(A, 99_000, 3, "m"));
    expect(again).toMatchObject({ duplicate: true, receipt: { outcome: "taken" } });
    expect(await markOf(A)).toEqual({ timeMs: 103_450 });
    expect(await audit()).toHaveLength(trail);
  });

  it("that comes a hundred times at once is carried out once", async () => {
    await podium.take(entries);
    const all = await Promise.all(Array.from({ length: 100 }, () => podium.take(mark(A, 103_450, 2, "m"))));
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await audit()).filter(({ message }) => message === "m")).toHaveLength(1);
  });

  it("loses nothing when many change the same fact at once: the newest counts", async () => {
    await podium.take(entries);
    await Promise.all(Array.from({ length: 12 }, (_, n) => podium.take(mark(A, 103_000 + n, n + 1))));
    expect(await markOf(A)).toEqual({ timeMs: 103_011 });
  });
});

describe("a rule that is broken", () => {
  it.each([
    [
      "an unknown unit",
      { ...mark(A, 1, 2), unit: "ALPMDH----------------FNL-000900--" },
      "UNKNOWN_UNIT",
      "unit",
    ],
    ["an unknown competitor", mark("9999", 103_450, 2), "UNKNOWN_COMPETITOR", "competitor"],
    [
      "a unit of an unknown event",
      {
        id: "u",
        at: minute(0),
        type: "units" as const,
        units: [
          {
            ...(MASTER[3] as Extract<(typeof MASTER)[number], { type: "units" }>).units[0],
            id: "ALPWDH----------------FNL-000100--",
          },
        ],
      },
      "UNKNOWN_EVENT",
      "units",
    ],
    [
      "points for a race against the clock",
      { ...mark(A, 1, 2), mark: { pointsMilli: 9000 } },
      "INVALID_MARK",
      "mark.pointsMilli",
    ],
  ])(
    "%s is refused by field and rule, kept for a look, and changes nothing",
    async (_, message, code, field) => {
      await podium.take(entries);
      const before = await loadEvent(podium.table, EVENT);
      const done = await podium.take(message as typeof entries);
      expect(done.receipt).toMatchObject({ outcome: "rejected", code, field });
      expect(done.receipt.rule).toBeTruthy();
      expect(await loadEvent(podium.table, EVENT)).toEqual(before);
      const day = new Date().toISOString().slice(0, 10);
      const options = { table: podium.table.name, client: podium.table.documents };
      const { data } = await ReceiptEntity.query.rejectedByDay({ day }).go(options);
      expect(data.map(({ message: id, body }) => [id, JSON.parse(body ?? "null")?.id])).toEqual([
        [message.id, message.id],
      ]);
    },
  );

  it("a mark after the unit was official is refused; with a reason, as a correction, it is taken", async () => {
    for (const message of RACE) await podium.take(message);
    expect((await podium.take(mark(A, 99_000, 30))).receipt).toMatchObject({
      outcome: "rejected",
      code: "UNIT_OFFICIAL",
      field: "unit",
    });
    expect(await markOf(A)).toEqual({ timeMs: 103_450 });
    expect(
      (await podium.take(correction(A, { irm: "DSQ" }, 31, "boot soles too high"))).receipt.outcome,
    ).toBe("taken");
    expect(await markOf(A)).toEqual({ irm: "DSQ" });
  });

  it("a mark from before the end that was held up on its way is still taken", async () => {
    for (const message of RACE.filter(({ id }) => id !== `mark-${B}-4`)) await podium.take(message);
    expect((await podium.take(mark(B, 104_250, 4))).receipt.outcome).toBe("taken");
    expect(await markOf(B)).toEqual({ timeMs: 104_250 });
  });
});

describe("a finish place that is given twice", () => {
  const place = (competitor: string, finishPlace: number, at: number): Message => ({
    id: `place-${competitor}-${at}`,
    at: minute(at),
    type: "mark",
    unit: UNIT,
    competitor,
    mark: { finishPlace },
  });

  it("is refused when a person gives it, by field and rule, and changes nothing", async () => {
    await podium.take(entries);
    await podium.take(place(A, 2, 2));
    Object.assign(podium.context, { actor: { kind: "user", userId: "sam", roles: ["scorer"] } });
    const { receipt } = await podium.take(place(B, 2, 3));
    expect(receipt).toMatchObject({ outcome: "rejected", code: "INVALID_MARK", field: "mark.finishPlace" });
    expect(await markOf(B)).toBeUndefined();
    expect((await podium.take(place(B, 3, 4))).receipt.outcome).toBe("taken");
    expect((await podium.take(place(A, 2, 5))).receipt.outcome).toBe("taken");
  });

  it("is taken from a feed, which swaps two places with two messages", async () => {
    await podium.take(entries);
    for (const message of [place(A, 1, 2), place(B, 2, 2), place(B, 1, 3), place(A, 2, 3)]) {
      expect((await podium.take({ ...message, id: `${message.id}-${message.at}` })).receipt.outcome).toBe(
        "taken",
      );
    }
    expect([await markOf(A), await markOf(B)]).toEqual([{ finishPlace: 2 }, { finishPlace: 1 }]);
  });
});

describe("a version that someone else has changed", () => {
  it("is a conflict that shows what is there now, and overwrites nothing", async () => {
    await podium.take(entries);
    await podium.take(mark(A, 103_450, 2), { expectedVersion: 0 });
    const late = podium.take(mark(A, 99_000, 3), { expectedVersion: 0 });
    await expect(late).rejects.toMatchObject({
      constructor: Conflict,
      version: 1,
      value: { timeMs: 103_450 },
    });
    expect(await markOf(A)).toEqual({ timeMs: 103_450 });
    await podium.take(mark(A, 103_460, 4), { expectedVersion: 1 });
    expect(await markOf(A)).toEqual({ timeMs: 103_460 });
  });
});

describe("a withdrawal", () => {
  it("brings back what was known before", async () => {
    await podium.take(entries);
    await podium.take(mark(A, 103_450, 2));
    await podium.take(mark(A, 99_000, 3));
    await podium.take(withdrawal(`mark-${A}-3`, 4));
    expect(await markOf(A)).toEqual({ timeMs: 103_450 });
    expect((await audit()).at(-1)).toMatchObject({ command: "withdrawal", reason: "sent in error" });
  });

  it("that overtakes its message keeps it from ever counting", async () => {
    await podium.take(entries);
    await podium.take(withdrawal(`mark-${A}-3`, 4));
    expect(await podium.take(mark(A, 99_000, 3))).toMatchObject({
      duplicate: true,
      receipt: { outcome: "withdrawn" },
    });
    expect(await markOf(A)).toBeUndefined();
  });

  it("of a withdrawal is refused", async () => {
    await podium.take(withdrawal("m", 4));
    const done = await podium.take(withdrawal("withdrawal-m", 5));
    expect(done.receipt).toMatchObject({ outcome: "rejected", code: "NOT_WITHDRAWABLE" });
  });
});

describe("permission", () => {
  it("is asked before anything else: a viewer changes nothing", async () => {
    const viewer = { kind: "user", userId: "eve", roles: ["viewer"] } as const;
    Object.assign(podium.context, { actor: viewer });
    await expect(podium.take(entries)).rejects.toMatchObject({ code: "FORBIDDEN", rule: "results:write" });
    expect((await loadEvent(podium.table, EVENT)).map(({ __edb_e__ }) => __edb_e__)).toEqual([
      "event",
      "unit",
    ]);
  });

  it("lets a scorer enter marks and correct them, but not change the schedule", async () => {
    Object.assign(podium.context, { actor: { kind: "user", userId: "sam", roles: ["scorer"] } });
    await podium.take(entries);
    await podium.take(correction(A, { timeMs: 1 }, 2, "clock was wrong"));
    await expect(podium.take({ ...MASTER[2], id: "e2" } as (typeof MASTER)[number])).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("each need is one request", () => {
  /** A client of its own: the projector is at work on the other one. */
  const observed = () => {
    const meter = new CapacityMeter();
    return { table: openTable(podium.table.name, engine.clientConfig, meter), meter };
  };

  it.each([
    // RACE[0..5]: three entries, one status (the second replaces the first), three marks.
    [
      "an event with its phases, units and status",
      (table: Table) => loadEvent(table, EVENT),
      { event: 1, unit: 1 },
    ],
    ["a unit with all its entries and marks", (table: Table) => loadUnit(table, EVENT, UNIT), { unit: 1 }],
  ])("%s", async (_, load, heads) => {
    for (const message of RACE.slice(0, 6)) await podium.take(message);
    const { table, meter } = observed();
    const found = await load(table);
    expect(meter.read().calls).toBe(1);
    const counts: Record<string, number> = {};
    for (const { __edb_e__: entity } of found) counts[entity] = (counts[entity] ?? 0) + 1;
    expect(counts).toEqual({ ...heads, status: 1, charge: 1, entry: 3, mark: 3 });
  });

  it("all entries of a competitor; a discipline's events; a day's schedule; the audit of an actor and of a day", async () => {
    for (const message of RACE) await podium.take(message);
    const { table, meter } = observed();
    const options = { table: table.name, client: table.documents };
    const today = new Date().toISOString().slice(0, 10);
    const needs = [
      [() => EntryEntity.query.byCompetitor({ competitor: A }).go(options), 1],
      [() => EventEntity.query.byDiscipline({ discipline: "ALP" }).go(options), 1],
      [() => UnitEntity.query.byDay({ day: DAY }).go(options), 1],
      [
        () => AuditEntity.query.byActor({ actor: "feed:test" }).go({ ...options, pages: 1 }),
        MASTER.length + RACE.length,
      ],
      [
        () => AuditEntity.query.byDay({ day: today }).go({ ...options, pages: 1 }),
        MASTER.length + RACE.length,
      ],
    ] as const;
    for (const [index, [need, rows]] of needs.entries()) {
      expect((await need()).data).toHaveLength(rows);
      expect(meter.read().calls).toBe(index + 1);
    }
  });
});

it("what a status says is kept with its time, so that official is official from then on", async () => {
  for (const message of RACE) await podium.take(message);
  await podium.take(status("PROTESTED", 25));
  expect((await podium.take(mark(A, 99_000, 30))).receipt).toMatchObject({ code: "UNIT_OFFICIAL" });
  await podium.take(status("OFFICIAL", 40));
  expect(foldEvent(await loadEvent(podium.table, EVENT))?.facts.units[0]?.result).toBe("OFFICIAL");
});
