import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Poll, type Polled, type PollOptions, type PollState, pollWhileVisible } from "./poll.ts";

interface Board extends Polled {
  version: number;
}

/** Time that stands still until the test lets a delay pass. */
class Clock {
  waiting: { run: () => void; delayMs: number } | undefined;

  readonly later = (run: () => void, delayMs: number) => {
    const entry = { run, delayMs };
    this.waiting = entry;
    return () => {
      if (this.waiting === entry) this.waiting = undefined;
    };
  };

  /** Gives back how long the poll wanted to wait. */
  pass(): number {
    const entry = this.waiting;
    if (entry === undefined) throw new Error("nothing waits");
    this.waiting = undefined;
    entry.run();
    return entry.delayMs;
  }
}

const BEGAN_MS = Date.now();

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
let requests: IncomingMessage[];
let states: PollState<Board>[];
let clock: Clock;
let polls: Poll<Board>[];

beforeEach(async () => {
  requests = [];
  states = [];
  polls = [];
  clock = new Clock();
  answer = ok({ version: 1 });
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  for (const poll of polls) poll.pause();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("the rhythm", () => {
  it.each([
    [0, 13_500],
    [0.5, 14_250],
    [0.999_999, 15_000],
  ])("is the board's, or up to a tenth sooner (%d)", async (random, delayMs) => {
    answer = ok({ version: 1, nextPollSeconds: 15 });
    start({ random: () => random });
    await seen(1);
    expect(clock.waiting?.delayMs).toBeCloseTo(delayMs, -1);
  });

  it("follows each new board", async () => {
    start({ random: () => 0.5 });
    await seen(1);
    expect(clock.waiting?.delayMs).toBe(2_850);
    answer = ok({ version: 2, nextPollSeconds: 60 });
    clock.pass();
    await seen(2);
    expect(clock.waiting?.delayMs).toBe(57_000);
  });

  it("is never faster than a second, whatever a board says", async () => {
    answer = ok({ version: 1, nextPollSeconds: 0 });
    start({ random: () => 0.5 });
    await seen(1);
    expect(clock.waiting?.delayMs).toBe(1_000);
  });

  it("keeps the pace that the page began with", async () => {
    const chances = [0.25, 0.75, 0.5];
    start({ random: () => chances.shift() ?? 1 });
    await seen(1);
    expect(clock.pass()).toBe(2_775);
    await seen(2);
    expect(clock.pass()).toBe(2_775);
    await seen(3);
    expect(clock.waiting?.delayMs).toBe(2_775);
  });

  describe("before the schedule expects anything", () => {
    const nowMs = Date.parse("2026-02-10T10:00:00.000Z");
    const at = (minutes: number) => new Date(nowMs + minutes * 60_000).toISOString();
    const waited = async (quietUntil: string, edgeMs = nowMs) => {
      answer = ok({ version: 1, nextPollSeconds: 15, quietUntil }, { date: new Date(edgeMs).toUTCString() });
      start({ random: () => 0.5, nowMs: () => nowMs });
      await seen(1);
      return clock.waiting?.delayMs;
    };

    it("is a look every few minutes", async () => {
      expect(await waited(at(600))).toBe(270_000);
    });

    it("ends when something is expected, for each fan at another moment of the rhythm", async () => {
      expect(await waited(at(2))).toBe(127_500);
    });

    it("is the board's from then on", async () => {
      expect(await waited(at(-1))).toBe(14_250);
    });

    it("goes by the edge's clock, however wrong the device's is", async () => {
      expect(await waited(at(2), nowMs + 60_000)).toBe(67_500);
    });
  });

  it("is a look every few minutes at a board that is over, because what is official may be corrected", async () => {
    answer = ok({ version: 1, nextPollSeconds: null });
    const poll = start({ random: () => 0.5 });
    await seen(1);
    expect(clock.waiting?.delayMs).toBe(270_000);
    answer = ok({ version: 2, nextPollSeconds: null });
    poll.pause();
    poll.resume();
    await seen(2);
    expect(states[1]?.board?.version).toBe(2);
  });
});

describe("an unchanged board", () => {
  it("is asked for by its ETag, and costs neither a body nor a parse", async () => {
    start();
    await seen(1);
    expect(requests[0]?.headers["if-none-match"]).toBeUndefined();
    answer = (_, response) => response.writeHead(304, { etag: 'W/"1"' }).end();
    clock.pass();
    await seen(2);
    expect(requests[1]?.headers["if-none-match"]).toBe('W/"1"');
    expect(states[1]?.board).toBe(states[0]?.board);
    expect(states[1]?.failure).toBeUndefined();
    expect(clock.waiting).toBeDefined();
  });

  it("counts as current from the moment at which the edge was told, not from when it answered", async () => {
    answer = ok({ version: 1 }, { age: "600" });
    start({ nowMs: () => 1_000_000 });
    await seen(1);
    expect(states[0]?.confirmedAtMs).toBe(400_000);
    answer = (_, response) => response.writeHead(304, { age: "30" }).end();
    clock.pass();
    await seen(2);
    expect(states[1]?.confirmedAtMs).toBe(970_000);
  });

  it("is not replaced by an older one from another place of the edge", async () => {
    answer = ok({ version: 2 });
    start();
    await seen(1);
    answer = ok({ version: 1 });
    clock.pass();
    await seen(2);
    expect(states[1]?.board?.version).toBe(2);
    answer = ok({ version: 3 });
    clock.pass();
    await seen(3);
    expect(requests[2]?.headers["if-none-match"]).toBe('W/"2"');
    expect(states[2]?.board?.version).toBe(3);
  });
});

describe("failures", () => {
  const broken: [string, Answer, RegExp][] = [
    ["an error of the server", (_, response) => response.writeHead(503).end("down"), /503/],
    ["a page of a portal", (_, response) => response.end("<html>Please sign in</html>"), /not JSON/],
    ["something else in JSON", (_, response) => response.end('{"hello":1}'), /not a board/],
    ["null", (_, response) => response.end("null"), /not a board/],
    ["a connection that breaks off", (request) => request.socket.destroy(), /no answer/],
    ["half an answer", (_, response) => half(response), /no answer/],
  ];

  it.each(broken)("keep the last good board: %s", async (_, failing, message) => {
    start();
    await seen(1);
    answer = failing;
    clock.pass();
    await seen(2);
    expect(states[1]?.board?.version).toBe(1);
    expect(states[1]?.confirmedAtMs).toBe(states[0]?.confirmedAtMs);
    expect(states[1]?.failure?.message).toMatch(message);
    answer = ok({ version: 2 });
    clock.pass();
    await seen(3);
    expect(states[2]).toMatchObject({ board: { version: 2 }, failure: undefined });
  });

  it("say so when there has been no board at all, with the status of the answer", async () => {
    answer = (_, response) => response.writeHead(404).end();
    start();
    await seen(1);
    expect(states[0]).toMatchObject({ board: undefined, failure: { status: 404 } });
    expect(clock.waiting).toBeDefined();
  });

  it("end a request that brings no answer in time", async () => {
    answer = () => {};
    start({ timeoutMs: 20 });
    await seen(1);
    expect(states[0]?.failure?.cause).toMatchObject({ name: "TimeoutError" });
    expect(clock.waiting).toBeDefined();
  });

  it("back off further each time up to a minute, and a good answer brings the rhythm back", async () => {
    start({ random: () => 0.999_999 });
    await seen(1);
    answer = (_, response) => response.writeHead(500).end();
    const delays: number[] = [];
    for (let failures = 1; failures <= 7; failures++) {
      clock.pass();
      await seen(failures + 1);
      delays.push(Math.round(clock.waiting?.delayMs ?? 0));
    }
    expect(delays).toEqual([6_000, 12_000, 24_000, 48_000, 60_000, 60_000, 60_000]);
    answer = ok({ version: 2 });
    clock.pass();
    await seen(9);
    expect(clock.waiting?.delayMs).toBeLessThanOrEqual(3_600);
  });

  it("never make a crowd ask faster than the board's rhythm, nor wait longer than a minute", async () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(random, fc.integer({ min: 1, max: 8 }), async (value, failures) => {
        states = [];
        answer = ok({ version: 1, nextPollSeconds: 3 });
        const poll = start({ random: () => value });
        await seen(1);
        answer = (_, response) => response.writeHead(500).end();
        for (let n = 1; n <= failures; n++) {
          clock.pass();
          await seen(n + 1);
        }
        expect(clock.waiting?.delayMs).toBeGreaterThanOrEqual(3_000);
        expect(clock.waiting?.delayMs).toBeLessThanOrEqual(60_000);
        poll.pause();
      }),
      { numRuns: 25 },
    );
  });
});

describe("a page", () => {
  it("that is hidden asks no more, and asks at once when it is shown again", async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    const show = (visibilityState: string) => {
      page.visibilityState = visibilityState;
      page.dispatchEvent(new Event("visibilitychange"));
    };
    pollWhileVisible(create(), page);
    await seen(1);
    expect(clock.waiting).toBeDefined();
    show("hidden");
    expect(clock.waiting).toBeUndefined();
    show("visible");
    await seen(2);
    expect(clock.waiting).toBeDefined();
  });

  it("that opens in a hidden tab doesn't ask before it is seen", async () => {
    const page = Object.assign(new EventTarget(), { visibilityState: "hidden" });
    pollWhileVisible(create(), page);
    await settled();
    expect(requests).toHaveLength(0);
  });

  it("that is hidden during a request takes the answer, and leaves it at that", async () => {
    const held = holdAnswers();
    const poll = start();
    await vi.waitFor(() => expect(held).toHaveLength(1));
    poll.pause();
    held[0]?.();
    await seen(1);
    expect(states[0]?.board?.version).toBe(1);
    expect(clock.waiting).toBeUndefined();
  });

  it("has one request under way at most, however often it is shown", async () => {
    const held = holdAnswers();
    const poll = start();
    for (let times = 0; times < 5; times++) {
      poll.pause();
      poll.resume();
    }
    await vi.waitFor(() => expect(held).toHaveLength(1));
    held[0]?.();
    await seen(1);
    expect(requests).toHaveLength(1);
    expect(clock.waiting).toBeDefined();
  });
});

function create(options: Partial<PollOptions<Board>> = {}): Poll<Board> {
  const { port } = server.address() as AddressInfo;
  const poll = new Poll<Board>({
    url: `http://127.0.0.1:${port}/api/live`,
    onState: (state) => states.push(state),
    later: clock.later,
    ...options,
  });
  polls.push(poll);
  return poll;
}

function start(options: Partial<PollOptions<Board>> = {}): Poll<Board> {
  const poll = create(options);
  poll.resume();
  return poll;
}

function seen(count: number): Promise<void> {
  return vi.waitFor(() => expect(states).toHaveLength(count), { timeout: 5_000, interval: 2 });
}

/** One whole exchange with the server: a request sent before it would have arrived. */
async function settled(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const before = requests.length;
  const response = await fetch(`http://127.0.0.1:${port}/settled`);
  await response.arrayBuffer();
  requests = requests.filter(({ url }) => url !== "/settled");
  expect(requests).toHaveLength(before);
}

function ok(board: Partial<Board> & { version: number }, headers: Record<string, string> = {}): Answer {
  const updatedAt = new Date(BEGAN_MS + board.version).toISOString();
  return (_, response) => {
    response.writeHead(200, { etag: `W/"${board.version}"`, ...headers });
    response.end(JSON.stringify({ updatedAt, nextPollSeconds: 3, ...board }));
  };
}

function half(response: ServerResponse): void {
  response.writeHead(200, { "content-length": "100" });
  response.write("{", () => response.destroy());
}

/** Answers wait until they are let go. */
function holdAnswers(): (() => void)[] {
  const held: (() => void)[] = [];
  answer = (request, response) => held.push(() => ok({ version: 1 })(request, response));
  return held;
}

describe("a brief answer to who holds the board", () => {
  interface Marked extends Polled {
    base: string;
    mark: number;
    name?: string;
  }
  let boards: PollState<Marked>[];
  const following: Poll<Marked>[] = [];

  afterEach(() => {
    for (const poll of following.splice(0)) poll.pause();
  });

  const briefly = {
    url: ({ base }: Marked) => (base === "over" ? undefined : `${address()}/live`),
    apply: (held: Marked, answer: Polled) => {
      const { base, mark } = answer as Marked;
      return base === held.base ? { ...held, ...answer, mark } : undefined;
    },
  };

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function follow(answers: Record<string, () => Partial<Marked>>): Poll<Marked> {
    boards = [];
    let version = 1;
    answer = (request, response) =>
      ok({ version: version++, ...answers[request.url ?? ""]?.() })(request, response);
    const poll = new Poll<Marked>({
      url: `${address()}/whole`,
      brief: briefly,
      later: clock.later,
      random: () => 0.5,
      onState: (state) => boards.push(state),
    });
    following.push(poll);
    return poll;
  }

  const answered = (count: number) =>
    vi.waitFor(() => expect(boards).toHaveLength(count), { timeout: 5_000, interval: 2 });
  const asked = () => requests.map(({ url }) => url);

  it("keeps what stays and is asked for from the second time on, one request a time", async () => {
    let mark = 1;
    const poll = follow({
      "/whole": () => ({ base: "a", mark: mark++, name: "Final" }),
      "/live": () => ({ base: "a", mark: mark++ }),
    });
    poll.resume();
    await answered(1);
    clock.pass();
    await answered(2);
    clock.pass();
    await answered(3);
    expect(asked()).toEqual(["/whole", "/live", "/live"]);
    expect(boards.map(({ board }) => [board?.name, board?.mark])).toEqual([
      ["Final", 1],
      ["Final", 2],
      ["Final", 3],
    ]);
  });

  it("that doesn't fit changes nothing, and the whole board comes next, soon", async () => {
    let base = "a";
    const poll = follow({
      "/whole": () => ({ base, mark: 1, name: base }),
      "/live": () => ({ base, mark: 2 }),
    });
    poll.resume();
    await answered(1);
    base = "b";
    clock.pass();
    await answered(2);
    expect(boards[1]?.board).toMatchObject({ name: "a", mark: 1 });
    expect(clock.pass()).toBe(1_000);
    await answered(3);
    clock.pass();
    await answered(4);
    expect(asked()).toEqual(["/whole", "/live", "/whole", "/live"]);
    expect(boards[3]?.board).toMatchObject({ name: "b", mark: 2 });
  });

  it("is not asked for where the board has none", async () => {
    const poll = follow({ "/whole": () => ({ base: "over", mark: 1 }) });
    poll.resume();
    await answered(1);
    clock.pass();
    await answered(2);
    expect(asked()).toEqual(["/whole", "/whole"]);
  });
});

describe("a board kept from an earlier visit", () => {
  it("is there at once, and is asked for at once even if it was final", async () => {
    const kept = {
      board: { version: 1, updatedAt: "2026-01-01T00:00:00.000Z", nextPollSeconds: null },
      confirmedAtMs: 5,
    };
    answer = ok({ version: 2, nextPollSeconds: null });
    start({ kept });
    await seen(1);
    expect(states[0]?.board?.version).toBe(2);
    expect(requests).toHaveLength(1);
  });
});
