/** How long an answer may be kept, and how long after that it may still be shown. Minimum TTL 0, as on the deployed edge. */
import CachePolicy from "http-cache-semantics";
import { type Headers, single } from "./headers.ts";

export interface Lifetime {
  /** Fresh for so long from now; 0 or less asks the origin each time. */
  freshMs: number;
  /** How long after that a copy may be shown while another is fetched. */
  whileRevalidateMs: number;
  /** How long after that a copy may be shown where the origin fails. */
  ifErrorMs: number;
  /** How old it is already. */
  ageSeconds: number;
}

/**
 * Errors that are kept even without a lifetime of their own, and those that need one.
 * Source: Amazon CloudFront Developer Guide, "How CloudFront caches HTTP 4xx and 5xx status codes from your origin".
 */
const ERRORS = new Set([404, 414, 500, 501, 502, 503, 504]);
const ERRORS_ON_REQUEST = new Set([400, 403, 405, 412, 415]);

export function isOriginError(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}

/** Undefined where the answer may not be kept. `errorTtlSeconds`: of an error that says nothing of its own. */
export function lifetimeOf(status: number, headers: Headers, errorTtlSeconds: number): Lifetime | undefined {
  const isError = ERRORS.has(status) || ERRORS_ON_REQUEST.has(status);
  if (headers["set-cookie"] !== undefined || (status >= 400 && !isError)) return undefined;
  const joined = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, single(value)]));
  const policy = new CachePolicy(
    { method: "GET", headers: {} },
    // What the library has to say about an error's headers it says only for a status that it knows.
    { status: isError ? 404 : status, headers: joined },
    { shared: true, cacheHeuristic: 0, immutableMinTimeToLive: 0 },
  );
  if (!policy.storable()) return undefined;

  const directives = directivesOf(joined["cache-control"]);
  const ageSeconds = policy.age();
  let seconds = policy.maxAge();
  const saysNothing = !["max-age", "s-maxage", "no-cache"].some((name) => directives.has(name));
  if (ERRORS.has(status) && saysNothing && joined.expires === undefined) seconds = errorTtlSeconds;
  const mayBeStale = !["must-revalidate", "proxy-revalidate", "no-cache"].some((name) =>
    directives.has(name),
  );
  const lifetime: Lifetime = {
    freshMs: (seconds - ageSeconds) * 1_000,
    whileRevalidateMs: mayBeStale ? secondsOf(directives, "stale-while-revalidate") * 1_000 : 0,
    ifErrorMs: mayBeStale ? secondsOf(directives, "stale-if-error") * 1_000 : 0,
    ageSeconds,
  };
  const canRevalidate = !isError && (joined.etag !== undefined || joined["last-modified"] !== undefined);
  const isOfUse =
    lifetime.freshMs > 0 || lifetime.whileRevalidateMs > 0 || lifetime.ifErrorMs > 0 || canRevalidate;
  return isOfUse && joined.vary !== "*" ? lifetime : undefined;
}

function directivesOf(cacheControl: string | undefined): Map<string, string> {
  const directives = new Map<string, string>();
  for (const [, name, value] of (cacheControl ?? "").matchAll(/([\w-]+)(?:\s*=\s*"?([^",\s]*)"?)?/g)) {
    if (name !== undefined) directives.set(name.toLowerCase(), value ?? "");
  }
  return directives;
}

function secondsOf(directives: Map<string, string>, name: string): number {
  const seconds = Number(directives.get(name) ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
