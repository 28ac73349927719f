/** Access tokens of the user pool: signature, issuer, client, use and time. Asked at the gateway and again in the handler. */
import { type Claims, unauthenticated } from "@podium/core/access/identity.ts";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { JwtExpiredError } from "aws-jwt-verify/error";
import type { JwksCache } from "aws-jwt-verify/jwk";

export interface UserPool {
  /** `local`, or the name of a deployment. */
  stage: string;
  userPoolId: string;
  clientId: string;
  /** Keys of a pool on this machine. A deployment trusts the keys that the pool itself publishes, and no others. */
  localKeys?: { keys: LocalKey[] };
}

type LocalKey = { kid: string; alg: "RS256"; use: "sig"; kty: "RSA"; n: string; e: string };

/** @throws Unauthenticated, which says what is wrong with the token, never what a right one would be */
export type Verify = (authorization: string | undefined) => Promise<Claims>;

/**
 * @param jwksCache where the pool's keys come from, for tests: the pool itself where it is left out
 * @throws Error on local keys in a deployment
 */
export function createVerify(
  { stage, userPoolId, clientId, localKeys }: UserPool,
  jwksCache?: JwksCache,
): Verify {
  if (localKeys !== undefined && stage !== "local") {
    throw new Error(`the stage ${stage} may not trust the keys of a local user pool`);
  }
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, tokenUse: "access", clientId },
    jwksCache && { jwksCache },
  );
  if (localKeys !== undefined) verifier.cacheJwks(localKeys);

  return async (authorization) => {
    if (authorization === undefined) throw unauthenticated("is there: Bearer and an access token");
    const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization) ?? [];
    if (token === undefined) throw unauthenticated("is Bearer and an access token");
    try {
      return await verifier.verify(token);
    } catch (cause) {
      if (cause instanceof JwtExpiredError) throw unauthenticated("is a token that has not expired", cause);
      throw unauthenticated("is an access token of this user pool, made for this console", cause);
    }
  };
}
