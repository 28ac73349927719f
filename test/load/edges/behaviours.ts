/** The rules of the edges, as the own edge takes them. */
import type { Behaviour } from "@podium/local/edge/edge.ts";
import { httpOrigin } from "@podium/local/edge/origin.ts";
import { RULES } from "./rules.ts";

export function behavioursOf(originUrl: string): Behaviour[] {
  const { uncached, queryParameters, responseHeaders } = RULES;
  const origin = httpOrigin({ url: originUrl });
  return [
    ...uncached.map((path) => ({
      pathPattern: `${path}*`,
      origin,
      cache: "none" as const,
      responseHeaders: { ...responseHeaders },
    })),
    { pathPattern: "/*", origin, cache: { queryParameters }, responseHeaders: { ...responseHeaders } },
  ];
}
