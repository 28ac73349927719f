/** A board's latest version, which everyone reads, and the versions kept beside it, which history shows. */
import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";
import { FRESHNESS, type Freshness } from "./freshness.ts";

const text = { type: "string", required: true } as const;

export const BoardEntity = new Entity({
  model: { entity: "board", version: "1", service: SERVICE },
  attributes: {
    /** As in the path, without `/api/`: `events/SSKM500M`. */
    board: text,
    /** `latest`, or `v` and the version in ten digits. */
    slot: text,
    version: { type: "number", required: true },
    /** Of the content alone, without version and times: equal digest, nothing to publish. */
    digest: text,
    etag: text,
    freshness: { type: Object.keys(FRESHNESS) as Freshness[], required: true },
    updatedAt: text,
    factAt: text,
    /** Cache tags. */
    tags: { type: "list", items: { type: "string" }, required: true },
    /** Why this version must reach the edge at once; absent where the TTL will do. */
    push: { type: "string" },
    /** Canonical JSON, brotli. */
    body: { type: "any", required: true },
  },
  indexes: {
    bySlot: {
      pk: { field: "pk", composite: ["board"], casing: "none" },
      sk: { field: "sk", composite: ["slot"], casing: "none" },
    },
  },
});
