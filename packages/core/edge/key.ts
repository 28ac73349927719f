/** What tells two answers apart at the edge, besides the path and the encoding. */

/** Names of query parameters, in order. Any other is dropped before the look-up: a junk parameter doesn't miss. */
export const QUERY_PARAMETERS = ["version"] as const;
