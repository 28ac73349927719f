/** The queue of one machine as a process of its own: `start` on a folder, then how much processor time it has used. */
import { silent } from "@podium/local/log.ts";
import { type QueueServer, startQueueServer } from "@podium/local/queue/server.ts";
import { answerParent } from "./support.ts";

let server: QueueServer | undefined;

answerParent(
  {
    async start(argument) {
      const { dataDir } = argument as { dataDir: string };
      server = await startQueueServer({ dataDir, log: silent });
      return server.url;
    },
    processorMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  },
  async () => {
    await server?.stop();
  },
);
