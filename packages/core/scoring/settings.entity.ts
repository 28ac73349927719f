import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";

/** The settings of the console: one item. */
export const SettingsEntity = new Entity({
  model: { entity: "settings", version: "1", service: SERVICE },
  attributes: {
    version: { type: "number", required: true },
    fourEyes: { type: "boolean", required: true },
    proposalMinutes: { type: "number", required: true },
  },
  indexes: {
    only: {
      pk: { field: "pk", composite: [], template: "$podium#settings", casing: "none" },
      sk: { field: "sk", composite: [], template: "$settings", casing: "none" },
    },
  },
});
