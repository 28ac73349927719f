/** What was spent on invalidations, by calendar month (UTC), as the edge bills them. */
import { Entity } from "electrodb";
import { SERVICE } from "../table/definition.ts";

export const InvalidationSpendEntity = new Entity({
  model: { entity: "invalidationSpend", version: "1", service: SERVICE },
  attributes: {
    /** `2022-02` */
    month: { type: "string", required: true },
    /** Tags and paths. */
    used: { type: "number", required: true },
  },
  indexes: {
    byMonth: {
      pk: { field: "pk", composite: [], template: "$podium#invalidations", casing: "none" },
      sk: { field: "sk", composite: ["month"], casing: "none" },
    },
  },
});
