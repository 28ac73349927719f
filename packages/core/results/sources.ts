/** Where results come from, and in which order the sources count. Schemas alone: the console carries them too. */
import * as z from "zod";
import { rsc } from "./rsc.ts";

/** Kinds of feed. Per unit one of them is in charge: what the other says is kept, and does not count. */
export const FEED_KINDS = ["timing", "odf"] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** `manual`: no feed counts, only people. */
export const CHARGES = [...FEED_KINDS, "manual"] as const;
export type Charge = (typeof CHARGES)[number];

/** Each source once, the first counts most. */
export const precedence = z
  .array(z.enum(CHARGES))
  .refine(
    (order) => order.length === CHARGES.length && new Set(order).size === CHARGES.length,
    `names each of ${CHARGES.join(", ")} once`,
  );
export type Precedence = z.infer<typeof precedence>;

/** Where nothing is set. */
export const DEFAULT_PRECEDENCE: Precedence = ["timing", "odf", "manual"];

/** All of the Games, as a scope. */
export const GAMES_SCOPE = "GEN";

/** What an order may be set for: `GEN`, all of the Games; a discipline, `ALP`; a unit by its RSC. */
export const scope = z.union(
  [z.string().regex(/^[A-Z]{3}$/), rsc],
  "is GEN, a discipline like ALP, or a unit's RSC",
);
