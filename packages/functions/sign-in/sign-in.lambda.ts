import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { createLogger } from "@podium/core/observe/logger.ts";
import { createMetrics } from "@podium/core/observe/metrics.ts";
import { setting } from "../environment.ts";
import { cognitoGate } from "./cognito.ts";
import { createSignInHandler } from "./sign-in.ts";

export const handler = createSignInHandler({
  gate: cognitoGate(new CognitoIdentityProviderClient({}), setting("PODIUM_USER_POOL_CLIENT")),
  log: createLogger("sign-in"),
  metrics: createMetrics("sign-in"),
});
