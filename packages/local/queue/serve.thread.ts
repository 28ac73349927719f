/** The thread of `startQueueThread`: serves until it is told to stop. */
import { parentPort, workerData } from "node:worker_threads";
import { startQueueServer } from "./server.ts";
import type { Said } from "./thread.ts";

const say = (said: Said): void => parentPort?.postMessage(said);

const server = await startQueueServer({ dataDir: String(workerData), log: (...line) => say({ log: line }) });
parentPort?.once("message", async () => {
  await server.stop();
  parentPort?.close();
});
say({ url: server.url });
