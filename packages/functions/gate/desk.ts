/** The gateway's authorizer of the console's API: the lock first, then what the token's authorizer has to say. */
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewaySimpleAuthorizerWithContextResult,
} from "aws-lambda";
import type { createAuthorizer, Verdict } from "../admin/authorizer.ts";
import type { IsOfEdge } from "./lock.ts";

export function createDeskHandler(isOfEdge: IsOfEdge, judge: ReturnType<typeof createAuthorizer>) {
  return async (
    event: APIGatewayRequestAuthorizerEventV2,
  ): Promise<APIGatewaySimpleAuthorizerWithContextResult<Verdict>> =>
    isOfEdge(event) ? judge(event) : { isAuthorized: false, context: { token: "refused" } };
}
