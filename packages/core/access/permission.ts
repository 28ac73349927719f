/** What an actor may do. One table, asked once per command. */
import { PodiumError } from "../errors.ts";
import { type Actor, actorId } from "./actor.ts";

export type Permission =
  /** Games, countries, events, units, competitors. */
  | "master:write"
  /** Entries, marks, matches, status. */
  | "results:write"
  /** A change to what was official, or taking a message back. */
  | "results:correct";

const SCORER: readonly Permission[] = ["results:write", "results:correct"];
const EVERYTHING: readonly Permission[] = ["master:write", ...SCORER];

export class Forbidden extends PodiumError {}

export function permissions(actor: Actor): readonly Permission[] {
  switch (actor.kind) {
    case "feed":
    case "system":
      return EVERYTHING;
    case "user":
      if (actor.roles.includes("admin")) return EVERYTHING;
      return actor.roles.includes("scorer") ? SCORER : [];
  }
}

export function demand(actor: Actor, permission: Permission): void {
  if (permissions(actor).includes(permission)) return;
  throw new Forbidden({
    code: "FORBIDDEN",
    detail: `${actorId(actor)} may not do this: it takes ${permission}`,
    rule: permission,
  });
}
