/** From the claims of a verified access token to who asks. */
import { PodiumError } from "../errors.ts";
import type { UserActor } from "./actor.ts";
import { grantsOf } from "./groups.ts";
import { Forbidden } from "./permission.ts";

/** It isn't known who asks: no token, or one that doesn't hold. */
export class Unauthenticated extends PodiumError {}

export function unauthenticated(rule: string, cause?: unknown): Unauthenticated {
  const problem = { code: "UNAUTHENTICATED", detail: `Authorization: ${rule}`, field: "Authorization", rule };
  return new Unauthenticated(problem, { cause });
}

export interface Claims {
  /** Names who it is in the audit trail. Users are disabled and never deleted, so nobody else gets it one day. */
  username?: unknown;
  "cognito:groups"?: unknown;
}

/** @throws Unauthenticated without a user name, Forbidden where no group grants anything */
export function actorOf(claims: Claims): UserActor {
  const { username, "cognito:groups": groups } = claims;
  if (typeof username !== "string" || username === "") throw unauthenticated("is a token of a user");
  const names = Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [];
  const actor: UserActor = { kind: "user", userId: username, ...grantsOf(names) };
  if (actor.roles.length > 0) return actor;
  const rule = "belongs to a group that grants a role";
  throw new Forbidden({ code: "FORBIDDEN", detail: `${username} ${rule}: none does`, rule });
}
