/** The peer's API. `GET /api/events/{id}`, `POST /api/events/{id}/marks`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { CACHE_SECONDS, type MarkOf, type Results } from "./results.ts";

const EVENT = /^\/api\/events\/([A-Z0-9.]+)(\/marks)?$/;
const LARGEST_BODY_BYTES = 10_000;
const HEADERS = {
  "content-type": "application/json",
  "cache-control": `public, max-age=${CACHE_SECONDS}`,
  vary: "accept-encoding",
};

export function createPeerServer(results: Results): Server {
  return createServer(async (request, response) => {
    const [, event, marks] = EVENT.exec(request.url ?? "") ?? [];
    try {
      if (event === undefined) say(response, 404);
      else if (request.method === "GET" && marks === undefined) await get(results, event, request, response);
      else if (request.method === "POST" && marks !== undefined) {
        const taken = await results.mark(event, JSON.parse(await bodyOf(request)) as MarkOf);
        say(response, taken ? 204 : 409);
      } else say(response, 405);
    } catch (error) {
      console.error(error);
      say(response, 500);
    }
  });
}

async function get(
  results: Results,
  event: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cached = await results.read(event);
  if (cached === undefined) return say(response, 404);
  const { etag, gzipped } = cached;
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, { ...HEADERS, etag }).end();
    return;
  }
  const zipped = request.headers["accept-encoding"]?.includes("gzip") ?? false;
  const body = zipped ? gzipped : gunzipSync(gzipped);
  response.writeHead(200, {
    ...HEADERS,
    ...(zipped && { "content-encoding": "gzip" }),
    etag,
    "content-length": body.length,
  });
  response.end(body);
}

function say(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-length": 0 }).end();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES) throw new RangeError(`a body of more than ${LARGEST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
