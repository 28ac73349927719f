/** A receipt proves that a message was taken and what became of it. It answers a message that comes again. */
import { Entity } from "electrodb";
import { SERVICE, TTL_ATTRIBUTE } from "../table/definition.ts";

/** How long an id is remembered. */
export const RECEIPT_DAYS = 30;

export type Outcome =
  | "taken"
  | "rejected"
  /** Taken back before it came; it has no effect. */
  | "withdrawn";

export interface Receipt {
  source: string;
  message: string;
  outcome: Outcome;
  /** Wall clock, ISO 8601 UTC. */
  recordedAt: string;
  code?: string;
  field?: string;
  rule?: string;
  /** The message as it came, so that it can be looked at, taken back or replayed; absent if taken back before it came. */
  body?: string;
}

const text = { type: "string", required: true } as const;

export const ReceiptEntity = new Entity({
  model: { entity: "receipt", version: "1", service: SERVICE },
  attributes: {
    source: text,
    message: text,
    outcome: { type: ["taken", "rejected", "withdrawn"] as const, required: true },
    recordedAt: text,
    code: { type: "string" },
    field: { type: "string" },
    rule: { type: "string" },
    body: { type: "string" },
    /** Of `recordedAt`. */
    day: text,
    [TTL_ATTRIBUTE]: { type: "number", required: true },
  },
  indexes: {
    byMessage: {
      pk: { field: "pk", composite: ["source", "message"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
    rejectedByDay: {
      index: "gsi2",
      pk: { field: "gsi2pk", composite: ["day"], casing: "none" },
      sk: { field: "gsi2sk", composite: ["recordedAt", "source", "message"], casing: "none" },
      condition: ({ outcome }: { outcome?: Outcome }) => outcome === "rejected",
    },
  },
});
