/** What everything is measured against: `node:http` that returns the same bytes to whoever asks, and does nothing else. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerParent } from "./support.ts";

export interface Same {
  headers: Record<string, string>;
  /** Base64. */
  body: string;
}

const server = createServer();

answerParent(
  {
    async serve(same) {
      const { headers, body: text } = same as Same;
      const body = Buffer.from(text, "base64");
      server.on("request", (_request, response) => {
        response.writeHead(200, headers);
        response.end(body);
      });
      server.listen({ port: 0, host: "127.0.0.1" });
      await once(server, "listening");
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    figures(): { cpuMs: number } {
      const { user, system } = process.cpuUsage();
      return { cpuMs: (user + system) / 1000 };
    },
  },
  async () => {
    server.close();
    server.closeAllConnections();
  },
);
