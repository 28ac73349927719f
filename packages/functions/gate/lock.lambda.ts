import { setting } from "../environment.ts";
import { createLock, createLockHandler } from "./lock.ts";

export const handler = createLockHandler(createLock(setting("PODIUM_EDGE_SECRETS")));
