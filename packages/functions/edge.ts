/** The edge, as the handlers are told of it by their environment. */
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { cloudFrontEdge, type Edge } from "@podium/core/edge/edge.ts";
import { byPath } from "@podium/core/edge/paths.ts";
import { setting } from "./environment.ts";

/** By path, unless the distribution knows cache tags. */
export function deployedEdge(): Edge {
  const edge = cloudFrontEdge(new CloudFrontClient({}), setting("PODIUM_DISTRIBUTION"));
  return setting("PODIUM_CACHE_TAGS") === "on" ? edge : byPath(edge);
}
