/** Holds every answer to what a board's reader may rely on, and counts where it came from. */
import { type Events, type Request, type Response, type User, Wrong } from "./artillery.ts";

/** A board as a user saw it last. */
export interface Held {
  etag: string | undefined;
  version: number;
  nextPollSeconds: number | null;
  /** Of an event and its pulse: those with the same one belong together. */
  base: string | undefined;
  status: string | undefined;
}

export interface Visit {
  /** By path. */
  held: Map<string, Held>;
  /** What the last answer was about. */
  last: Held | undefined;
}

interface Board {
  board?: unknown;
  version?: unknown;
  nextPollSeconds?: unknown;
  base?: unknown;
  event?: { status?: unknown };
}

const READ: readonly number[] = [200, 304];
const WRITTEN: readonly number[] = [200];

/** By what artillery keeps of a user, so that it goes with the user. */
const visits = new WeakMap<object, Visit>();

export function visitOf({ vars }: User): Visit {
  const visit = visits.get(vars) ?? { held: new Map<string, Held>(), last: undefined };
  visits.set(vars, visit);
  return visit;
}

/** `/api/events/SSKM500M`: the user's variables filled in, without a query. */
export const pathOf = (request: Request, user: User): string =>
  new URL(user.funcs.$template(request.url), "http://stage").pathname;

/** Asks only for what is new to this user. */
export async function conditional(request: Request, user: User): Promise<void> {
  // Else artillery takes a 304 for a redirect, and waits for where it leads.
  request.followRedirect = false;
  const etag = visitOf(user).held.get(pathOf(request, user))?.etag;
  if (etag !== undefined) request.headers = { ...request.headers, "if-none-match": etag };
}

/**
 * The status is one that is right; a board is the one that was asked for, and never older than what this user has seen.
 * Counts `podium.answers`; of these `podium.hits` came out of the edge, and `podium.changes` brought a held board's next version.
 */
export async function asExpected(
  request: Request,
  response: Response,
  user: User,
  events: Events,
): Promise<void> {
  const { statusCode } = response;
  const asked = request.headers?.["if-none-match"] !== undefined;
  const isRead = !("json" in request || "body" in request);
  const count = (name: string, happened: boolean) => events.emit("counter", name, Number(happened));
  count("podium.answers", true);
  count("podium.hits", isHit(response));
  count("podium.changes", asked && statusCode === 200);
  const right = request.answers ?? (isRead ? READ : WRITTEN);
  if (!right.includes(statusCode)) throw new Wrong(`${request.name ?? "a request"} answered ${statusCode}`);
  if (request.answers !== undefined || !isRead) return;
  const path = pathOf(request, user);
  const visit = visitOf(user);
  const seen = visit.held.get(path);
  if (statusCode === 304) {
    if (!asked) throw new Wrong("a 304 that nobody asked for");
    visit.last = seen;
    return;
  }
  const now = boardOf(response, path);
  if (seen !== undefined && now.version < seen.version) throw new Wrong("a board went backwards");
  visit.held.set(path, now);
  visit.last = now;
}

/** `Hit` here, `Hit from cloudfront` there. A copy that the origin had to confirm is none. */
export const isHit = ({ headers }: Response): boolean => /^hit\b/i.test(headers["x-cache"] ?? "");

function boardOf({ headers, body }: Response, path: string): Held {
  if (!headers["content-type"]?.startsWith("application/json")) throw new Wrong("a board that is no JSON");
  const { board, version, nextPollSeconds, base, event } = parsed<Board>(body);
  if (`/api/${board}` !== path) throw new Wrong("another board than the one asked for");
  if (typeof version !== "number") throw new Wrong("a board without a version");
  if (nextPollSeconds !== null && typeof nextPollSeconds !== "number")
    throw new Wrong("a board that doesn't say when to come back");
  return {
    etag: headers.etag,
    version,
    nextPollSeconds,
    base: typeof base === "string" ? base : undefined,
    status: typeof event?.status === "string" ? event.status : undefined,
  };
}

export function parsed<T>(body: string): T {
  try {
    return JSON.parse(body) as T;
  } catch (cause) {
    throw new Wrong("an answer that is no JSON", { cause });
  }
}
