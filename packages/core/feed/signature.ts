/**
 * Signed feeds: `X-Podium-Key-Id`, `X-Podium-Timestamp` (seconds) and `X-Podium-Signature: v1=<hex>`, the HMAC-SHA256 of
 * `timestamp.body` over the body's bytes as sent (compressed ones, where it is compressed).
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { PodiumError } from "../errors.ts";

/** Either clock may be off by this much. */
export const CLOCK_SKEW_SECONDS = 300;

export class Unauthenticated extends PodiumError {}

export interface SignedHeaders {
  keyId: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

export function sign(secret: string, timestamp: string, body: Uint8Array): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex")}`;
}

/**
 * @param secrets by key id; several where a key is being rotated.
 * @returns the id of the key.
 * @throws Unauthenticated, which says what is missing or old, but never what the right signature would be.
 */
export function verify(
  headers: SignedHeaders,
  body: Uint8Array,
  secrets: ReadonlyMap<string, readonly string[]>,
  now: Date,
): string {
  const { keyId, timestamp, signature } = headers;
  if (keyId === undefined) throw refused("X-Podium-Key-Id", "names the key");
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    throw refused("X-Podium-Timestamp", "is the time of sending in whole seconds since 1970");
  }
  if (signature === undefined || !/^v1=[0-9a-f]{64}$/.test(signature)) {
    throw refused("X-Podium-Signature", "is v1= and 64 hex digits");
  }
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > CLOCK_SKEW_SECONDS) {
    throw refused("X-Podium-Timestamp", `is within ${CLOCK_SKEW_SECONDS} seconds of the receiver's clock`);
  }
  const given = Buffer.from(signature);
  // An unknown key costs the same as a wrong signature, so that ids can't be found out by timing.
  const candidates = secrets.get(keyId) ?? [""];
  const matches = candidates.map((secret) =>
    timingSafeEqual(given, Buffer.from(sign(secret, timestamp, body))),
  );
  if (!secrets.has(keyId) || !matches.includes(true)) {
    throw refused("X-Podium-Signature", "is made with a known key over this timestamp and this body");
  }
  return keyId;
}

function refused(field: string, rule: string): Unauthenticated {
  return new Unauthenticated({ code: "UNAUTHENTICATED", detail: `${field}: ${rule}`, field, rule });
}
