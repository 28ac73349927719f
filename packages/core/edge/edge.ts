/** What Podium asks of the edge: forget these cache tags. */
import { setTimeout as wait } from "node:timers/promises";
import { type CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";

export interface Edge {
  /**
   * Everything that carries one of the tags is fetched anew at the next request; `/*` stands for all there is.
   * @param reference the same for the same call made again; then nothing happens twice.
   */
  invalidate(tags: readonly string[], reference: string): Promise<void>;
}

/** CloudFront takes so many tags a second per account; a call takes no more, and the next waits. */
export const TAGS_PER_SECOND = 150;

export function cloudFrontEdge(client: CloudFrontClient, distributionId: string): Edge {
  return {
    async invalidate(tags, reference) {
      for (let from = 0; from < tags.length; from += TAGS_PER_SECOND) {
        if (from > 0) await wait(1_000);
        const items = tags
          .slice(from, from + TAGS_PER_SECOND)
          .map((tag) => (tag.startsWith("/") ? tag : `#${tag}`));
        await client.send(
          new CreateInvalidationCommand({
            DistributionId: distributionId,
            InvalidationBatch: {
              CallerReference: `${reference}-${from}`,
              Paths: { Quantity: items.length, Items: items },
            },
          }),
        );
      }
    },
  };
}
