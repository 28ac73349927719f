/**
 * The one table: its keys, indexes, stream and expiry. The deployed stack and the local one are both made from this.
 */
export const KEY = { partition: "pk", sort: "sk" } as const;

/** Two generic indexes, everything projected: each entity says in its `entity.ts` what they mean to it. */
export const INDEXES = {
  gsi1: { partition: "gsi1pk", sort: "gsi1sk" },
  gsi2: { partition: "gsi2pk", sort: "gsi2sk" },
} as const;

/** Seconds since 1970; DynamoDB deletes the item some time after. */
export const TTL_ATTRIBUTE = "expiresAt";

export const STREAM_VIEW = "NEW_AND_OLD_IMAGES";

/** First part of every ElectroDB key. */
export const SERVICE = "podium";
