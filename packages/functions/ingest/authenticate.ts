/** Who sends: a key in `X-API-KEY`, or a signature in the three headers of docs/feed.md. */
import { PodiumError } from "@podium/core/errors.ts";
import { EVERYTHING, type Rights } from "@podium/core/feed/rights.ts";
import { verify } from "@podium/core/feed/signature.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { FindKey } from "./api-keys.ts";

/** A feed that has shown who it is. */
export interface FeedIdentity extends Rights {
  /** The source of what it sends. */
  id: string;
  /** @throws PodiumError RATE_LIMITED, which says when to come again */
  spend(messages: number): void;
}

/** May say everything, at any rate. */
export function trusted(id: string): FeedIdentity {
  return { ...EVERYTHING, id, spend: () => {} };
}

/** @throws PodiumError UNAUTHENTICATED */
export type Authenticate = (
  headers: APIGatewayProxyEventV2["headers"],
  body: Uint8Array,
) => Promise<FeedIdentity>;

export interface AuthenticateDependencies {
  /** For signatures, by key id. */
  secrets: ReadonlyMap<string, readonly string[]>;
  /** For `X-API-KEY`. */
  findKey: FindKey;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

export function createAuthenticate({
  secrets,
  findKey,
  now,
  log,
  metrics,
}: AuthenticateDependencies): Authenticate {
  const identify: Authenticate = async (headers, body) => {
    const apiKey = headers["x-api-key"];
    if (apiKey !== undefined) return await findKey(apiKey);
    const id = verify(
      {
        keyId: headers["x-podium-key-id"],
        timestamp: headers["x-podium-timestamp"],
        signature: headers["x-podium-signature"],
      },
      body,
      secrets,
      now(),
    );
    return trusted(id);
  };
  return async (headers, body) => {
    try {
      return await identify(headers, body);
    } catch (error) {
      if (error instanceof PodiumError) {
        const { code, field, rule } = error;
        log.warn("feed refused", { keyId: headers["x-podium-key-id"]?.slice(0, 64), code, field, rule });
        metrics.count("FeedRefused");
      }
      throw error;
    }
  };
}
