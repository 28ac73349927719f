import { describe, expect, it } from "vitest";
import { PollFailure } from "../board/poll.ts";
import type { Live } from "../board/types.ts";
import { clock, day } from "./format.ts";
import { currency } from "./status.ts";

const nowMs = Date.parse("2026-02-10T12:00:00.000Z");
const minutesAgo = (minutes: number) => nowMs - minutes * 60_000;
const failure = new PollFailure("no answer");
const board: Live = {
  board: "live",
  version: 7,
  updatedAt: "2026-02-10T11:31:00.000Z",
  factAt: "2026-02-10T11:30:00.000Z",
  nextPollSeconds: 3,
  games: null,
  units: [],
  next: [],
  finished: [],
  medals: [],
  eventsFinished: 0,
  eventsTotal: 0,
};

describe("how current the page is", () => {
  it("is the time of the last change while the board is known to be the newest, however old that change is", () => {
    expect(currency({ board, confirmedAtMs: minutesAgo(1), failure: undefined }, nowMs)).toEqual({
      text: `Last change ${day(board.factAt)}, ${clock(board.factAt)}`,
      stale: false,
    });
  });

  it.each([
    ["a request failed", 0.5, failure, (at: string) => `As of ${at}, seconds ago – reconnecting`],
    ["requests keep failing", 3, failure, (at: string) => `As of ${at}, 3 minutes ago – reconnecting`],
    ["the edge answers without its origin", 10, undefined, (at: string) => `As of ${at}, 10 minutes ago`],
    [
      "the page was put away",
      26 * 60,
      undefined,
      (at: string) => `As of ${day(minutesAgo(26 * 60))}, ${at}, 26 hours ago`,
    ],
  ])("is the board's age in words when %s", (_, minutes, failed, text) => {
    const state = { board, confirmedAtMs: minutesAgo(minutes), failure: failed };
    expect(currency(state, nowMs)).toEqual({ text: text(clock(minutesAgo(minutes))), stale: true });
  });

  it("may be five minutes old while nothing is expected, and no older", () => {
    const quiet = { ...board, quietUntil: "2026-02-10T13:00:00.000Z" };
    const stale = (minutes: number) =>
      currency({ board: quiet, confirmedAtMs: minutesAgo(minutes), failure: undefined }, nowMs).stale;
    expect([stale(5), stale(7)]).toEqual([false, true]);
  });

  it("does not grow old once the board is final: nothing is expected any more", () => {
    const final = { ...board, nextPollSeconds: null };
    expect(currency({ board: final, confirmedAtMs: minutesAgo(60), failure: undefined }, nowMs).stale).toBe(
      false,
    );
  });

  it("is told of a board without any fact", () => {
    const state = { board: { ...board, factAt: "" }, confirmedAtMs: nowMs, failure: undefined };
    expect(currency(state, nowMs).text).toBe("Nothing has been reported yet.");
  });

  it("tells a page that is loading from one without results and one without a connection", () => {
    const texts = [undefined, new PollFailure("", { status: 404 }), failure].map(
      (failed) => currency({ board: undefined, confirmedAtMs: undefined, failure: failed }, nowMs).text,
    );
    expect(texts).toEqual([
      "Loading results …",
      "There are no results yet. This page looks again by itself.",
      "The results can’t be reached. This page tries again by itself.",
    ]);
  });
});
