/** What every edge is told, from core's tables. What lasts how long it reads in each answer, like any shared cache. */
import { FRESHNESS } from "@podium/core/board/freshness.ts";
import { DATA_HEADERS } from "@podium/core/edge/headers.ts";
import { QUERY_PARAMETERS } from "@podium/core/edge/key.ts";

const classes = Object.values(FRESHNESS);

export interface EdgeRules {
  /** Beginnings of paths that are never kept, and passed on whole. */
  uncached: readonly string[];
  queryParameters: readonly string[];
  /** No answer counts as fresh for longer. */
  mostFreshSeconds: number;
  /** No copy is shown longer after that. */
  mostStaleSeconds: number;
  responseHeaders: Readonly<Record<string, string>>;
}

export const RULES: EdgeRules = {
  uncached: ["/api/health/", "/api/ingest/", "/api/admin/", "/api/sign-in", "/api/docs"],
  queryParameters: QUERY_PARAMETERS,
  mostFreshSeconds: Math.max(...classes.map(({ edge }) => edge)),
  mostStaleSeconds: Math.max(
    ...classes.map(({ staleWhileRevalidate, staleIfError }) => Math.max(staleWhileRevalidate, staleIfError)),
  ),
  responseHeaders: DATA_HEADERS,
};

/** An expression for an Accept-Encoding that takes this coding: named, and not with a weight of 0. */
export const taking = (coding: string): string =>
  `(^|,)\\s*${coding}\\s*(;\\s*q=(1|0\\.0*[1-9])[^,]*)?\\s*(,|$)`;
