/**
 * An object store on loopback that speaks the part of S3's REST protocol that Podium uses, on a folder.
 * Source: Amazon S3 API Reference, REST-XML of 2006-03-01, path style.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, listen, refuseGarbage } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { check, crc32Of, md5Of } from "./checksum.ts";
import { unchunk } from "./chunked.ts";
import { ObjectError } from "./errors.ts";
import { type Description, ObjectFolder, type ObjectHead } from "./store.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
const BODY_BYTES = 100_000_000;
/** Longer than a client keeps a connection for later: else one ends it while the other begins a request. */
const KEEP_ALIVE_MS = 60_000;
const PAGE = 1_000;
const KEPT_HEADER = /^(content-type|content-encoding|x-amz-meta-.+)$/;

export interface ObjectServerOptions {
  /** Holds a folder for each bucket; made where it is missing. */
  dataDir: string;
  /** Made where they are missing; there are no others. */
  buckets: readonly string[];
  log: Log;
}

export interface ObjectServer {
  /** `http://127.0.0.1:<port>`, the endpoint of an S3 client with `forcePathStyle`. */
  url: string;
  /** May be called twice. */
  stop(): Promise<void>;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export async function startObjectServer({
  dataDir,
  buckets,
  log,
}: ObjectServerOptions): Promise<ObjectServer> {
  const folder = new ObjectFolder(dataDir, buckets);

  async function act(request: IncomingMessage): Promise<Answer> {
    // Not by URL, which would take `..` in a key for a way up.
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const searchParams = new URLSearchParams(query);
    const [, bucket = "", ...rest] = path.split("/");
    const key = rest.map(decode).join("/");
    if (!buckets.includes(bucket)) {
      throw new ObjectError(404, "NoSuchBucket", "The specified bucket does not exist.");
    }
    if (key === "") {
      if (request.method === "GET" && searchParams.get("list-type") === "2") {
        return list(folder, bucket, searchParams);
      }
      if (request.method === "HEAD") return { status: 200 };
    } else {
      const unknown = [...searchParams.keys()].find((name) => name !== "x-id");
      if (unknown !== undefined) {
        throw new ObjectError(501, "NotImplemented", `There is no ?${unknown} of an object here.`);
      }
      if (request.method === "PUT") return await put(folder, bucket, key, request);
      if (request.method === "GET") return await get(folder, bucket, key);
      if (request.method === "HEAD") return await head(folder, bucket, key);
      if (request.method === "DELETE") {
        await folder.delete(bucket, key);
        return { status: 204 };
      }
    }
    throw new ObjectError(501, "NotImplemented", "There is no such request here.");
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      send(request, response, await act(request));
    } catch (cause) {
      const known = cause instanceof ObjectError;
      if (!known) log("error", "an object request failed", { cause: messageOf(cause) });
      if (response.destroyed || response.headersSent) return;
      if (!request.complete) response.setHeader("connection", "close");
      const { status, code, message } = known
        ? cause
        : new ObjectError(500, "InternalError", "The request failed.");
      const body = `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
      send(request, response, xml(status, body));
    }
  }

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void answer(request, response),
  );
  refuseGarbage(server, log);
  const { port } = await listen(server, { port: 0 });
  const url = `http://127.0.0.1:${port}`;
  log("info", "the objects are there", { url });
  return { url, stop: () => closeServer(server) };
}

async function put(
  folder: ObjectFolder,
  bucket: string,
  key: string,
  request: IncomingMessage,
): Promise<Answer> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  const encodings = (request.headers["content-encoding"] ?? "").split(",").map((text) => text.trim());
  let bytes = await readBody(request);
  let trailers: Iterable<readonly [string, string]> = [];
  if (encodings.includes("aws-chunked")) {
    const whole = unchunk(bytes);
    if (
      String(whole.bytes.length) !==
      (request.headers["x-amz-decoded-content-length"] ?? String(whole.bytes.length))
    ) {
      throw new ObjectError(400, "IncompleteBody", "The body has not the length that was announced.");
    }
    bytes = whole.bytes;
    trailers = whole.trailers;
  }
  check(bytes, [...headers, ...trailers]);
  const kept = headers
    .filter(([name]) => KEPT_HEADER.test(name))
    .map(([name, value]) => [name, name === "content-encoding" ? lasting(encodings) : value])
    .filter(([, value]) => value !== "");
  const description: Description = {
    etag: md5Of(bytes).toString("hex"),
    crc32: crc32Of(bytes),
    headers: Object.fromEntries(kept),
  };
  await folder.put(bucket, key, bytes, description);
  return {
    status: 200,
    headers: { etag: `"${description.etag}"`, "x-amz-checksum-crc32": description.crc32 },
  };
}

/** The chunks are gone once the object is stored. */
const lasting = (encodings: readonly string[]): string =>
  encodings.filter((encoding) => encoding !== "aws-chunked").join(",");

async function get(folder: ObjectFolder, bucket: string, key: string): Promise<Answer> {
  const object = await folder.get(bucket, key);
  if (object === undefined) throw missing();
  return { status: 200, headers: headersOf(object), body: object.bytes };
}

async function head(folder: ObjectFolder, bucket: string, key: string): Promise<Answer> {
  const object = await folder.head(bucket, key);
  if (object === undefined) throw missing();
  return { status: 200, headers: headersOf(object) };
}

const missing = (): ObjectError => new ObjectError(404, "NoSuchKey", "The specified key does not exist.");

function headersOf({ etag, crc32, headers, modifiedAt, size }: ObjectHead): Record<string, string> {
  return {
    "content-length": String(size),
    "content-type": "application/octet-stream",
    ...headers,
    etag: `"${etag}"`,
    "last-modified": modifiedAt.toUTCString(),
    "x-amz-checksum-crc32": crc32,
  };
}

async function list(folder: ObjectFolder, bucket: string, query: URLSearchParams): Promise<Answer> {
  if (query.has("delimiter")) throw new ObjectError(501, "NotImplemented", "There is no delimiter here.");
  const prefix = query.get("prefix") ?? "";
  const token = query.get("continuation-token");
  const after =
    token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString();
  const maxKeys = query.get("max-keys") ?? String(PAGE);
  if (!/^\d{1,9}$/.test(maxKeys)) {
    throw new ObjectError(
      400,
      "InvalidArgument",
      "Argument maxKeys must be an integer between 0 and 2147483647",
    );
  }
  const most = Math.min(PAGE, Number(maxKeys));
  const keys = await folder.list(bucket, prefix);
  const rest = keys.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0);
  const page = rest.slice(0, most);
  const truncated = most > 0 && rest.length > most;
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : escapeXml;
  const contents: string[] = [];
  for (const key of page) {
    const object = await folder.head(bucket, key);
    if (object === undefined) continue;
    contents.push(
      `<Contents><Key>${encode(key)}</Key><LastModified>${object.modifiedAt.toISOString()}</LastModified>` +
        `<ETag>&quot;${object.etag}&quot;</ETag><Size>${object.size}</Size></Contents>`,
    );
  }
  const next = Buffer.from(page.at(-1) ?? "").toString("base64url");
  return xml(
    200,
    `<ListBucketResult xmlns="${NAMESPACE}"><Name>${bucket}</Name><Prefix>${encode(prefix)}</Prefix>` +
      `<KeyCount>${contents.length}</KeyCount><MaxKeys>${most}</MaxKeys><IsTruncated>${truncated}</IsTruncated>` +
      `${truncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ""}${contents.join("")}</ListBucketResult>`,
  );
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ObjectError(400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new ObjectError(400, "EntityTooLarge", "The object is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function xml(status: number, body: string): Answer {
  return { status, headers: { "content-type": "application/xml" }, body: `<?xml version="1.0"?>\n${body}` };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body = "" }: Answer,
): void {
  response.writeHead(status, {
    ...(status !== 204 && { "content-length": Buffer.byteLength(body) }),
    ...headers,
    "x-amz-request-id": randomUUID(),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
