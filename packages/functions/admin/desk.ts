/** What the handlers of the console's API work with. */
import { randomBytes } from "node:crypto";
import type { UserActor } from "@podium/core/access/actor.ts";
import type { Directory, UserContext } from "@podium/core/access/users.ts";
import type { Edge } from "@podium/core/edge/edge.ts";
import type { Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Desk } from "@podium/core/scoring/carry-out.ts";
import type { Verify } from "./verify.ts";

export interface AdminDependencies {
  verify: Verify;
  /** With the table. */
  store: RawStore;
  queue: Queue;
  directory: Directory;
  edge: Edge;
  /** Tags and paths of the edge that a month may take. */
  monthlyInvalidations: number;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** One request: the person who asks, and everything that there is. */
export interface AdminRequest extends AdminDependencies {
  actor: UserActor;
  desk: Desk;
}

export function usersOf({ directory, store, actor, now }: AdminRequest): UserContext {
  return { directory, table: store.table, actor, now };
}

/** Keeps the rules of a user pool: long, with small, capital, digit and sign. */
export const temporaryPassword = (): string => `${randomBytes(12).toString("base64url")}-Aa1`;
