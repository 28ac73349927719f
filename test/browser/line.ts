/** The line between a fan and the edge, which can be cut. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const HOST = "127.0.0.1";

export interface Line {
  url: string;
  /** Ends what is on the line; who tries meanwhile is turned away. */
  cut(): void;
  mend(): void;
  close(): Promise<unknown>;
}

export async function openLine(port: number): Promise<Line> {
  let whole = true;
  const sockets = new Set<Socket>();
  const server = createServer((fan) => {
    if (!whole) {
      fan.destroy();
      return;
    }
    const edge = connect(port, HOST);
    for (const socket of [fan, edge]) {
      sockets.add(socket);
      // A line that breaks ends on both sides.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        fan.destroy();
        edge.destroy();
      });
    }
    fan.pipe(edge).pipe(fan);
  });
  server.listen(0, HOST);
  await once(server, "listening");
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    cut() {
      whole = false;
      drop();
    },
    mend() {
      whole = true;
    },
    close() {
      drop();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
