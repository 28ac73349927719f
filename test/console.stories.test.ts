/** Whole stories at the console's API, from signing in to the board that fans read. */
import { randomUUID } from "node:crypto";
import { decompress } from "@podium/core/board/encoding.ts";
import { readBoard } from "@podium/core/board/read.ts";
import type { EventBoard } from "@podium/core/results/projections/event.ts";
import type { MedalsBoard } from "@podium/core/results/projections/medals.ts";
import { type OperationName, operations } from "@podium/functions/admin/contract.ts";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEY, startTestCloud, stateOf, type TestCloud } from "./support/cloud.ts";
import { type Person, signIn } from "./support/console.ts";
import { A, B, C, DAY, EVENT, entries, MASTER, UNIT } from "./support/games.ts";
import { ask, json } from "./support/http.ts";
import { result } from "./support/odf.ts";

let cloud: TestCloud;
let scorer: Person;
let second: Person;

beforeEach(async () => {
  cloud = await startTestCloud();
  await cloud.tell([...MASTER, entries]);
  [scorer, second] = await Promise.all([signIn(cloud, "scorer"), signIn(cloud, "second")]);
});
afterEach(() => cloud.stop());

async function boardOf<T>(name: string): Promise<T> {
  const stored = await readBoard(cloud.table.client, cloud.table.name, name);
  return JSON.parse(decompress(stored?.body ?? new Uint8Array())) as T;
}
const standings = async () =>
  (await boardOf<EventBoard>(`events/${EVENT}`)).standings.map(({ competitor, rank, irm, medal }) => [
    competitor.id,
    rank ?? irm,
    medal,
  ]);
/** Boards follow the facts within moments; a slow machine gets its time. */
const eventually = (look: () => Promise<unknown>) => expect.poll(look, { timeout: 20_000 });

const leader = async () => (await standings())[0];
const golds = async () =>
  (await boardOf<MedalsBoard>("leaderboards/medals")).rows.map(({ noc, gold, total }) => [noc, gold, total]);

const whole = () => scorer.do("unit", { parameters: { unit: UNIT } });
const mark = (competitor: string, timeMs: number) => ({
  type: "mark",
  unit: UNIT,
  competitor,
  mark: { timeMs },
});
const status = (value: string) => ({ type: "status", unit: UNIT, status: value });
const disqualify = (competitor: string) => ({
  type: "correction",
  unit: UNIT,
  competitor,
  mark: { timeMs: 103_450, irm: "DSQ" },
  reason: "Equipment, rule 606.4",
});

/** A in front of C and B, official by two people. */
async function race(): Promise<void> {
  await scorer.command(status("LIVE"));
  await scorer.command(mark(A, 103_450), 0);
  await scorer.command(mark(B, 104_250), 0);
  await scorer.command(mark(C, 103_900), 0);
  await scorer.command(status("UNOFFICIAL"));
  const { proposal } = await scorer.command(status("OFFICIAL"));
  await second.do("confirmProposal", { parameters: { proposal: proposal?.id ?? "" } });
}

describe("a race that is scored by hand", () => {
  it("is on the fan's board as it was typed, and its medals are awarded once two people said so", async () => {
    const before = await whole();
    expect(before).toMatchObject({
      next: ["START_LIST", "LIVE"],
      measure: { mark: "time" },
      mine: true,
      officialAt: null,
    });
    expect(before.entries.map(({ competitor, mark: { version } }) => [competitor.name, version])).toEqual([
      ["Anton Alm", 0],
      ["Bjørn Berg", 0],
      ["Carl Cavegn", 0],
    ]);
    await scorer.command(status("LIVE"), 0);
    const taken = await scorer.command(mark(A, 103_450), 0);
    expect(taken).toMatchObject({ outcome: "taken", fact: { version: 1, value: { timeMs: 103_450 } } });
    await eventually(leader).toEqual([A, 1, null]);

    await scorer.command(mark(B, 104_250), 0);
    await scorer.command({ type: "mark", unit: UNIT, competitor: C, mark: { irm: "DNF" } }, 0);
    await scorer.command(status("UNOFFICIAL"));
    const waits = await scorer.ask("command", {
      body: { command: { id: "official", ...status("OFFICIAL") } },
    });
    expect(waits.status).toBe(202);
    await cloud.quiet();
    expect((await standings()).map(([, , medal]) => medal)).toEqual([null, null, null]);

    const { units } = await scorer.do("unitsOfDay", { parameters: { day: DAY } });
    expect(units).toMatchObject([{ unit: UNIT, status: "UNOFFICIAL", proposals: 1, mine: true }]);

    await second.do("confirmProposal", { parameters: { proposal: "official" } });
    await eventually(standings).toEqual([
      [A, 1, "gold"],
      [B, 2, "silver"],
      [C, "DNF", null],
    ]);
  });

  it("can't be official while someone has neither mark nor IRM, and goes its steps in order", async () => {
    await scorer.command(status("LIVE"));
    await scorer.command(mark(A, 103_450));
    const jump = await scorer.ask("command", { body: { command: { id: "jump", ...status("OFFICIAL") } } });
    expect(json(jump)).toMatchObject({ status: 400, code: "ILLEGAL_STEP", field: "status" });
    await scorer.command(status("UNOFFICIAL"));
    const { refused } = await scorer.do("preview", {
      body: { commands: [{ id: "early", ...status("OFFICIAL") }] },
    });
    expect(refused).toMatchObject([{ id: "early", code: "NOT_READY", field: "status" }]);
    expect((await whole()).missing.map(({ competitor }) => competitor)).toEqual([B, C]);
    const early = await scorer.ask("command", { body: { command: { id: "early", ...status("OFFICIAL") } } });
    expect(json(early)).toMatchObject({ status: 400, code: "NOT_READY", field: "status" });
    expect((await whole()).status.value).toBe("UNOFFICIAL");
  });

  it("counts even where the feed's clock was ahead of ours", async () => {
    const ahead = new Date(Date.now() + 60_000).toISOString();
    await cloud.tell([
      { id: "ahead", at: ahead, type: "mark", unit: UNIT, competitor: A, mark: { timeMs: 999_000 } },
    ]);
    const seen = (await whole()).entries.find(({ competitor }) => competitor.id === A)?.mark.version;
    const { fact } = await scorer.command(mark(A, 103_450), seen);
    expect(fact).toMatchObject({ version: 2, value: { timeMs: 103_450 } });
  });
});

it("two scorers on one mark: the later one sees both values, and nothing is overwritten", async () => {
  await scorer.command(mark(A, 103_450), 0);
  const wish = { id: randomUUID(), ...mark(A, 103_540) };
  const reply = await second.ask("command", { body: { command: wish, expectedVersion: 0 } });
  expect(reply.status).toBe(409);
  expect(reply.headers["content-type"]).toBe("application/problem+json");
  expect(json(reply)).toMatchObject({
    code: "VERSION_CONFLICT",
    yours: { timeMs: 103_540 },
    theirs: { version: 1, value: { timeMs: 103_450 }, by: "user:scorer" },
  });
  expect((await whole()).entries[0]?.mark).toMatchObject({ version: 1, value: { timeMs: 103_450 } });
  const solved = await second.command({ ...wish, id: randomUUID() }, 1);
  expect(solved.fact).toMatchObject({ version: 2, value: { timeMs: 103_540 } });
});

it("a mark whose answer was lost is sent again and changes nothing, whatever others did meanwhile", async () => {
  const wish = { id: randomUUID(), ...mark(A, 103_450), at: new Date().toISOString() };
  const [one, two] = await Promise.all([scorer.command(wish, 0), scorer.command(wish, 0)]);
  expect([one?.outcome, two?.outcome].sort()).toEqual(["duplicate", "taken"]);
  await second.command(mark(A, 103_460), 1);
  await cloud.quiet();
  const before = await stateOf(cloud.table);
  expect(await scorer.command(wish, 0)).toMatchObject({
    outcome: "duplicate",
    fact: { version: 2, value: { timeMs: 103_460 } },
  });
  await cloud.quiet();
  expect(await stateOf(cloud.table)).toEqual(before);
});

describe("a protest and a correction", () => {
  it("move the gold: previewed, proposed by one, confirmed by another, explained in the audit trail", async () => {
    await race();
    await eventually(golds).toEqual([
      ["AUT", 1, 1],
      ["SUI", 0, 1],
      ["NOR", 0, 1],
    ]);
    // The protest can't wait for a second person: the medals are in doubt from now on.
    expect((await scorer.command(status("PROTESTED"))).outcome).toBe("taken");
    await eventually(golds).toEqual([]);

    const commands = [
      { id: "p-1", ...disqualify(A) },
      { id: "p-2", ...status("OFFICIAL") },
    ];
    await cloud.quiet();
    const table = await stateOf(cloud.table);
    const seen = await scorer.do("preview", { body: { commands } });
    expect(await stateOf(cloud.table)).toEqual(table);
    expect(seen.refused).toEqual([]);
    expect(seen.event).toMatchObject({ id: EVENT, before: "PROTESTED", after: "OFFICIAL" });
    expect(seen.standings.map(({ competitor, after }) => [competitor.id, after?.rank, after?.medal])).toEqual(
      [
        [C, 1, "gold"],
        [B, 2, "silver"],
        [A, null, null],
      ],
    );
    expect(
      seen.medalTable.map(({ noc, before, after }) => [noc, before, after?.gold, after?.silver]),
    ).toEqual([
      ["SUI", null, 1, 0],
      ["NOR", null, 0, 1],
    ]);

    for (const command of commands) {
      const { outcome, proposal } = await scorer.command(command);
      expect(outcome).toBe("proposed");
      const own = await scorer.ask("confirmProposal", { parameters: { proposal: proposal?.id ?? "" } });
      expect(json(own)).toMatchObject({ status: 403, code: "FORBIDDEN", field: "proposal" });
      const done = await second.do("confirmProposal", { parameters: { proposal: proposal?.id ?? "" } });
      expect(done.outcome).toBe("taken");
    }
    await eventually(standings).toEqual([
      [C, 1, "gold"],
      [B, 2, "silver"],
      [A, "DSQ", null],
    ]);
    await eventually(golds).toEqual([
      ["SUI", 1, 1],
      ["NOR", 0, 1],
    ]);
    const { entries: trail } = await second.do("audit", { query: { trail: EVENT } });
    expect(trail.find(({ command }) => command === "correction")).toMatchObject({
      actor: "user:second",
      proposedBy: "user:scorer",
      reason: "Equipment, rule 606.4",
      changes: [
        {
          fact: `mark ${EVENT} ${UNIT} ${A}`,
          before: { timeMs: 103_450 },
          after: { timeMs: 103_450, irm: "DSQ" },
        },
      ],
    });
  });

  it("that nobody confirms in time, or that someone refuses, changes nothing", async () => {
    await race();
    const admin = await signIn(cloud, "admin");
    const { proposal } = await scorer.command(disqualify(A));
    const id = proposal?.id ?? "";
    const refused = await second.do("refuseProposal", {
      parameters: { proposal: id },
      body: { reason: "The jury said otherwise" },
    });
    expect(refused).toMatchObject({ state: "refused", decidedBy: "user:second" });
    const late = await admin.ask("confirmProposal", { parameters: { proposal: id } });
    expect(json(late)).toMatchObject({ status: 409, code: "NOT_OPEN" });
    await cloud.quiet();
    await eventually(leader).toEqual([A, 1, "gold"]);
  });

  it("take one person alone where an admin decided so", async () => {
    await race();
    const admin = await signIn(cloud, "admin");
    const { settings } = await admin.do("me");
    expect(settings.fourEyes).toBe(true);
    await admin.do("settings", { body: { fourEyes: false, proposalMinutes: 60, expectedVersion: 0 } });
    expect((await scorer.command(disqualify(A))).outcome).toBe("taken");
    await eventually(leader).toEqual([C, 1, "gold"]);
    const stale = { fourEyes: true, proposalMinutes: 60, expectedVersion: 0 };
    expect((await admin.ask("settings", { body: stale })).status).toBe(409);
  });
});

describe("an import", () => {
  const csv = ["bib;mark", "1;1:43,45", "2;DNF", "3;soon", "9;1:44.00", '"=1+1";1:44.00'].join("\r\n");
  const file = (dryRun: boolean) => ({ id: "import-1", format: "csv", unit: UNIT, text: csv, dryRun });

  it("says of each line what would happen, then does it, once, whatever is wrong with others", async () => {
    await cloud.quiet();
    const before = await stateOf(cloud.table);
    const dry = await scorer.do("import", { body: file(true) });
    expect(await stateOf(cloud.table)).toEqual(before);
    expect(dry.lines.map(({ line, outcome, code }) => [line, outcome, code])).toEqual([
      [2, "would-change", undefined],
      [3, "would-change", undefined],
      [4, "rejected", "INVALID_MARK"],
      [5, "rejected", "UNKNOWN_COMPETITOR"],
      [6, "rejected", "UNKNOWN_COMPETITOR"],
    ]);
    expect(dry.lines[0]).toMatchObject({ after: { timeMs: 103_450 } });
    const done = await scorer.do("import", { body: file(false) });
    expect(done.summary).toMatchObject({ taken: 2, rejected: 3, duplicate: 0 });
    const again = await scorer.do("import", { body: file(false) });
    expect(again.summary).toMatchObject({ taken: 0, rejected: 3, duplicate: 2 });
    await eventually(standings).toEqual([
      [A, 1, null],
      [C, null, null],
      [B, "DNF", null],
    ]);
  });

  it("takes messages as the feed has them, and leaves what people may not", async () => {
    const text = [
      JSON.stringify({ type: "mark", unit: UNIT, competitor: A, mark: { timeMs: 103_450 } }),
      JSON.stringify({ type: "events", events: [] }),
      "{",
    ].join("\n");
    const report = await scorer.do("import", {
      body: { id: "import-2", format: "ndjson", text, dryRun: false },
    });
    expect(report.lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ["taken", undefined],
      ["rejected", "INVALID"],
      ["rejected", "NOT_JSON"],
    ]);
  });
});

it("a unit is taken over by hand: the feed's marks are kept and don't count, nor conflict, until it is handed back", async () => {
  const fed = (timeMs: number, id: string) =>
    cloud.tell([
      { id, at: new Date().toISOString(), type: "mark", unit: UNIT, competitor: A, mark: { timeMs } },
    ]);
  const charge = (source: string) =>
    scorer.do("charge", {
      parameters: { unit: UNIT },
      body: { id: randomUUID(), source, reason: "The start gate is broken" },
    });
  const shown = async () => (await whole()).entries[0]?.mark.value?.timeMs;
  await fed(900_000, "fed-1");
  expect((await whole()).charge).toBe("timing");
  await charge("manual");
  const seen = (await whole()).entries[0]?.mark.version;
  await fed(910_000, "fed-2");
  await fed(920_000, "fed-3");
  expect((await scorer.command(mark(A, 103_450), seen)).outcome).toBe("taken");
  await fed(930_000, "fed-4");
  expect(await shown()).toBe(103_450);
  await cloud.quiet();
  await eventually(leader).toEqual([A, 1, null]);
  const waiting = async () =>
    (await scorer.do("messages", { query: { lane: UNIT, state: "held" } })).messages.map(
      ({ message, waitsFor }) => [message, waitsFor],
    );
  expect((await waiting()).sort()).toEqual(["fed-2", "fed-3", "fed-4"].map((id) => [id, `charge ${UNIT}`]));
  const { text } = await scorer.do("message", { parameters: { source: FEED_KEY_ID, message: "fed-2" } });
  expect(JSON.parse(text ?? "")).toMatchObject({ mark: { timeMs: 910_000 } });
  await charge("timing");
  expect(await shown()).toBe(930_000);
  await eventually(waiting).toEqual([]);
  const { feeds } = await scorer.do("feeds");
  expect(feeds).toBeInstanceOf(Array);
});

it("the order of the sources is set by who may write there, and stands beside the charge of each unit", async () => {
  const set = (scope: string, source: string | null) =>
    scorer.do("setPrecedence", {
      parameters: { scope },
      body: {
        id: randomUUID(),
        order: source && [source, ...["timing", "odf", "manual"].filter((other) => other !== source)],
        reason: "As agreed with the venue",
      },
    });
  const order = async () => (await whole()).precedence;
  expect(await order()).toEqual({ order: ["timing", "odf", "manual"], scope: null });
  await set("ALP", "odf");
  expect(await order()).toEqual({ order: ["odf", "timing", "manual"], scope: "ALP" });
  await set(UNIT, "manual");
  expect((await scorer.do("precedences")).precedences.map(({ scope }) => scope)).toEqual(
    [UNIT, "ALP"].sort(),
  );
  expect(await order()).toEqual({ order: ["manual", "timing", "odf"], scope: UNIT });
  await set(UNIT, null);
  expect((await order()).scope).toBe("ALP");
  const twice = { id: randomUUID(), order: ["odf", "odf", "manual"], reason: "As agreed with the venue" };
  const refused = await scorer.ask("setPrecedence", { parameters: { scope: "ALP" }, body: twice });
  expect([refused.status, json<{ field: string }>(refused).field]).toEqual([400, "order"]);
});

it("an admin makes the edge forget: what it costs is said before, it happens once, and the budget says so", async () => {
  const admin = await signIn(cloud, "admin");
  const { boards, budget } = await admin.do("edge", { query: { discipline: "ALP" } });
  expect(boards.map(({ board }) => board)).toContain(`events/${EVENT}`);
  expect(boards.every(({ version }) => version > 0)).toBe(true);
  await cloud.get("/api/live");
  expect((await cloud.get("/api/live")).headers["x-cache"]).toBe("Hit");
  const wish = { id: "forget", scope: { what: "board", board: "live" }, reason: "A wrong name was shown" };
  const dry = await admin.do("invalidate", { body: { ...wish, dryRun: true } });
  expect(dry).toMatchObject({ done: false, items: ["live"], costMicroUsd: 0, budget });
  const done = await admin.do("invalidate", { body: wish });
  expect(done).toMatchObject({ done: true, budget: { used: budget.used + 1 } });
  expect((await cloud.get("/api/live")).headers["x-cache"]).not.toBe("Hit");
  expect((await admin.do("invalidate", { body: wish })).budget.used).toBe(budget.used + 1);
  const all = { id: "all", scope: { what: "everything" }, reason: "A wrong name was shown" };
  expect(await admin.do("invalidate", { body: all })).toMatchObject({ done: true, items: ["/*"] });
});

it("every look answers as its description says, and a viewer may look at all but keys and users", async () => {
  await race();
  const [viewer, admin] = await Promise.all([signIn(cloud, "viewer"), signIn(cloud, "admin")]);
  const parameters = {
    day: DAY,
    unit: UNIT,
    event: EVENT,
    proposal: "",
    source: "local",
    message: "entries",
  };
  const query = { audit: { trail: EVENT }, auditFile: { trail: EVENT }, messages: { day: DAY } };
  const { entries: trail } = await viewer.do("audit", { query: query.audit });
  parameters.proposal = trail.find(({ command }) => command === "propose")?.message ?? "";
  const looks = (Object.keys(operations) as OperationName[]).filter(
    (name) => operations[name].method === "GET" && name !== "auditFile" && name !== "message",
  );
  for (const name of looks) {
    const input = { parameters, query: query[name as keyof typeof query] ?? {} };
    const secret = name === "feedKeys" || name === "users";
    await (secret ? admin : viewer).do(name, input);
    if (secret) expect((await viewer.ask(name, input)).status).toBe(403);
  }
});

it("an admin makes a feed's key, rotates and revokes it; its secret is said once and told nowhere", async () => {
  const admin = await signIn(cloud, "admin");
  const made = await admin.do("makeFeedKey", {
    body: { id: "timing-alp", name: "Timing", disciplines: ["ALP"] },
  });
  expect(made.apiKey).toMatch(/^pk_timing-alp_/);
  const parameters = { key: "timing-alp" };
  const rotated = await admin.do("rotateFeedKey", { parameters });
  expect(rotated.key.secretsMadeAt).toHaveLength(2);
  expect((await admin.do("revokeFeedKey", { parameters })).revokedAt).not.toBeNull();
  const { entries: trail } = await admin.do("audit", { query: { trail: "feed-keys" } });
  expect(trail.map(({ command, actor }) => [command, actor])).toEqual([
    ["feed-key-revoke", "user:admin"],
    ["feed-key-rotate", "user:admin"],
    ["feed-key-create", "user:admin"],
  ]);
  for (const { apiKey } of [made, rotated]) expect(JSON.stringify(trail)).not.toContain(apiKey);
});

it("a document that waits for someone unknown is seen, discarded with a reason, and comes back when it is replayed", async () => {
  const body = result({ version: 1, lines: [{ competitor: "9999", time: "1:43.45" }] });
  const headers = { "content-type": "application/xml", "x-api-key": KEY };
  expect((await ask(`${cloud.url}/api/ingest/odf`, { method: "POST", headers, body })).status).toBe(200);
  await cloud.quiet();
  const day = new Date().toISOString().slice(0, 10);
  const { messages } = await scorer.do("messages", { query: { day, state: "held" } });
  expect(messages).toMatchObject([{ source: "odf", state: "held", waitsFor: "competitor 9999" }]);
  const parameters = { source: "odf", message: messages[0]?.message ?? "" };
  expect((await scorer.do("message", { parameters })).text).toContain("9999");

  const reason = "A test of the timing company";
  const discarded = await scorer.do("discardMessage", { parameters, body: { id: "discard", reason } });
  expect(discarded.record.state).toBe("discarded");
  await scorer.do("replayMessage", { parameters, body: { id: "replay" } });
  await cloud.quiet();
  expect((await scorer.do("message", { parameters })).record.state).toBe("held");
  const { entries: trail } = await scorer.do("audit", { query: { actor: "user:scorer" } });
  expect(trail.slice(0, 2).map(({ command, trail, reason }) => [command, trail, reason])).toEqual([
    ["replay-message", EVENT, null],
    ["discard-message", EVENT, reason],
  ]);
});

it("a line of the feed that was rejected is seen, mended by a person, and counts", async () => {
  const wrong = {
    id: "wrong",
    at: new Date().toISOString(),
    type: "mark",
    unit: UNIT,
    competitor: A,
    mark: {},
  };
  await cloud.post(JSON.stringify({ ...wrong, mark: { pointsMilli: 1 } }));
  const day = new Date().toISOString().slice(0, 10);
  const { messages } = await scorer.do("messages", { query: { day, state: "rejected" } });
  expect(messages).toMatchObject([
    { source: "local", message: "wrong", code: "INVALID_MARK", field: "mark.pointsMilli", lane: UNIT },
  ]);
  const parameters = { source: "local", message: "wrong" };
  const { text } = await scorer.do("message", { parameters });
  expect(JSON.parse(text ?? "{}").mark).toEqual({ pointsMilli: 1 });
  const command = { id: "mended", ...mark(A, 103_450) };
  expect((await scorer.do("mendMessage", { parameters, body: { command } })).outcome).toBe("taken");
  await eventually(leader).toEqual([A, 1, null]);
});
