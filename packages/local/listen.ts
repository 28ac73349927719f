/** Listening on loopback, on the port that was asked for or the next free one. */
import { once } from "node:events";
import type { Server } from "node:http";
import { createServer } from "node:net";
import { type Log, messageOf } from "./log.ts";

export const LOOPBACK = "127.0.0.1";
const PORT_TRIES = 20;
const LAST_PORT = 65_535;

export interface Listening {
  port: number;
  /** The port that was asked for; differs from `port` where that was taken. 0 asks for any. */
  asked: number;
}

export interface ListenOptions {
  port: number;
  host?: string;
}

/** Tries up to 20 ports upwards. Throws where all are taken, or where the port may not be bound for another reason. */
export async function listen(
  server: Server,
  { port: asked, host = LOOPBACK }: ListenOptions,
): Promise<Listening> {
  const last = asked === 0 ? 0 : Math.min(asked + PORT_TRIES - 1, LAST_PORT);
  for (let port = asked; port <= last; port += 1) {
    server.listen({ port, host });
    try {
      await once(server, "listening");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE") continue;
      throw cause;
    }
    const address = server.address();
    if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
    return { port: address.port, asked };
  }
  throw new Error(`the ports ${asked} to ${last} on ${host} are all taken; name another one`);
}

/** Takes no new connections, lets requests under way end within `graceMs`, then cuts them. */
export async function closeServer(server: Server, graceMs = 2_000): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/** Answers what is not HTTP with 400 and ends the connection; a client that merely went away is not worth a line. */
export function refuseGarbage(server: Server, log: Log): void {
  server.on("clientError", (cause: NodeJS.ErrnoException, socket) => {
    if (cause.code?.startsWith("HPE_") === true) log("debug", "not HTTP", { cause: messageOf(cause) });
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    else socket.destroy();
  });
}

/** One that no one listens on now, for a program that has to be told. Another may take it first. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  server.close();
  await once(server, "close");
  return address.port;
}
