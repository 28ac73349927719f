/** Where the keys of the feeds lie: one item each, and all of them in one partition of an index, for there are few. */
import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";

const text = { type: "string", required: true } as const;

export const FEED_ROLES = ["official", "timing"] as const;

export const FeedKeyEntity = new Entity({
  model: { entity: "feedKey", version: "1", service: SERVICE },
  attributes: {
    id: text,
    /** Counts up with each change; writers state the one they saw. */
    version: { type: "number", required: true },
    name: text,
    role: { type: FEED_ROLES, required: true },
    /** Codes; none means all. */
    disciplines: { type: "list", items: { type: "string" }, required: true },
    /** ISO 8601 UTC. An old key stays, so that the trail can be read. */
    validUntil: text,
    messagesPerSecond: { type: "number", required: true },
    burst: { type: "number", required: true },
    /** Hex SHA-256 of API keys, newest first, at most two; none once the key is revoked. */
    secrets: {
      type: "list",
      items: { type: "map", properties: { sha256: text, madeAt: text } },
      required: true,
    },
    madeAt: text,
    revokedAt: { type: "string" },
  },
  indexes: {
    byId: {
      pk: { field: "pk", composite: ["id"], casing: "none" },
      sk: { field: "sk", composite: [], casing: "none" },
    },
    all: {
      index: "gsi1",
      pk: { field: "gsi1pk", composite: [], casing: "none" },
      sk: { field: "gsi1sk", composite: ["id"], casing: "none" },
    },
  },
});
