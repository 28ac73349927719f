/** A scorer at the console's API. */
import { randomUUID } from "node:crypto";
import { codeOf } from "@podium/local/sign-in/seed.ts";
import { neededCredentials } from "../credentials.ts";
import { type Request, type Response, type User, Wrong } from "./artillery.ts";
import { parsed } from "./boards.ts";

export { asExpected } from "./boards.ts";

interface Sheet {
  entries: { competitor: { id: string }; mark: { version: number; value: { timeMs?: number } | null } }[];
}

interface Line {
  competitor: string;
  version: number;
  timeMs: number;
}

interface Work {
  seat: number;
  /** Those that are this scorer's to type. */
  lines: Line[];
  typed: number;
}

const SLOWEST_MS = 120_000;

const scorers = neededCredentials().scorers;
const work = new WeakMap<object, Work>();
let seats = 0;

/** One user each, so that no two type in one cell. */
export async function takesSeat({ vars }: User): Promise<void> {
  const seat = seats++ % Math.max(1, scorers.length);
  const user = scorers[seat];
  if (user === undefined) throw new Wrong("there is nobody who may sign in");
  Object.assign(vars, { username: user.username, password: user.password });
  work.set(vars, { seat, lines: [], typed: 0 });
}

export async function readsCode({ vars }: User): Promise<void> {
  vars.code = codeOf(scorers[workOf(vars).seat] ?? { totpSecret: "" });
}

export async function readsSheet(_request: Request, { body }: Response, { vars }: User): Promise<void> {
  const mine = workOf(vars);
  mine.lines = parsed<Sheet>(body)
    .entries.filter((_, index) => index % scorers.length === mine.seat)
    .map(({ competitor, mark }) => ({
      competitor: competitor.id,
      version: mark.version,
      timeMs: mark.value?.timeMs ?? SLOWEST_MS,
    }));
  if (mine.lines.length === 0) throw new Wrong("a sheet without a line to type in");
}

/** The next line of the sheet, a thousandth off: what was there is changed. */
export async function typesMark(request: Request, { vars }: User): Promise<void> {
  const line = nextOf(workOf(vars));
  line.timeMs += 1;
  const { competitor, timeMs, version } = line;
  request.json = {
    command: { id: randomUUID(), type: "mark", unit: vars.unit, competitor, mark: { timeMs } },
    expectedVersion: version,
  };
}

export async function markTaken(_request: Request, { body }: Response, { vars }: User): Promise<void> {
  const { outcome, fact } = parsed<{ outcome: string; fact: { version: number } | null }>(body);
  if (outcome !== "taken" || fact === null) throw new Wrong(`a mark was ${outcome}`);
  const mine = workOf(vars);
  nextOf(mine).version = fact.version;
  mine.typed += 1;
}

export async function everyMarkIsThere(_request: Request, { body }: Response, { vars }: User): Promise<void> {
  const there = new Map(
    parsed<Sheet>(body).entries.map(({ competitor, mark }) => [competitor.id, mark.value?.timeMs]),
  );
  const { lines, typed } = workOf(vars);
  const lost = lines.slice(0, typed).filter(({ competitor, timeMs }) => there.get(competitor) !== timeMs);
  if (lost.length > 0) throw new Wrong("a mark was lost");
}

function workOf(vars: object): Work {
  const mine = work.get(vars);
  if (mine === undefined) throw new Wrong("a scorer without a seat");
  return mine;
}

function nextOf({ lines, typed }: Work): Line {
  const line = lines[typed % lines.length];
  if (line === undefined) throw new Wrong("a sheet without a line to type in");
  return line;
}
