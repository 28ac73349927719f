/** The edge compresses what its origin did not, once for each copy that it keeps. */
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { type Encoding, type Headers, single } from "./headers.ts";

/** CloudFront's bounds: 1,000 to 10,000,000 bytes. */
const SMALLEST_BYTES = 1_000;
const LARGEST_BYTES = 10_000_000;
const COMPRESSIBLE =
  /^(?:text\/|font\/(?:ttf|otf)|image\/(?:svg\+xml|bmp|x-icon)|application\/(?:json|javascript|xml|wasm|manifest|[\w.-]+\+(?:json|xml))(?:;|$))/i;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

export interface Encoded {
  headers: Headers;
  body: Buffer;
}

/** Returns what it was given where there is nothing to gain or the origin forbids it. */
export async function compress(message: Encoded, status: number, encoding: Encoding): Promise<Encoded> {
  const { headers, body } = message;
  if (encoding === "identity" || status !== 200 || headers["content-encoding"] !== undefined) return message;
  if (body.length <= SMALLEST_BYTES || body.length >= LARGEST_BYTES) return message;
  if (!COMPRESSIBLE.test(single(headers["content-type"]) ?? "")) return message;
  if (/no-transform/i.test(single(headers["cache-control"]) ?? "")) return message;
  const small =
    encoding === "br"
      ? await brotli(body, { params: { [zlib.BROTLI_PARAM_QUALITY]: 5 } })
      : await gzipped(body, { level: 6 });
  if (small.length >= body.length) return message;
  const etag = single(headers.etag);
  const vary = single(headers.vary);
  return {
    headers: {
      ...headers,
      "content-encoding": encoding,
      vary:
        vary === undefined
          ? "accept-encoding"
          : /accept-encoding/i.test(vary)
            ? vary
            : `${vary}, accept-encoding`,
      // The bytes differ from the origin's, so its strong validator holds no longer.
      ...(etag === undefined || etag.startsWith("W/") ? {} : { etag: `W/${etag}` }),
    },
    body: small,
  };
}
