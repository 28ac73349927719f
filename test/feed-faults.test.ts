/** What fails between a feed and the facts, and that nothing acknowledged is lost by it, applied twice, or half. */
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Applier } from "@podium/core/feed/apply.ts";
import { giveCharge } from "@podium/core/feed/charge.ts";
import { feedHealth } from "@podium/core/feed/health.ts";
import { Heard } from "@podium/core/feed/heard.ts";
import { checkMedals, medalChecks } from "@podium/core/feed/medals.ts";
import { discard, list, replay, since } from "@podium/core/feed/messages.ts";
import { keepBody } from "@podium/core/feed/ndjson/body.ts";
import { takeLines } from "@podium/core/feed/ndjson/take.ts";
import { encodeMedals } from "@podium/core/feed/odf/encode.ts";
import { openQueue } from "@podium/core/feed/queue.ts";
import { Reader } from "@podium/core/feed/reader.ts";
import { Filing, find } from "@podium/core/feed/record.ts";
import { EVERYTHING } from "@podium/core/feed/rights.ts";
import { silentUnits } from "@podium/core/feed/silence.ts";
import { takeOdf } from "@podium/core/feed/take.ts";
import { OutcomeBodies } from "@podium/core/results/load.ts";
import { openTable } from "@podium/core/table/client.ts";
import { TTL_ATTRIBUTE } from "@podium/core/table/definition.ts";
import { createApplierHandler, createDeadHandler, MAX_RECEIVES } from "@podium/functions/ingest/applier.ts";
import { createWatch, LOOK_EVERY_MS } from "@podium/functions/ingest/watch.ts";
import { LocalContext } from "@podium/local/context.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import { startTestQueues } from "@podium/local/queue/testing.ts";
import { sweepExpired } from "@podium/local/table/ttl.ts";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stateOf } from "./support/cloud.ts";
import { A, B, C, EVENT, entries, MASTER, mark, RACE, status, UNIT } from "./support/games.ts";
import { type OdfFeed, odfFeed, participants, result, ZONE } from "./support/odf.ts";
import { contents, type Pipeline, startPipeline } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const ADMIN = { kind: "system", name: "test" } as const;
const now = () => new Date();

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

const live = (version: number, time: string, status = "LIVE") =>
  result({ version, status, lines: [{ competitor: A, time }, { competitor: B }, { competitor: C }] });

/** A client of the same table whose calls named so fail while `failing` says so. */
function troubled(failing: (command: string) => boolean, name: string) {
  const table = openTable(podium.table.name, { ...engine.clientConfig, maxAttempts: 2 });
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (failing(String(commandName))) throw Object.assign(new Error(name), { name });
        return next(args);
      },
    { step: "finalizeRequest", priority: "low" },
  );
  return table;
}

describe("taking a message", () => {
  it("promises nothing while the queue is down, and takes it when it is sent again", async () => {
    await using queues = await startTestQueues();
    const url = await queues.fifo();
    const taking = (client = queues.client) => ({
      filing: new Filing(feed.store),
      reader: new Reader(feed.store, ZONE),
      queue: openQueue(client, url),
      now,
    });
    const down = queues.client;
    await queues.server.stop();
    const body = Buffer.from(live(1, "1:43.45"));
    await expect(takeOdf(taking(down), "odf", body, EVERYTHING)).rejects.toMatchObject({
      code: "NOT_TAKEN",
      retry: true,
    });
    await queues.restart();
    expect(await takeOdf(taking(), "odf", body, EVERYTHING)).toMatchObject({
      outcome: "duplicate",
      first: "taken",
    });
    const { Messages = [] } = await queues.client.send(
      new ReceiveMessageCommand({ QueueUrl: queues.server.queueUrl(url.split("/").at(-1) ?? "") }),
    );
    expect(Messages).toHaveLength(1);
  });

  it("promises nothing while the table throttles", async () => {
    const table = troubled(() => true, "ProvisionedThroughputExceededException");
    const store = { ...feed.store, table };
    const taking = { filing: new Filing(store), reader: new Reader(store, ZONE), queue: feed.queue, now };
    const body = Buffer.from(live(1, "1:43.45"));
    await expect(takeOdf(taking, "odf", body, EVERYTHING)).rejects.toMatchObject({ code: "NOT_TAKEN" });
    expect(feed.waiting).toEqual([]);
    table.client.destroy();
  });
});

describe("applying a message", () => {
  it("again, because its applier was killed between write and delete, changes nothing", async () => {
    await feed.post(live(1, "1:43.45"));
    const [delivery] = feed.waiting;
    await feed.drain();
    await podium.settle();
    const before = await stateOf(podium.table);
    const other = odfFeed(podium.table);
    const reborn = new Applier({
      table: podium.table,
      reader: new Reader(feed.store, ZONE),
      queue: other.queue,
      now,
    });
    if (delivery) await reborn.apply([delivery]);
    await podium.settle();
    expect(await stateOf(podium.table)).toEqual(before);
  });

  it("of more facts than one transaction holds is finished, or undone by a newer version, after a kill in the middle", async () => {
    const people = (count: number, family: string) =>
      Array.from({ length: count }, (_, n) => ({ id: `9${n}`, given: "X", family, noc: "NOR" }));
    const expected = await (async () => {
      const other = await startPipeline(engine);
      const calm = odfFeed(other.table);
      for (const message of MASTER) await other.take(message);
      await calm.post(participants(2, people(100, "Two")));
      await calm.drain();
      await other.settle();
      const boards = await contents(other.table);
      await other.stop();
      return boards;
    })();

    await feed.post(participants(1, people(250, "One")));
    const deliveries = feed.waiting.splice(0);
    let transactions = 0;
    const dying = troubled(
      (command) => command === "TransactWriteItemsCommand" && ++transactions > 2,
      "Killed",
    );
    const killed = new Applier({
      table: dying,
      reader: new Reader(feed.store, ZONE),
      queue: feed.queue,
      now,
    });
    await expect(killed.apply(deliveries)).rejects.toThrow("Killed");
    dying.client.destroy();
    expect((await find(podium.table, "odf", deliveries[0]?.record.message ?? ""))?.state).toBe("taken");

    await feed.post(participants(2, people(100, "Two")));
    await feed.drain();
    await feed.applier.apply(deliveries);
    await podium.settle();
    expect(await contents(podium.table)).toEqual(expected);
  });

  it("that can't be applied keeps only its own lane, and is filed as dead with the reason in the end", async () => {
    const lost = await feed.post(live(1, "1:43.45"));
    const [broken] = feed.waiting.splice(0);
    await feed.post(participants(1, [{ id: "1004", given: "Dag", family: "Dahl", noc: "NOR" }]));
    const [fine] = feed.waiting.splice(0);
    if (broken === undefined || fine === undefined) throw new Error("two messages wait");
    const gone = { ...broken, record: { ...broken.record, receivedAt: "2026-01-01T00:00:00.000Z" } };
    const handler = createApplierHandler({
      table: podium.table,
      reader: new Reader(feed.store, ZONE),
      queue: feed.queue,
      now,
      log: QUIET,
      metrics: new LocalMetrics(),
    });
    const event = {
      Records: [gone, gone, fine].map((delivery, n) => ({
        messageId: `m${n}`,
        body: JSON.stringify(delivery),
        attributes: { MessageGroupId: delivery.record.lane, ApproximateReceiveCount: String(MAX_RECEIVES) },
      })),
    } as unknown as SQSEvent;
    const answer = (await handler(event, new LocalContext("applier", 30_000))) as SQSBatchResponse;
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m0", "m1"]);
    expect(await find(podium.table, "odf", lost.id)).toMatchObject({
      state: "dead",
      detail: expect.stringContaining("are gone"),
    });
    expect(await find(podium.table, "odf", fine.record.message)).toMatchObject({ state: "applied" });

    // The reason is mended: a replay brings it back.
    const mended = { ...broken.record, state: "taken" as const };
    await feed.applier.apply([{ record: mended, replay: true }]);
    expect(await find(podium.table, "odf", lost.id)).toMatchObject({ state: "applied" });
  });

  it("lets those go that waited for it, also when its applier was killed before it could", async () => {
    const { id } = await feed.post(result({ version: 1, lines: [{ competitor: "1004", time: "1:43.45" }] }));
    await feed.drain();
    await feed.post(participants(1, [{ id: "1004", given: "Dag", family: "Dahl", noc: "NOR" }]));
    const deliveries = feed.waiting.splice(0);
    const reader = new Reader(feed.store, ZONE);
    const down = {
      send: async () => {
        throw new Error("Killed");
      },
    };
    const killed = new Applier({ table: podium.table, reader, queue: down, now });
    await expect(killed.apply(deliveries)).rejects.toThrow("Killed");
    expect(await find(podium.table, "odf", id)).toMatchObject({ state: "held" });
    await feed.applier.apply(deliveries);
    await feed.drain();
    expect(await find(podium.table, "odf", id)).toMatchObject({ state: "applied" });
  });

  it("whose applier never came to an end is filed as dead, too", async () => {
    const { id } = await feed.post(live(1, "1:43.45"));
    const [delivery] = feed.waiting.splice(0);
    const handler = createDeadHandler({ table: podium.table, now, metrics: new LocalMetrics() });
    const event = { Records: [{ messageId: "m", body: JSON.stringify(delivery) }] } as unknown as SQSEvent;
    await handler(event, new LocalContext("dead", 30_000));
    expect(await find(podium.table, "odf", id)).toMatchObject({ state: "dead" });
    await replay(podium.table, feed.queue, "odf", id, "again");
    await feed.drain();
    expect(await find(podium.table, "odf", id)).toMatchObject({ state: "applied" });
  });

  it("survives a table that loses some of its calls", async () => {
    let calls = 0;
    const table = troubled(() => ++calls % 4 === 0, "ProvisionedThroughputExceededException");
    const shaky = odfFeed(table);
    for (const [version, time] of [
      [1, "1:45.00"],
      [2, "1:44.00"],
      [3, "1:43.45"],
    ] as const) {
      const body = live(version, time);
      for (let tries = 0; tries < 20; tries++) {
        if (
          await shaky.post(body).then(
            () => true,
            () => false,
          )
        )
          break;
      }
    }
    for (let tries = 0; shaky.waiting.length > 0 && tries < 50; tries++) {
      const [next] = shaky.waiting;
      if (
        next &&
        (await shaky.applier.apply([next]).then(
          () => true,
          () => false,
        ))
      )
        shaky.waiting.shift();
    }
    table.client.destroy();
    expect(shaky.waiting).toEqual([]);
    const applied = await list(podium.table, { lane: `OWG2026/${UNIT}` });
    expect(applied.map(({ version, state }) => [version, state])).toContainEqual([3, "applied"]);
  });
});

describe("what people do with messages", () => {
  it("replaying at any time changes nothing on the boards", async () => {
    const first = await feed.post(live(1, "1:45.00"));
    const second = await feed.post(live(2, "1:43.45"));
    await feed.drain();
    await podium.settle();
    const before = await contents(podium.table);
    for (const { id } of [second, first, first]) await replay(podium.table, feed.queue, "odf", id, "again");
    await feed.drain();
    await podium.settle();
    expect(await contents(podium.table)).toEqual(before);
  });

  it("discarding takes one out of the lists, and what counts can't be discarded", async () => {
    const held = await feed.post(result({ version: 1, lines: [{ competitor: "4711", time: "1:43.45" }] }));
    await feed.drain();
    const day = now().toISOString().slice(0, 10);
    expect((await list(podium.table, { day, states: ["held"] })).map(({ message }) => message)).toEqual([
      held.id,
    ]);
    await discard(podium.table, "odf", held.id, now());
    expect(await list(podium.table, { day, states: ["held"] })).toEqual([]);
    const fine = await feed.post(live(2, "1:43.45"));
    await feed.drain();
    await expect(discard(podium.table, "odf", fine.id, now())).rejects.toMatchObject({
      code: "NOT_DISCARDABLE",
    });
  });

  it("a receipt is forgotten after 30 days, the bytes are not, and the same message then changes nothing", async () => {
    const { id } = await feed.post(live(1, "1:45.00"));
    await feed.drain();
    await podium.settle();
    const before = await contents(podium.table);
    const later = Math.floor(Date.now() / 1000) + 31 * 24 * 60 * 60;
    await sweepExpired(podium.table.client, podium.table.name, TTL_ATTRIBUTE, later);
    expect(await find(podium.table, "odf", id)).toBeUndefined();
    expect(await feed.post(live(1, "1:45.00"))).toMatchObject({ outcome: "taken" });
    await feed.drain();
    await podium.settle();
    expect(await contents(podium.table)).toEqual(before);
  });
});

describe("what is watched", () => {
  it("the feed's medals beside ours: a difference is an alarm, and changes no medal", async () => {
    for (const message of RACE) await podium.take(message);
    await podium.settle();
    const medallists = (version: number, winner: string) =>
      Buffer.from(
        encodeMedals(
          { competition: "OWG2026", timeZone: ZONE, source: "ALPRES1", version, at: "2026-02-07T12:00:00Z" },
          {
            kind: "medallists",
            event: EVENT,
            awards: [winner, winner === A ? C : A, B].map((competitor, n) => ({
              competitor,
              noc: "NOR",
              medal: (["gold", "silver", "bronze"] as const)[n] ?? "bronze",
            })),
          },
        ),
      ).toString();
    const before = await contents(podium.table);
    await feed.post(medallists(1, C));
    await feed.drain();
    expect(await checkMedals(podium.table, now())).toMatchObject([{ state: "different", version: 1 }]);
    expect(await checkMedals(podium.table, now())).toEqual([]);
    expect((await medalChecks(podium.table))[0]?.differences).toContain(
      `${EVENT}: the feed's alone: gold ${C}`,
    );
    await feed.post(medallists(2, A));
    await feed.drain();
    expect(await checkMedals(podium.table, now())).toEqual([]);
    expect(await medalChecks(podium.table)).toMatchObject([{ state: "equal", version: 2 }]);
    await podium.settle();
    expect(await contents(podium.table)).toEqual(before);
  });

  /** The watch as it is deployed, with a clock that a test turns on. */
  function watching() {
    const metrics = new LocalMetrics();
    const clock = { atMs: Date.now() };
    const look = createWatch({ table: podium.table, now: () => new Date(clock.atMs), log: QUIET, metrics });
    return {
      alarms: () => metrics.total("FeedSilent"),
      /** Looks as often as it is looked until so many seconds have passed. */
      async pass(seconds: number) {
        for (const endMs = clock.atMs + seconds * 1000; clock.atMs < endMs; clock.atMs += LOOK_EVERY_MS) {
          await look();
        }
      },
    };
  }

  it("a feed that is silent while a unit is on raises the alarm within 15 seconds, and not before it is", async () => {
    await feed.post(live(1, "1:45.00"));
    await feed.drain();
    await podium.settle();
    const watch = watching();
    await watch.pass(8);
    expect(watch.alarms()).toBe(0);
    await watch.pass(7);
    expect(watch.alarms()).toBeGreaterThan(0);
    expect(await silentUnits(podium.table, new Date(Date.now() + 20_000), new OutcomeBodies())).toMatchObject(
      [{ unit: UNIT }],
    );
  });

  it("a feed that repeats itself while nothing changes is not silent", async () => {
    await feed.post(live(1, "1:45.00"));
    await feed.drain();
    await podium.settle();
    const later = odfFeed(podium.table, () => new Date(Date.now() + 12_000));
    await later.post(live(2, "1:45.00"));
    await later.drain();
    const watch = watching();
    await watch.pass(20);
    expect(watch.alarms()).toBe(0);
  });

  it("what another feed says doesn't hide the silence of the one in charge, and where people score none is waited for", async () => {
    for (const message of [entries, status("LIVE", 0)]) await podium.take(message);
    await podium.settle();
    const later = odfFeed(podium.table, () => new Date(Date.now() + 12_000));
    await later.post(live(1, "1:45.00"));
    await later.drain();
    const watch = watching();
    await watch.pass(15);
    expect(watch.alarms()).toBeGreaterThan(0);

    const context = { table: podium.table, queue: feed.queue, actor: ADMIN, now };
    await giveCharge(context, { unit: UNIT, charge: "manual", id: "by-hand" });
    const byHand = watching();
    await byHand.pass(60);
    expect(byHand.alarms()).toBe(0);
  });

  it("sources: their last message, what became of theirs, and versions that are missing", async () => {
    for (const version of [1, 2, 5]) await feed.post(live(version, "1:45.00"));
    await feed.drain();
    expect((await feedHealth(podium.table, now())).sources).toEqual([
      expect.objectContaining({ source: "odf", format: "odf", states: { applied: 3 }, gaps: 2 }),
    ]);
  });

  it("sources: how long from the sender's clock to us, to the facts, to the board", async () => {
    await feed.post(live(1, "1:45.00"));
    await feed.drain();
    await podium.settle();
    const [health] = (await feedHealth(podium.table, now())).sources;
    expect(health?.sentToTakenMs).toBeTypeOf("number");
    expect(health?.takenToSettledMs).toBeGreaterThanOrEqual(0);
    expect(health?.settledToBoardMs).toBeGreaterThanOrEqual(0);
  });

  it("sources at a pace that nobody wants to read: the newest, and since when those are all", async () => {
    const aMinuteAgo = new Date(Date.now() - 60_000);
    for (let version = 1; version <= 5; version++) {
      const then = new Date(aMinuteAgo.getTime() + version * 1000);
      await odfFeed(podium.table, () => then).post(live(version, "1:45.00"));
    }
    const { records, from } = await since(podium.table, aMinuteAgo, now(), 3);
    expect(records.map(({ version }) => version).sort()).toEqual([4, 5]);
    expect(records.every(({ receivedAt }) => receivedAt > from)).toBe(true);
    const all = await since(podium.table, aMinuteAgo, now());
    expect([all.records.length, all.from]).toEqual([5, aMinuteAgo.toISOString()]);
  });

  it("sources of lines: each line counts once, as applied, held or rejected", async () => {
    await feed.post(live(1, "1:45.00"));
    await feed.drain();
    const context = { table: podium.table, queue: feed.queue, actor: ADMIN, now };
    await giveCharge(context, { unit: UNIT, charge: "odf", id: "to-odf" });
    const body = [entries, mark(A, 103_450, 2), mark("4711", 103_450, 3)].map((line) => JSON.stringify(line));
    const text = body.join("\n");
    await keepBody(new Filing(feed.store), "timing", text, now());
    await takeLines({ ...podium.context, source: "timing" }, feed.queue, text);
    await podium.settle();
    const { sources } = await feedHealth(podium.table, now());
    expect(sources.find(({ source }) => source === "timing")).toMatchObject({
      format: "ndjson",
      states: { applied: 1, held: 1, rejected: 1 },
      settledToBoardMs: expect.any(Number),
    });
  });

  it("sources that fell silent long ago, with when they spoke last", async () => {
    const heard = new Heard(podium.table);
    const lastAt = now();
    await heard.note("odf", "odf", lastAt);
    const after = (hours: number) => new Date(lastAt.getTime() + hours * 60 * 60_000);
    expect((await feedHealth(podium.table, after(1))).sources).toEqual([
      expect.objectContaining({
        source: "odf",
        lastAt: lastAt.toISOString(),
        messagesPerMinute: 0,
        states: {},
      }),
    ]);
    expect((await feedHealth(podium.table, after(72))).sources).toEqual([]);
  });
});
