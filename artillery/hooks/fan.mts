/** A fan in front of one view, as the page behaves: it polls when the board says, and takes an event's pulse while it is on. */
import { setTimeout as wait } from "node:timers/promises";
import type { Request, User } from "./artillery.ts";
import { pathOf, type Visit, visitOf } from "./boards.ts";

export { asExpected, conditional } from "./boards.ts";

/** The page's own bound. */
const SHORTEST_MS = 1_000;
const PULSE = "/live";

/** When each one leaves; undefined for who has left. */
const leaving = new WeakMap<object, number | undefined>();

/** While an event is on, its board is asked for once and then its pulse, until that belongs to another board. */
export async function orItsPulse(request: Request, user: User): Promise<void> {
  const visit = visitOf(user);
  if (visit.held.get(pathOf(request, user))?.status === "LIVE" && !isMisfit(visit)) request.url += PULSE;
}

/** As long as the board says, give or take a fifth. Who would be gone by then goes at once. */
export async function untilNextPoll(user: User): Promise<void> {
  const { vars } = user;
  const visit = visitOf(user);
  const nowMs = Date.now();
  const leavesAtMs = leaving.get(vars) ?? nowMs + 1_000 * Number(vars.dwellSeconds);
  const seconds = isMisfit(visit) ? 0 : visit.last?.nextPollSeconds;
  const waitMs = Math.max(SHORTEST_MS, 1_000 * (seconds ?? 0)) * (0.8 + 0.4 * Math.random());
  const goes = typeof seconds !== "number" || nowMs + waitMs > leavesAtMs;
  leaving.set(vars, goes ? undefined : leavesAtMs);
  if (!goes) await wait(waitMs);
}

export function stays({ vars }: User, done: (stays: boolean) => void): void {
  done(leaving.get(vars) !== undefined);
}

function isMisfit({ held }: Visit): boolean {
  return [...held].some(([path, pulse]) => {
    const whole = path.endsWith(PULSE) ? held.get(path.slice(0, -PULSE.length)) : undefined;
    return whole !== undefined && whole.base !== pulse.base;
  });
}
