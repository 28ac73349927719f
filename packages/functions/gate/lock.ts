/**
 * The gateway's authorizer of everything: lets in what came through the edge, which says a secret word in a header that no
 * viewer can set (the edge replaces it). Two words while one is being rotated.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerResult } from "aws-lambda";

export const EDGE_HEADER = "x-podium-edge";

export type IsOfEdge = (event: Pick<APIGatewayRequestAuthorizerEventV2, "headers">) => boolean;

/**
 * @param words comma-separated, each of at least 16 characters
 * @throws Error that says what is wrong with them, without a word of them
 */
export function createLock(words: string): IsOfEdge {
  const known = words.split(",").map((word) => word.trim());
  if (known.some((word) => word.length < 16)) {
    throw new Error("the edge's words are not of at least 16 characters each, separated by commas");
  }
  const digests = known.map(digest);
  return ({ headers }) => {
    const said = digest(headers?.[EDGE_HEADER] ?? "");
    return digests.some((expected) => timingSafeEqual(expected, said));
  };
}

/** Of equal length, so that they can be compared in constant time. */
const digest = (word: string): Buffer => createHash("sha256").update(word).digest();

export function createLockHandler(isOfEdge: IsOfEdge) {
  return async (event: APIGatewayRequestAuthorizerEventV2): Promise<APIGatewaySimpleAuthorizerResult> => ({
    isAuthorized: isOfEdge(event),
  });
}
