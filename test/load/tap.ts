/** Between an edge and the API: counts what comes through, and fails on request. */
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { closeServer, LOOPBACK, listen } from "@podium/local/listen.ts";
import type { RunningEdge, StartEdge } from "./edges/edge.ts";

const HEALTH = "/api/health/";

export interface Tap {
  url: string;
  /** Requests for boards so far. */
  requests(): number;
  /** From now on each request waits so long before it is passed on. */
  delay(ms: number): void;
  /** Refuses connections, and cuts those that are there. */
  down(): Promise<void>;
  /** Takes them again, on its old port; what stands behind it may have moved. */
  up(apiUrl: string): Promise<void>;
  stop(): Promise<void>;
}

export async function openTap(firstUrl: string): Promise<Tap> {
  const agent = new Agent({ keepAlive: true });
  let apiUrl = firstUrl;
  let requests = 0;
  let delayMs = 0;

  const server = createServer((incoming, answer) => {
    if (!incoming.url?.startsWith(HEALTH)) requests += 1;
    if (delayMs === 0) pass(incoming, answer);
    else setTimeout(pass, delayMs, incoming, answer);
  });
  const pass = ({ method, url, headers }: IncomingMessage, answer: ServerResponse) => {
    const outgoing = httpRequest(new URL(url ?? "/", apiUrl), { method, headers, agent }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(answer);
    });
    // As if it were the API itself that went away.
    outgoing.once("error", () => answer.destroy());
    outgoing.end();
  };

  const { port } = await listen(server, { port: 0 });
  const down = async () => {
    server.closeAllConnections();
    await closeServer(server, 0);
  };
  return {
    url: `http://${LOOPBACK}:${port}`,
    requests: () => requests,
    delay(ms) {
      delayMs = ms;
    },
    down,
    async up(url) {
      apiUrl = url;
      const now = await listen(server, { port });
      if (now.port !== port) throw new Error(`someone else listens on the tap's port ${port}`);
    },
    async stop() {
      await down();
      agent.destroy();
    },
  };
}

export interface TappedEdge extends RunningEdge {
  tap: Tap;
}

/** An edge with a tap between it and the API. */
export async function startTapped(start: StartEdge, apiUrl: string): Promise<TappedEdge> {
  const tap = await openTap(apiUrl);
  try {
    const edge = await start(tap.url);
    return {
      url: edge.url,
      tap,
      async stop() {
        await edge.stop();
        await tap.stop();
      },
    };
  } catch (error) {
    await tap.stop();
    throw error;
  }
}
