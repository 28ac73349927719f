/** Outcomes lie in the partition of the Games, so that all of them, with the countries, are one strongly consistent query. */
import { Entity } from "electrodb";
import { SERVICE } from "../../table/definition.ts";

const text = { type: "string", required: true } as const;

export const OutcomeEntity = new Entity({
  model: { entity: "outcome", version: "1", service: SERVICE },
  attributes: {
    event: text,
    /** JSON of an Outcome, brotli. */
    body: { type: "any", required: true },
    /** Milliseconds since 1970 of the last fact in it that was written; delays are measured from it. */
    recordedAt: { type: "number", required: true },
  },
  indexes: {
    byEvent: {
      collection: "games",
      type: "clustered",
      pk: { field: "pk", composite: [], casing: "none" },
      sk: { field: "sk", composite: ["event"], casing: "none" },
    },
  },
});
