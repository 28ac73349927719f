/**
 * CloudFront's invalidation API on loopback, for `CreateInvalidationCommand` with an endpoint of this machine.
 * Source: Amazon CloudFront API Reference, CreateInvalidation and GetInvalidation, REST-XML of 2020-05-31.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeServer, type Listening, type ListenOptions, listen } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";

const NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/";
const RESOURCE = /^\/2020-05-31\/distribution\/([^/]+)\/invalidation(?:\/([^/]+))?$/;
const BODY_BYTES = 1_000_000;
const ITEMS = 3_000;
const TAG = /^#[\x21-\x7e]{1,256}$/;
const KEPT_REFERENCES = 10_000;

export interface InvalidationOptions {
  /** Called once for each new caller reference, before the answer. */
  invalidate: (what: { paths: string[]; tags: string[] }) => void;
  /** The only distribution there is; any where it is not said. */
  distributionId?: string;
  log: Log;
}

export interface InvalidationApi {
  listen(options: ListenOptions): Promise<Listening>;
  /** Paths and tags invalidated so far. */
  readonly count: number;
  close(): Promise<void>;
}

interface Invalidation {
  id: string;
  createdAt: string;
  callerReference: string;
  items: string[];
}

class InvalidationError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "InvalidationError";
    this.status = status;
    this.code = code;
  }
}

export function createInvalidationApi(options: InvalidationOptions): InvalidationApi {
  const byReference = new Map<string, Invalidation>();
  const byId = new Map<string, Invalidation>();
  let count = 0;

  function create(body: string): Invalidation {
    const { callerReference, items } = parseBatch(body);
    const before = byReference.get(callerReference);
    if (before !== undefined) {
      if (before.items.join("\n") === items.join("\n")) return before;
      throw new InvalidationError(400, "InvalidArgument", "The caller reference was used for another batch.");
    }
    options.invalidate({
      paths: items.filter((item) => item.startsWith("/")),
      tags: items.filter((item) => item.startsWith("#")).map((item) => item.slice(1)),
    });
    count += items.length;
    const made: Invalidation = {
      id: `I${randomBytes(7).toString("hex").toUpperCase()}`,
      createdAt: new Date().toISOString(),
      callerReference,
      items,
    };
    byReference.set(callerReference, made);
    byId.set(made.id, made);
    const oldest = byReference.values().next().value;
    if (byReference.size > KEPT_REFERENCES && oldest !== undefined) {
      byReference.delete(oldest.callerReference);
      byId.delete(oldest.id);
    }
    return made;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const path = (request.url ?? "").split("?", 1)[0] ?? "";
      const [, distribution, id] = RESOURCE.exec(path) ?? [];
      if (distribution === undefined)
        throw new InvalidationError(404, "NoSuchResource", "There is no such resource.");
      if (options.distributionId !== undefined && distribution !== options.distributionId) {
        throw new InvalidationError(404, "NoSuchDistribution", "The specified distribution does not exist.");
      }
      if (request.method === "POST" && id === undefined) {
        const made = create(await readBody(request));
        const location = `http://${request.headers.host}${path}/${made.id}`;
        send(response, 201, toXml(made), { location });
      } else if (request.method === "GET" && id !== undefined) {
        const found = byId.get(id);
        if (found === undefined)
          throw new InvalidationError(404, "NoSuchInvalidation", "There is no such invalidation.");
        send(response, 200, toXml(found), {});
      } else
        throw new InvalidationError(405, "MethodNotAllowed", "The method is not allowed on this resource.");
    } catch (cause) {
      const known = cause instanceof InvalidationError;
      if (!known) options.log("error", "an invalidation failed", { cause: messageOf(cause) });
      if (response.destroyed || response.headersSent) return;
      const { status, code, message } = known
        ? cause
        : { status: 500, code: "InternalFailure", message: "The invalidation failed." };
      if (!request.complete) response.setHeader("connection", "close");
      send(
        response,
        status,
        `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type>` +
          `<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
        {},
      );
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  return {
    listen: (where) => listen(server, where),
    get count() {
      return count;
    },
    close: () => closeServer(server),
  };
}

function parseBatch(body: string): { callerReference: string; items: string[] } {
  if (body.trim() === "") throw new InvalidationError(400, "MissingBody", "This operation requires a body.");
  const callerReference = textOf(body, "CallerReference")[0];
  if (callerReference === undefined || callerReference === "") throw invalid("CallerReference is missing.");
  const items = textOf(body, "Path");
  const quantity = Number(textOf(body, "Quantity")[0]);
  if (quantity !== items.length) {
    throw new InvalidationError(
      400,
      "InconsistentQuantities",
      `Quantity is ${quantity}, but there are ${items.length} items.`,
    );
  }
  if (items.length === 0) throw invalid("There are no paths.");
  if (items.length > ITEMS) {
    throw new InvalidationError(413, "BatchTooLarge", `A batch takes at most ${ITEMS} paths.`);
  }
  for (const item of items) {
    if (item.startsWith("#")) {
      if (!TAG.test(item) || item.includes("*")) {
        throw invalid(`'${item}' is no cache tag: up to 256 visible ASCII characters, no wildcard.`);
      }
    } else if (!item.startsWith("/") || item.slice(0, -1).includes("*")) {
      throw invalid(`'${item}' is no path: it begins with '/', and '*' stands at the end only.`);
    }
  }
  return { callerReference, items };
}

function invalid(message: string): InvalidationError {
  return new InvalidationError(400, "InvalidArgument", message);
}

/** The batch is flat: elements with text and nothing else inside. */
function textOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) =>
    unescapeXml(text ?? ""),
  );
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (name !== undefined) return ENTITIES[name] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function toXml({ id, createdAt, callerReference, items }: Invalidation): string {
  const paths = items.map((item) => `<Path>${escapeXml(item)}</Path>`).join("");
  return (
    `<Invalidation xmlns="${NAMESPACE}"><Id>${id}</Id><Status>Completed</Status><CreateTime>${createdAt}</CreateTime>` +
    `<InvalidationBatch><Paths><Quantity>${items.length}</Quantity><Items>${paths}</Items></Paths>` +
    `<CallerReference>${escapeXml(callerReference)}</CallerReference></InvalidationBatch></Invalidation>`
  );
}

function send(response: ServerResponse, status: number, xml: string, headers: Record<string, string>): void {
  const body = `<?xml version="1.0"?>\n${xml}`;
  response.writeHead(status, {
    ...headers,
    "content-type": "text/xml",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) throw new InvalidationError(413, "BatchTooLarge", "The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
