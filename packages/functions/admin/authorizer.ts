/**
 * The gateway's authorizer of the console's API. It says whether the token holds, and lets the handler refuse: what a
 * gateway answers by itself is no problem document and leaves no line in the audit trail
 * (docs/decisions/0009-who-refuses.md). A handler that isn't told refuses too.
 */
import { Unauthenticated } from "@podium/core/access/identity.ts";
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from "aws-lambda";
import type { Verify } from "./verify.ts";

/** What the handler finds in `requestContext.authorizer.lambda`. */
export interface Verdict {
  token: "holds" | "refused";
}

export function createAuthorizer(verify: Verify) {
  return async (
    event: APIGatewayRequestAuthorizerEventV2,
  ): Promise<APIGatewaySimpleAuthorizerWithContextResult<Verdict>> => {
    try {
      await verify(event.headers?.authorization);
      return { isAuthorized: true, context: { token: "holds" } };
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      return { isAuthorized: true, context: { token: "refused" } };
    }
  };
}
