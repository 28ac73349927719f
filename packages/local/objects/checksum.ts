/** Checksums as the SDK sends and checks them: base64 of the digest. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { badDigest, ObjectError } from "./errors.ts";

const PREFIX = "x-amz-checksum-";

const DIGESTS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  crc32: crc32Of,
  sha1: (bytes) => createHash("sha1").update(bytes).digest("base64"),
  sha256: (bytes) => createHash("sha256").update(bytes).digest("base64"),
};

export function crc32Of(bytes: Buffer): string {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(bytes));
  return digest.toString("base64");
}

export const md5Of = (bytes: Buffer): Buffer => createHash("md5").update(bytes).digest();

/** Throws ObjectError BadDigest, or NotImplemented for an algorithm that is not known here. */
export function check(bytes: Buffer, headers: Iterable<readonly [string, string]>): void {
  for (const [name, value] of headers) {
    if (name === "content-md5" && md5Of(bytes).toString("base64") !== value) throw badDigest("Content-MD5");
    if (!name.startsWith(PREFIX) || name === `${PREFIX}type`) continue;
    const digest = DIGESTS[name.slice(PREFIX.length)];
    if (digest === undefined) throw new ObjectError(501, "NotImplemented", `There is no ${name} here.`);
    if (digest(bytes) !== value) throw badDigest(name);
  }
}
