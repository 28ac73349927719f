/** The audit trail: who did what, when, why, before and after. Written in the transaction of the change itself, never changed. */
import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";

const text = { type: "string", required: true } as const;

export const AuditEntity = new Entity({
  model: { entity: "audit", version: "1", service: SERVICE },
  attributes: {
    /** The event, or `games` for what belongs to no single event. */
    trail: text,
    /** ULID: sorts by time. */
    entry: text,
    actor: text,
    day: text,
    /** Wall clock, ISO 8601 UTC. */
    recordedAt: text,
    command: text,
    /** Id of the message or command. */
    message: text,
    /** When it became true by the source's clock. */
    at: text,
    reason: { type: "string" },
    /** Who wished it, where a second person confirmed it. */
    proposedBy: { type: "string" },
    /** `{ fact, before, after }` each; `before` is absent where there was nothing. */
    changes: { type: "any", required: true },
  },
  indexes: {
    byTrail: {
      pk: { field: "pk", composite: ["trail"], casing: "none" },
      sk: { field: "sk", composite: ["entry"], casing: "none" },
    },
    byActor: {
      index: "gsi1",
      pk: { field: "gsi1pk", composite: ["actor"], casing: "none" },
      sk: { field: "gsi1sk", composite: ["entry"], casing: "none" },
    },
    byDay: {
      index: "gsi2",
      pk: { field: "gsi2pk", composite: ["day"], casing: "none" },
      sk: { field: "gsi2sk", composite: ["entry"], casing: "none" },
    },
  },
});
