/** Who does it. Every write names one. */
export type Actor =
  | { kind: "feed"; keyId: string }
  | ({ kind: "user"; userId: string } & Grants)
  | { kind: "system"; name: string };

export type UserActor = Extract<Actor, { kind: "user" }>;

export type Role = "admin" | "scorer" | "viewer";

/** What was granted to a person. */
export interface Grants {
  roles: readonly Role[];
  /** Codes of the disciplines that a scorer may write in; absent: all. */
  disciplines?: readonly string[];
}

/** As stored in the audit trail: `feed:local`, `user:…`, `system:…`. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case "feed":
      return `feed:${actor.keyId}`;
    case "user":
      return `user:${actor.userId}`;
    case "system":
      return `system:${actor.name}`;
  }
}
