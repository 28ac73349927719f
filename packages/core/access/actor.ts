/** Who does it. Every write names one. */
export type Actor =
  | { kind: "feed"; keyId: string }
  | { kind: "user"; userId: string; roles: readonly Role[] }
  | { kind: "system"; name: string };

export type Role = "admin" | "scorer" | "viewer";

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
