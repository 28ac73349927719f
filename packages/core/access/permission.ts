/** What an actor may do. One table, asked once per command. */
import { PodiumError } from "../errors.ts";
import { type Actor, actorId, type Role } from "./actor.ts";

export const PERMISSIONS = [
  /** What the console shows and fans don't see: versions, audit, messages, feeds. */
  "console:read",
  /** Games, countries, events, units, competitors. */
  "master:write",
  /** Entries, marks, matches, status. */
  "results:write",
  /** A change to what was official, or taking a message back. */
  "results:correct",
  /** Who is in charge of a unit; replay, mend, discard of a feed's messages. */
  "feed:write",
  "feed-keys:write",
  "edge:invalidate",
  /** Users, their groups, and the settings of the console. */
  "users:write",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** It is known who asks, and that they may not. */
export class Forbidden extends PodiumError {}

const FEED: readonly Permission[] = ["master:write", "results:write", "results:correct"];
const VIEWER: readonly Permission[] = ["console:read"];
const SCORER: readonly Permission[] = [...VIEWER, "results:write", "results:correct", "feed:write"];
const OF_ROLE: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: VIEWER,
  scorer: SCORER,
  admin: PERMISSIONS,
};

export function permissions(actor: Actor): readonly Permission[] {
  if (actor.kind === "feed") return FEED;
  if (actor.kind === "system") return PERMISSIONS;
  return PERMISSIONS.filter((permission) => actor.roles.some((role) => OF_ROLE[role].includes(permission)));
}

/**
 * @param disciplines codes of those that it is about, where it is about any
 * @throws Forbidden
 */
export function demand(actor: Actor, permission: Permission, disciplines: readonly string[] = []): void {
  if (!permissions(actor).includes(permission)) {
    throw new Forbidden({
      code: "FORBIDDEN",
      detail: `${actorId(actor)} may not do this: it takes ${permission}`,
      rule: permission,
    });
  }
  const outside = disciplines.find((discipline) => !worksIn(actor, permission, discipline));
  if (outside === undefined) return;
  throw new Forbidden({
    code: "FORBIDDEN",
    detail: `${actorId(actor)} may not do this in ${outside}`,
    field: "discipline",
    rule: `${permission} in ${outside}`,
  });
}

/** Reading isn't limited to disciplines, and neither is an admin. */
function worksIn(actor: Actor, permission: Permission, discipline: string): boolean {
  if (actor.kind !== "user" || actor.roles.includes("admin") || VIEWER.includes(permission)) return true;
  return actor.disciplines === undefined || actor.disciplines.includes(discipline);
}

/** Whether the actor may write results of a discipline. */
export function mayWriteIn(actor: Actor, discipline: string): boolean {
  return permissions(actor).includes("results:write") && worksIn(actor, "results:write", discipline);
}
