/** Where the edge gets what it does not have: another HTTP server on loopback, or a folder of files. */
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { Headers } from "./headers.ts";

export interface OriginRequest {
  method: string;
  /** Path and query as they go on the wire. */
  target: string;
  headers: Headers;
  /** Absent where the request has none. */
  body?: Readable;
  signal?: AbortSignal;
}

export interface OriginResponse {
  status: number;
  /** Names in lower case. */
  headers: Headers;
  /** Whoever asked has to read or destroy it. */
  body: Readable;
}

export interface Origin {
  /** Throws an OriginError where there is no answer. */
  fetch(request: OriginRequest): Promise<OriginResponse>;
  close(): void;
}

export type OriginFailure = "UNREACHABLE" | "TIMEOUT";

export class OriginError extends Error {
  readonly code: OriginFailure;

  constructor(code: OriginFailure, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "OriginError";
    this.code = code;
  }
}

export interface HttpOriginOptions {
  /** `http://127.0.0.1:4000` */
  url: string;
  /** Longest silence, before the answer begins and within it. CloudFront's default is 30 s. */
  timeoutMs?: number;
}

export function httpOrigin({ url, timeoutMs = 30_000 }: HttpOriginOptions): Origin {
  const { hostname, port, host } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });

  function send(request: OriginRequest, again: boolean): Promise<OriginResponse> {
    return new Promise((resolve, reject) => {
      let answered = false;
      const outgoing = httpRequest({
        agent,
        hostname,
        port,
        method: request.method,
        path: request.target,
        headers: { ...request.headers, host },
        timeout: timeoutMs,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      outgoing.once("timeout", () => {
        outgoing.destroy(new OriginError("TIMEOUT", `${url} was silent for ${timeoutMs} ms`));
      });
      outgoing.once("response", (incoming: IncomingMessage) => {
        answered = true;
        resolve({
          status: incoming.statusCode ?? 502,
          headers: definite(incoming.headers),
          body: incoming,
        });
      });
      // Stays for good: a connection may also break after the answer began, which its reader sees.
      outgoing.on("error", (cause: NodeJS.ErrnoException) => {
        if (answered) return;
        // A kept connection may have been closed by the other side in the very moment of its use.
        if (again && outgoing.reusedSocket && cause.code === "ECONNRESET" && request.body === undefined) {
          resolve(send(request, false));
        } else if (cause instanceof OriginError) reject(cause);
        else reject(new OriginError("UNREACHABLE", `${url}: ${cause.message}`, { cause }));
      });
      if (request.body === undefined) outgoing.end();
      else {
        request.body.pipe(outgoing);
        request.body.once("error", (cause) => outgoing.destroy(cause));
      }
    });
  }

  return {
    fetch: (request) => send(request, true),
    close: () => agent.destroy(),
  };
}

function definite(headers: IncomingMessage["headers"]): Headers {
  const result: Headers = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}
