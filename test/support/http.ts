/** One request as it goes on the wire: no header is added but the length, no body unpacked. */
import { request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

export interface Reply {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** As sent, compressed where it says so. */
  body: Buffer;
  text: string;
}

export function ask(url: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const outgoing = request(url, { method, headers: { ...length, ...headers }, agent: false }, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.once("error", reject);
    incoming.once("end", () => {
      const bytes = Buffer.concat(chunks);
      resolve({
        status: incoming.statusCode ?? 0,
        headers: incoming.headers as Reply["headers"],
        body: bytes,
        text: plain(bytes, incoming.headers["content-encoding"]).toString("utf8"),
      });
    });
  });
  outgoing.once("error", reject);
  outgoing.end(body);
  return promise;
}

export function json<T = Record<string, unknown>>({ text }: Reply): T {
  return JSON.parse(text) as T;
}

function plain(bytes: Buffer, encoding: string | undefined): Buffer {
  if (bytes.length === 0) return bytes;
  if (encoding === "br") return brotliDecompressSync(bytes);
  return encoding === "gzip" ? gunzipSync(bytes) : bytes;
}
