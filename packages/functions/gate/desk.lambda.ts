import { createAuthorizer } from "../admin/authorizer.ts";
import { deployedVerify } from "../admin/deployed.ts";
import { setting } from "../environment.ts";
import { createDeskHandler } from "./desk.ts";
import { createLock } from "./lock.ts";

export const handler = createDeskHandler(
  createLock(setting("PODIUM_EDGE_SECRETS")),
  createAuthorizer(deployedVerify()),
);
