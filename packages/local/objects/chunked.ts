/**
 * The `aws-chunked` encoding, which carries a body whose checksum is known only at its end.
 * Source: Amazon S3 API Reference, "Signature calculations: transferring payload in multiple chunks", trailing checksums.
 */
import { ObjectError } from "./errors.ts";

export interface Unchunked {
  bytes: Buffer;
  /** Names in lower case. */
  trailers: ReadonlyMap<string, string>;
}

/** Signatures of chunks are not checked: nothing is here. Throws ObjectError IncompleteBody. */
export function unchunk(body: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let at = 0;
  const line = () => {
    const end = body.indexOf("\r\n", at);
    if (end === -1) throw incomplete();
    const text = body.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const [digits = ""] = line().split(";", 1);
    if (!/^[0-9a-fA-F]{1,8}$/.test(digits)) throw incomplete();
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    if (at + size + 2 > body.length) throw incomplete();
    chunks.push(body.subarray(at, at + size));
    at += size + 2;
  }
  const trailers = new Map<string, string>();
  while (at < body.length) {
    const text = line();
    const colon = text.indexOf(":");
    if (colon > 0) trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  return { bytes: Buffer.concat(chunks), trailers };
}

function incomplete(): ObjectError {
  return new ObjectError(400, "IncompleteBody", "The chunks of the body end before they say.");
}
