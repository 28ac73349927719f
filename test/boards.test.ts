/** From facts to boards, over a real table and its real stream. */
import { setTimeout as wait } from "node:timers/promises";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { inParallel } from "@podium/core/parallel.ts";
import { type Message, parseCommand } from "@podium/core/results/commands.ts";
import { MarkEntity } from "@podium/core/results/entity.ts";
import { type Context, execute } from "@podium/core/results/execute.ts";
import type { AthleteBoard } from "@podium/core/results/projections/athlete.ts";
import type { CountryBoard } from "@podium/core/results/projections/country.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { LiveBoard } from "@podium/core/results/projections/live.ts";
import type { MedalsBoard } from "@podium/core/results/projections/medals.ts";
import type { PulseBoard } from "@podium/core/results/projections/pulse.ts";
import type { SearchBoard } from "@podium/core/results/projections/search.ts";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { CapacityMeter } from "@podium/core/table/meter.ts";
import { createProjectorHandler } from "@podium/functions/stream/projector.ts";
import { LocalContext } from "@podium/local/context.ts";
import { LocalMetrics } from "@podium/local/metrics.ts";
import type { DynamoDBRecord } from "aws-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  A,
  B,
  C,
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
import { contents, FEED, type Pipeline, startPipeline, startProjector } from "./support/pipeline.ts";
import { type Engine, startEngine } from "./support/table.ts";

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

let engine: Engine;
let podium: Pipeline;

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  podium = await startPipeline(engine);
  await take(...MASTER);
  return () => podium.stop();
});

async function take(...messages: readonly Message[]): Promise<void> {
  for (const message of messages) await podium.take(message);
  await podium.settle();
}

async function board<T>(name: string, version?: number) {
  const found = await podium.board<T>(name, version);
  if (found === undefined) throw new Error(`there is no board ${name}`);
  return found;
}

const event = (version?: number) => board<EventBoard>(`events/${EVENT}`, version);

/** Who has which rank in the race itself, in the order of the board. */
const ranks = async () =>
  (await event()).phases[0]?.units[0]?.entries.map(({ competitor, rank }) => [competitor.id, rank]);

const medals = ({ standings }: EventBoard) =>
  standings.flatMap(({ competitor, medal }) => (medal === null ? [] : [[medal, competitor.id]]));

const golds = async () =>
  (await board<MedalsBoard>("leaderboards/medals")).rows.map(({ noc, gold, silver, bronze }) => [
    noc,
    gold,
    silver,
    bronze,
  ]);

describe("a race", () => {
  it("stands on the front page while it goes on, with how many are down and who leads, and leaves it after", async () => {
    await take(...RACE.slice(0, 5));
    expect(await board<LiveBoard>("live")).toMatchObject({
      nextPollSeconds: 10,
      units: [
        {
          rsc: UNIT,
          status: "LIVE",
          running: {
            done: 2,
            entries: 3,
            leaders: [
              {
                rank: 1,
                competitor: { id: A, name: "Anton Alm", noc: "AUT" },
                result: { timeMs: 103_450 },
                gapMs: 0,
              },
              { rank: 2, competitor: { noc: "NOR" }, gapMs: 800 },
            ],
          },
        },
      ],
      next: [],
      finished: [],
    });
    await take(...RACE.slice(5));
    expect(await board<LiveBoard>("live")).toMatchObject({
      units: [],
      finished: [{ id: EVENT, officialAt: minute(20) }],
      eventsFinished: 1,
      eventsTotal: 1,
    });
  });

  it("shows who is ahead after each mark: ranks move, gaps are to the leader", async () => {
    await take(...RACE.slice(0, 3), mark(B, 104_250, 4));
    expect(await ranks()).toEqual([
      [B, 1],
      [A, null],
      [C, null],
    ]);
    await take(mark(C, 103_900, 6));
    expect((await ranks())?.slice(0, 2)).toEqual([
      [C, 1],
      [B, 2],
    ]);
    await take(mark(A, 103_450, 7));
    expect(await ranks()).toEqual([
      [A, 1],
      [C, 2],
      [B, 3],
    ]);
    const gaps = (await event()).phases[0]?.units[0]?.entries.map(({ gapMs }) => gapMs);
    expect(gaps?.slice(1)).toEqual([450, 800]);
  });

  it("awards its medals when it is official and not before, on every board at once", async () => {
    await take(...RACE.slice(0, -1));
    expect(medals(await event())).toEqual([]);
    expect(await golds()).toEqual([]);
    await take(RACE.at(-1) as Message);
    expect(medals(await event())).toEqual([
      ["gold", A],
      ["silver", C],
      ["bronze", B],
    ]);
    expect(await golds()).toEqual([
      ["AUT", 1, 0, 0],
      ["SUI", 0, 1, 0],
      ["NOR", 0, 0, 1],
    ]);
    expect(await board<AthleteBoard>(`athletes/${A}`)).toMatchObject({
      medals: { gold: 1, total: 1 },
      results: [{ event: { id: EVENT }, rank: 1, medal: "gold" }],
    });
    expect(await board<CountryBoard>("countries/NOR")).toMatchObject({
      rank: 3,
      medallists: [{ medal: "bronze", competitor: { id: B } }],
    });
    expect((await board<MedalsBoard>("leaderboards/medals")).events).toMatchObject([
      {
        id: EVENT,
        day: DAY,
        medals: [{ medal: "gold", competitor: { id: A } }, { medal: "silver" }, { medal: "bronze" }],
      },
    ]);
    expect(await board("leaderboards/disciplines/ALP")).toMatchObject({
      athletes: [{ rank: 1, athlete: { id: A }, gold: 1 }, { rank: 2 }, { rank: 3 }],
    });
    for (const name of ["leaderboards/athletes", "leaderboards/disciplines/ALP", `leaderboards/days/${DAY}`])
      expect(JSON.stringify(await board(name)), name).toContain("Anton Alm");
    expect(await board(`schedule/${DAY}`)).toMatchObject({ units: [{ rsc: UNIT, status: "OFFICIAL" }] });
    expect(await board("games")).toMatchObject({ days: [{ date: DAY, units: 1, medalEvents: 1 }] });
  });
});

describe("what changes of an event while it is on", () => {
  const pulse = () => board<PulseBoard>(`events/${EVENT}/live`);

  it("comes without what stays, and fits to the event's board as long as that has the same base", async () => {
    await take(...RACE.slice(0, 5));
    const { base } = await event();
    expect(await pulse()).toMatchObject({
      event: { id: EVENT, status: "LIVE" },
      base,
      units: [
        {
          rsc: UNIT,
          toStart: [2],
          entries: [
            [0, 1, 0, null, { timeMs: 103_450 }, 0, null],
            [1, 2, 0, null, { timeMs: 104_250 }, 800, null],
            [2, null, 0, null, null, null, null],
          ],
        },
      ],
    });
    expect(JSON.stringify(await pulse())).not.toContain("Anton Alm");
    await take(mark(B, 103_000, 8));
    expect((await event()).base).toBe(base);
    expect((await pulse()).units[0]?.entries[0]).toEqual([1, 1, 0, null, { timeMs: 103_000 }, 0, null]);
    await take({
      id: "entries-2",
      at: minute(9),
      type: "entries",
      unit: UNIT,
      entries: [{ competitor: A, bib: "99" }],
    });
    expect((await event()).base).not.toBe(base);
    expect((await pulse()).base).toBe((await event()).base);
  });

  it("leaves with the event", async () => {
    await take(...RACE);
    expect(await pulse()).toMatchObject({ event: { status: "OFFICIAL" }, units: [], nextPollSeconds: null });
  });

  it("shows the intermediate times of an entry, and ranks by the mark alone", async () => {
    await take(...RACE.slice(0, 3), {
      id: "splits",
      at: minute(4),
      type: "mark",
      unit: UNIT,
      competitor: A,
      mark: { timeMs: 103_450, splitsMs: [25_100, null, 78_900] },
    });
    expect((await event()).phases[0]?.units[0]?.entries[0]).toMatchObject({
      competitor: { id: A },
      rank: 1,
      mark: { timeMs: 103_450, splitsMs: [25_100, null, 78_900] },
    });
  });
});

describe("the index for a search", () => {
  it("holds every event, country and athlete, those without an entry too, and follows their names", async () => {
    expect(await board("search")).toMatchObject({
      disciplines: [["ALP", "Alpine Skiing"]],
      events: [[EVENT, expect.any(String)]],
      countries: ["AUT", "NOR", "SUI"],
      athletes: [
        [A, "Anton Alm", "AUT", ""],
        [B, "Bjørn Berg", "NOR", ""],
        [C, expect.any(String), "SUI", ""],
      ],
    });
    await take(entries, {
      id: "rename",
      at: minute(1),
      type: "competitors",
      competitors: [{ id: A, kind: "athlete", name: "Anton Alm-Huber", noc: "AUT", gender: "M" }],
    });
    const { athletes } = await board<SearchBoard>("search");
    expect(athletes[0]).toEqual([A, "Anton Alm-Huber", "AUT", "ALP"]);
  });
});

describe("a correction after the result was official", () => {
  it("moves the gold medal, names its reason, and leaves what was shown before in the history", async () => {
    await take(...RACE);
    const shown = await event();
    await take(correction(B, { timeMs: 103_400 }, 31, "start gate opened late"));
    const corrected = await event();
    expect(medals(corrected)).toEqual([
      ["gold", B],
      ["silver", A],
      ["bronze", C],
    ]);
    expect(corrected.corrections).toEqual([
      {
        unit: UNIT,
        competitor: { id: B, name: "Bjørn Berg", noc: "NOR" },
        reason: "start gate opened late",
        at: minute(31),
      },
    ]);
    expect(corrected.version).toBe(shown.version + 1);
    expect(await event(shown.version)).toEqual(shown);
    expect(await event(corrected.version)).toEqual(corrected);
    expect(await golds()).toEqual([
      ["NOR", 1, 0, 0],
      ["AUT", 0, 1, 0],
      ["SUI", 0, 0, 1],
    ]);
    const table = await board<MedalsBoard>("leaderboards/medals");
    expect((await board<MedalsBoard>("leaderboards/medals", table.version - 1)).rows[0]?.noc).toBe("AUT");
  });

  it("takes the medal away from who is disqualified, and its withdrawal gives it back", async () => {
    await take(...RACE);
    const official = await contents(podium.table);
    const disqualified = correction(A, { irm: "DSQ" }, 31, "boot soles too high");
    await take(disqualified);
    expect(medals(await event())).toEqual([
      ["gold", C],
      ["silver", B],
    ]);
    const row = (await event()).standings.find(({ competitor }) => competitor.id === A);
    expect(row).toMatchObject({ irm: "DSQ", rank: null, medal: null });
    await take(withdrawal(disqualified.id, 40));
    expect(await contents(podium.table)).toEqual(official);
  });
});

describe("nothing is written", () => {
  const versions = async () => {
    const names = Object.keys(await contents(podium.table));
    return Promise.all(names.map(async (name) => [name, (await board(name)).version]));
  };

  it("when a message comes again", async () => {
    await take(...RACE);
    const before = await versions();
    const published = podium.metrics.total("BoardPublished");
    await take(...RACE, ...RACE);
    expect(await versions()).toEqual(before);
    expect(podium.metrics.total("BoardPublished")).toBe(published);
  });

  it("to any board when a new fact says what was known", async () => {
    await take(...RACE.slice(0, 6));
    const before = await versions();
    await take(mark(A, 103_450, 7), { ...entries, id: "entries-again", at: minute(7) });
    expect(await versions()).toEqual(before);
  });

  it("when the whole stream is projected again from its beginning", async () => {
    await take(...RACE, correction(B, { timeMs: 103_400 }, 31, "start gate opened late"));
    const before = await versions();
    const meter = new CapacityMeter();
    const table = openTable(podium.table.name, engine.clientConfig, meter);
    const again = await startProjector(engine, { table, streamArn: podium.streamArn });
    await again.mapping.idle();
    await again.stop();
    expect(again.mapping.stats.handled).toBeGreaterThan(RACE.length);
    expect(meter.read()).toMatchObject({ writeUnits: 0 });
    expect(await versions()).toEqual(before);
  });
});

describe("names", () => {
  const team = (id: string, noc: string, members: string[]) => ({
    id,
    kind: "team" as const,
    name: `Team ${noc}`,
    noc,
    members,
  });
  const BOB = "BOBMTEAM2";
  const bobUnit = (run: number) => `${BOB}-------------FNL-000${run}00--`.padEnd(34, "-");
  const teamEvent: Message[] = [
    {
      id: "bob-event",
      at: minute(-110),
      type: "events",
      events: [{ id: BOB, name: "Two-man", disciplineName: "Bobsleigh", competitorKind: "team" }],
    },
    {
      id: "bob-unit",
      at: minute(-110),
      type: "units",
      units: [
        {
          id: bobUnit(1),
          phaseName: "Heats",
          name: "Heat 1",
          order: 1,
          kind: "unit",
          day: DAY,
          start: minute(30),
          end: minute(60),
          venue: "Cortina",
        },
      ],
    },
    {
      id: "bob-teams",
      at: minute(-110),
      type: "competitors",
      competitors: [team("BOB-AUT", "AUT", [A, C]), team("BOB-NOR", "NOR", [B])],
    },
    {
      id: "bob-entries",
      at: minute(-30),
      type: "entries",
      unit: bobUnit(1),
      entries: [{ competitor: "BOB-AUT" }, { competitor: "BOB-NOR" }],
    },
  ];
  const renamed = (id: string, noc: string, name: string): Message => ({
    id: `rename-${id}`,
    at: minute(50),
    type: "competitors",
    competitors: [{ id, kind: "athlete", name, noc, gender: "M" }],
  });

  async function boardsWith(text: string): Promise<string[]> {
    return Object.entries(await contents(podium.table)).flatMap(([name, found]) =>
      JSON.stringify(found).includes(text) ? [name] : [],
    );
  }

  it.each([
    ["before the start", [entries]],
    ["during the race", RACE.slice(0, 5)],
    ["after the medals", RACE],
  ])("a competitor who is renamed %s is renamed on every board", async (_, messages) => {
    await take(...messages, ...teamEvent);
    const named = await boardsWith("Anton Alm");
    expect(named).toEqual(
      expect.arrayContaining([`athletes/${A}`, `events/${EVENT}`, `events/${BOB}`, "countries/AUT"]),
    );
    await take(renamed(A, "AUT", "Anton Alm-Huber"));
    expect(await boardsWith("Anton Alm-Huber")).toEqual(named);
    expect(await boardsWith('"Anton Alm"')).toEqual([]);
  });

  it("a pair that starts for its team is renamed on the board of the team's event", async () => {
    const id = "FSKXTEAM";
    const unit = `${id}--------------QUAL000100--`;
    const competition = teamEvent.map((message): Message => {
      const text = JSON.stringify({ ...message, id: `fsk-${message.id}` });
      return JSON.parse(text.replaceAll(bobUnit(1), unit).replaceAll(BOB, id)) as Message;
    });
    const pair = { id: "PAIR", kind: "pair" as const, noc: "AUT", members: [A, C] };
    const named = (name: string, at: number): Message => ({
      id: `pair-${at}`,
      at: minute(at),
      type: "competitors",
      competitors: [{ ...pair, name }],
    });
    await take(...competition, named("Alm / Cavegn", -100));
    await take({
      id: "pair-entry",
      at: minute(-20),
      type: "entries",
      unit,
      entries: [{ competitor: pair.id, team: "BOB-AUT" }],
    });
    expect(await boardsWith("Alm / Cavegn")).toContain(`events/${id}`);
    await take(named("Cavegn / Alm", 50));
    expect(await boardsWith("Cavegn / Alm")).toContain(`events/${id}`);
    expect(await boardsWith("Alm / Cavegn")).toEqual([]);
  });

  it("a competitor who starts for another country takes the medal there", async () => {
    await take(...RACE, renamed(A, "SUI", "Anton Alm"));
    expect(await golds()).toEqual([
      ["SUI", 1, 1, 0],
      ["NOR", 0, 0, 1],
    ]);
    expect(await boardsWith("Anton Alm")).not.toContain("countries/AUT");
    expect(await board("countries/AUT")).toMatchObject({ rank: null, medals: { total: 0 }, results: [] });
    expect(await board("countries/NOR")).toMatchObject({ rank: 2 });
  });

  it("a country that is renamed is renamed on every board", async () => {
    await take(...RACE);
    const named = await boardsWith("Austria");
    expect(named).toEqual(
      expect.arrayContaining(["live", "games", "leaderboards/medals", "leaderboards/disciplines/ALP"]),
    );
    await take({
      id: "rename",
      at: minute(50),
      type: "countries",
      countries: [{ noc: "AUT", name: "Österreich" }],
    });
    expect(await boardsWith("Österreich")).toEqual(named);
    expect(await boardsWith("Austria")).toEqual([]);
  });

  it("a country that is taken off the medal table leaves its place to the next, on every board", async () => {
    await take(...RACE);
    await take({
      id: "unlisted",
      at: minute(50),
      type: "countries",
      countries: [{ noc: "AUT", name: "Austria", listed: false }],
    });
    expect(await golds()).toEqual([
      ["SUI", 0, 1, 0],
      ["NOR", 0, 0, 1],
    ]);
    expect(await board("countries/AUT")).toMatchObject({ rank: null });
    expect(await board("countries/SUI")).toMatchObject({ rank: 1 });
    expect(await board("countries/NOR")).toMatchObject({ rank: 2 });
  });
});

describe("a board that has nothing left to show", () => {
  it("is gone: a day whose last unit was moved to another day", async () => {
    const [unit] = (MASTER[3] as Extract<Message, { type: "units" }>).units;
    if (unit === undefined) throw new Error("the Games have a unit");
    const next = "2026-02-08";
    await take({ id: "moved", at: minute(-90), type: "units", units: [{ ...unit, day: next }] });
    const names = Object.keys(await contents(podium.table));
    expect(names.filter((name) => name.includes(DAY))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([`schedule/${next}`, `leaderboards/days/${next}`]));
  });
});

it("that a medal was awarded for a moment leaves no trace", async () => {
  const messages = [...RACE, status("PROTESTED", 25)];
  const awarded = await boardsAfter(messages, { patient: true });
  expect(awarded).toEqual(await boardsAfter(messages.toReversed()));
});

describe("an event that is taken back", () => {
  it("is on no board any more, and neither are its medals; said again, it is as it was", async () => {
    await take(...RACE);
    const before = await contents(podium.table);
    await take(withdrawal("events", 50));
    expect(await podium.board(`events/${EVENT}`)).toBeUndefined();
    expect(await golds()).toEqual([]);
    expect(await board<LiveBoard>("live")).toMatchObject({ finished: [], eventsTotal: 0 });
    const left = Object.entries(await contents(podium.table)).filter(([, found]) =>
      JSON.stringify(found).includes("Downhill"),
    );
    expect(left).toEqual([]);
    await take({ ...(MASTER[2] as Message), id: "events-again", at: minute(51) });
    expect(await contents(podium.table)).toEqual(before);
  });
});

/** What can be said of the race: early, late, wrong, twice, taken back. */
const SAID: Message[] = [
  ...RACE,
  {
    ...entries,
    id: "entries-2",
    at: minute(-40),
    entries: [{ competitor: A, bib: "11", startOrder: 4 }],
  } as Message,
  { ...entries, id: "scratched", at: minute(-30), entries: [{ competitor: C, withdrawn: true }] } as Message,
  withdrawal("scratched", -20),
  mark(A, 103_540, 3),
  mark(B, 104_250, 5),
  { ...mark(C, 1, 7), mark: { irm: "DNF" } } as Message,
  withdrawal(`mark-${C}-7`, 8),
  withdrawal(`mark-${A}-3`, 9),
  status("PROTESTED", 25),
  mark(A, 99_000, 30),
  { ...entries, id: "entries-late", at: minute(30), entries: [{ competitor: B, bib: "99" }] } as Message,
  correction(B, { timeMs: 103_400 }, 31, "start gate opened late"),
  correction(A, { irm: "DSQ" }, 32, "boot soles too high"),
  withdrawal(`correction-${A}-32`, 33),
  status("OFFICIAL", 40),
];

/** Says it all in this order, `lanes` at a time, patiently after each has reached its boards, and answers with all boards. */
async function boardsAfter(
  messages: readonly Message[],
  { lanes = 1, batchSize = 100, patient = false } = {},
): Promise<Record<string, unknown>> {
  const pipeline = await startPipeline(engine, batchSize);
  try {
    for (const message of MASTER) await pipeline.take(message);
    await inParallel(messages, lanes, async (message) => {
      await pipeline.take(message);
      if (patient) await pipeline.settle();
    });
    await pipeline.settle();
    expect(pipeline.deadLetters).toEqual([]);
    return await contents(pipeline.table);
  } finally {
    await pipeline.stop();
  }
}

const PROJECTING = { now: () => new Date(), log: QUIET, metrics: new LocalMetrics() };

/** A table without a projector, and who says what on it. */
async function startFacts() {
  const { table, streamArn } = await engine.table();
  const context: Context = { table, actor: FEED, source: "test", now: () => new Date(), known: new Set() };
  const say = async (...messages: readonly Message[]) => {
    for (const message of messages) await execute(context, parseCommand(message));
  };
  await say(...MASTER);
  return { table, streamArn, say };
}

/** The same, with two projectors that share the stream's records between them and take their time to write. */
async function boardsOfTwo(
  messages: readonly Message[],
  batchSize: number,
): Promise<Record<string, unknown>> {
  const { table, streamArn, say } = await startFacts();
  const projectors = await Promise.all(
    [0n, 1n].map((half) => {
      const share = ({ dynamodb }: DynamoDBRecord) => BigInt(dynamodb?.SequenceNumber ?? 0) % 2n === half;
      const own = beforeWrites(openTable(table.name, engine.clientConfig), () => wait(Math.random() * 40));
      return startProjector(engine, { table: own, streamArn }, { batchSize, share });
    }),
  );
  try {
    await say(...messages);
    // Facts, then the outcomes that either has made of them.
    for (let round = 0; round < 3; round++) for (const { mapping } of projectors) await mapping.idle();
    expect(projectors.flatMap(({ deadLetters }) => deadLetters)).toEqual([]);
    return await contents(table);
  } finally {
    for (const projector of projectors) await projector.stop();
  }
}

/** Between what a projector has read and what it writes, others get their chance. */
function beforeWrites(table: Table, happens: () => Promise<unknown>): Table {
  table.client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        if (/Put|TransactWrite/.test(String(commandName))) await happens();
        return next(args);
      },
    { step: "initialize", name: "beforeWrites" },
  );
  return table;
}

const inOrder = (messages: readonly Message[]) =>
  messages.toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));

const telling = fc
  .record({
    some: fc.shuffledSubarray(SAID, { minLength: 1 }),
    again: fc.shuffledSubarray(SAID),
    at: fc.infiniteStream(fc.nat()),
    lanes: fc.integer({ min: 1, max: 8 }),
    batchSize: fc.constantFrom(1, 2, 7, 100),
  })
  .map(({ some, again, at, ...rest }) => {
    const said = new Set(some);
    const messages = [...some];
    for (const message of again) {
      if (said.has(message)) messages.splice((at.next().value ?? 0) % (messages.length + 1), 0, message);
    }
    return { some, messages, ...rest };
  });

describe("the boards depend on what was said, not on when, in which order or how often", () => {
  it("any permutation and repetition of a unit's messages ends in the same boards", async () => {
    await fc.assert(
      fc.asyncProperty(telling, async ({ some, messages, lanes, batchSize }) => {
        const expected = await boardsAfter(inOrder(some), { patient: true });
        expect(await boardsAfter(messages, { lanes, batchSize })).toEqual(expected);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  }, 240_000);

  it("and so it does when two projectors race for the same boards, each with half of the records", async () => {
    const expected = await boardsAfter(inOrder(SAID), { patient: true });
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(SAID, { minLength: SAID.length }),
        fc.constantFrom(1, 3, 100),
        async (messages, batchSize) => {
          expect(await boardsOfTwo(messages, batchSize)).toEqual(expected);
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  }, 240_000);
});

it("a projector that was held up between reading and writing never puts an older state over a newer one", async () => {
  const { table, say } = await startFacts();
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const held = beforeWrites(openTable(table.name, engine.clientConfig), () => {
    reached.resolve();
    return released.promise;
  });
  const project = (on: Table) =>
    createProjectorHandler({ table: on, ...PROJECTING })(
      {
        Records: [
          {
            eventName: "MODIFY",
            dynamodb: {
              SequenceNumber: "1",
              NewImage: { __edb_e__: { S: "mark" }, event: { S: EVENT }, recordedAt: { N: "0" } },
            },
          },
        ],
      },
      new LocalContext("projector", 30_000),
    );
  await say(...RACE.slice(0, 4));
  const late = project(held);
  await reached.promise;
  await say(...RACE.slice(4));
  await project(table);
  const newest = await contents(table);
  released.resolve();
  expect(await late).toEqual({ batchItemFailures: [] });
  expect(medals(newest[`events/${EVENT}`] as EventBoard)).toHaveLength(3);
  expect(await contents(table)).toEqual(newest);
});

describe("an event that can't be projected", () => {
  const WOMEN = "ALPWDH";
  const womens = (message: Message): Message => {
    const text = JSON.stringify({ ...message, id: `w-${message.id}` });
    return JSON.parse(text.replaceAll(EVENT, WOMEN)) as Message;
  };
  const events = MASTER.filter(({ type }) => type === "events" || type === "units").map(womens);
  const garbage = { event: EVENT, unit: UNIT, competitor: A, version: 1, recordedAt: 0, past: "{" };

  it("doesn't hold up the others, becomes dead letters, and is right once it is mended and they are replayed", async () => {
    await take(...events, entries, womens(entries));
    const stale = await event();
    await podium.table.documents.send(
      new PutCommand(MarkEntity.put(garbage).params({ table: podium.table.name })),
    );

    const race = RACE.filter(({ id }) => id !== `mark-${A}-2`);
    await take(...[...race, ...race.map(womens)].toSorted((left, right) => (left.at < right.at ? -1 : 1)));
    expect(await event()).toEqual(stale);
    expect(medals(await board<EventBoard>(`events/${WOMEN}`))).toEqual([
      ["gold", C],
      ["silver", B],
    ]);
    expect(await board<LiveBoard>("live")).toMatchObject({ units: [], finished: [{ id: WOMEN }] });
    expect((await golds())[0]).toEqual(["SUI", 1, 0, 0]);

    const letters = podium.deadLetters.splice(0);
    const dead = letters.flatMap(({ records }) =>
      records.map(({ dynamodb }) => dynamodb?.NewImage?.event?.S),
    );
    expect(new Set(dead)).toEqual(new Set([EVENT]));
    expect(letters.every(({ records }) => records.length === 1)).toBe(true);
    for (const letter of letters) {
      expect(letter).toMatchObject({
        mapping: "projector",
        streamArn: podium.streamArn,
        reason: "RetryAttemptsExhausted",
        attempts: 3,
        error: expect.stringContaining("failed"),
      });
    }

    await podium.table.documents.send(
      new DeleteCommand(MarkEntity.delete(garbage).params({ table: podium.table.name })),
    );
    for (const { records } of letters) {
      const answer = await podium.handler({ Records: records }, new LocalContext("projector", 30_000));
      expect(answer).toEqual({ batchItemFailures: [] });
    }
    await podium.settle();
    expect(await contents(podium.table)).toEqual(
      await boardsAfter([...events, entries, womens(entries), ...race, ...race.map(womens)]),
    );
    expect(podium.deadLetters).toEqual([]);
  });
});
