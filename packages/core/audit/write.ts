/** Lines of the audit trail that tell of something else than facts of the Games: proposals, users, settings, refusals. */
import { ulid } from "ulid";
import { type Actor, actorId } from "../access/actor.ts";
import type { Table } from "../table/client.ts";
import { AuditEntity } from "./entity.ts";

/** Trails that belong to no event. */
export const TRAILS = { access: "access", edge: "edge", settings: "settings" } as const;

export interface Line {
  actor: Actor;
  /** An event, or one of TRAILS. */
  trail: string;
  command: string;
  /** Id of the message or command. */
  message: string;
  reason?: string;
  changes?: readonly { fact: string; before?: unknown; after?: unknown }[];
}

/** Parameters of a put, to be written with what it tells of. */
export function linePut(table: Table, line: Line, now: Date): object {
  const { actor, trail, command, message, reason, changes = [] } = line;
  const at = now.toISOString();
  return AuditEntity.put({
    trail,
    entry: ulid(now.getTime()),
    actor: actorId(actor),
    day: at.slice(0, 10),
    recordedAt: at,
    command,
    message,
    at,
    ...(reason !== undefined && { reason }),
    changes: [...changes],
  }).params({ table: table.name });
}
