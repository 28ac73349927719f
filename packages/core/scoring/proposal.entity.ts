/** Proposals: one item each; the open ones are one query on the index. */
import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";

const text = { type: "string", required: true } as const;

export const ProposalEntity = new Entity({
  model: { entity: "proposal", version: "1", service: SERVICE },
  attributes: {
    /** That of the command. */
    proposal: text,
    event: text,
    unit: text,
    /** A Command. */
    command: { type: "any", required: true },
    expectedVersion: { type: "number" },
    state: { type: ["open", "confirmed", "refused"] as const, required: true },
    /** An Actor, whole: what it may do is asked again when it is carried out. */
    proposer: { type: "any", required: true },
    proposedAt: text,
    expiresAt: text,
    decidedBy: { type: "string" },
    decidedAt: { type: "string" },
    decision: { type: "string" },
  },
  indexes: {
    byId: {
      pk: { field: "pk", composite: ["proposal"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
    byState: {
      index: "gsi1",
      pk: { field: "gsi1pk", composite: ["state"], casing: "none" },
      sk: { field: "gsi1sk", composite: ["proposedAt", "proposal"], casing: "none" },
    },
  },
});
