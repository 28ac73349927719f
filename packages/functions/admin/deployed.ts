/** The user pool, as the handlers are told of it by their environment. */
import { setting } from "../environment.ts";
import { createVerify, type Verify } from "./verify.ts";

export function deployedVerify(): Verify {
  return createVerify({
    stage: setting("PODIUM_STAGE"),
    userPoolId: setting("PODIUM_USER_POOL"),
    clientId: setting("PODIUM_USER_POOL_CLIENT"),
  });
}
