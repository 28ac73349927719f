/** One request to the own origin, and what came of it. */
import { type ProblemDetails, Refused, Unreachable } from "./problem.ts";

const TIMEOUT_MS = 15_000;

export interface Request {
  method: string;
  path: string;
  token?: string | undefined;
  body?: unknown;
}

/** @throws Refused, Unreachable */
export async function send({ method, path, token, body }: Request): Promise<Response> {
  const response = await fetch(path, {
    method,
    // A request that was sent before must not come out of a cache.
    cache: "no-store",
    credentials: "omit",
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Unreachable({ cause });
  });
  if (response.ok) return response;
  if (response.status >= 500 || response.status === 429) throw new Unreachable();
  const problem = (await response.json().catch(() => undefined)) as ProblemDetails | undefined;
  throw problem?.code === undefined ? new Unreachable() : new Refused(problem);
}
