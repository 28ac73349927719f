/** Put on every answer by the edge, boards included: a fan pays for each byte of them with each poll. */
export const DATA_HEADERS = {
  "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
  "x-content-type-options": "nosniff",
} as const;

/** Of the one script that stands in the fan app's documents (packages/web/src/first.ts), the same in all of them. */
const FIRST_SCRIPT = "sha256-Rzny1ZfvkAM9yBtrO0v7VxQTeNYw6kmToHn89jDfcl8=";

/** On documents and what isn't a board. Strict: own scripts, own styles, own requests, nothing else. */
export const SECURITY_HEADERS = {
  "content-security-policy":
    `default-src 'none'; script-src 'self' '${FIRST_SCRIPT}'; style-src 'self'; img-src 'self'; font-src 'self'; ` +
    "connect-src 'self'; " +
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ...DATA_HEADERS,
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
} as const;
