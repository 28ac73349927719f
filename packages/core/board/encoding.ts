/** Boards are stored as brotli and handed out as stored; other encodings are made from it when someone asks. */
import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from "node:zlib";

/** Live boards are made many times a minute, the others seldom: spend the time where it is paid back by many readers. */
const QUALITY = { live: 5, settled: 9 } as const;

/** 64 KiB of looking back: boards are smaller, and a wider window costs ten times the time for nothing. */
const WINDOW_BITS = 16;

export type Encoding = "br" | "gzip" | "identity";

export function compress(text: string, live: boolean): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: live ? QUALITY.live : QUALITY.settled,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

export function decompress(body: Uint8Array): string {
  return brotliDecompressSync(body).toString("utf8");
}

export function encode(body: Uint8Array, encoding: Encoding): Uint8Array {
  if (encoding === "br") return body;
  const plain = brotliDecompressSync(body);
  return encoding === "gzip" ? gzipSync(plain, { level: 6 }) : plain;
}

/**
 * The best of what a client takes (RFC 9110, 12.5.3): br, then gzip, then identity. A `q=0` rules one out; where all are
 * ruled out, identity, since an answer is better than none.
 */
export function negotiate(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined) return "identity";
  if (acceptEncoding === "br") return "br";
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    weights.set(name, q === undefined ? 1 : Number(q.slice(2)));
  }
  const weight = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  if (weight("br") > 0) return "br";
  return weight("gzip") > 0 ? "gzip" : "identity";
}
