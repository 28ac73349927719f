/** What Podium asks of the edge: forget these cache tags. */
import { type CloudFrontClient, CreateInvalidationCommand } from "@aws-sdk/client-cloudfront";

export interface Edge {
  /**
   * Everything that carries one of the tags is fetched anew at the next request.
   * @param reference the same for the same call made again; then nothing happens twice.
   */
  invalidate(tags: readonly string[], reference: string): Promise<void>;
}

/** Paths or tags in one invalidation; CloudFront takes 3,000, and 150 a second per account. */
const TAGS_PER_CALL = 150;

export function cloudFrontEdge(client: CloudFrontClient, distributionId: string): Edge {
  return {
    async invalidate(tags, reference) {
      for (let from = 0; from < tags.length; from += TAGS_PER_CALL) {
        const items = tags.slice(from, from + TAGS_PER_CALL).map((tag) => `#${tag}`);
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
