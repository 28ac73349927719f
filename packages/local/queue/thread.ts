/** The queue service in a thread of its own, so that the functions have theirs to themselves. */
import { Worker } from "node:worker_threads";
import type { Log } from "../log.ts";
import type { QueueServer, QueueServerOptions } from "./server.ts";

/** What the thread tells. */
export type Said = { url: string } | { log: Parameters<Log> };

/** Throws what `startQueueServer` throws. */
export async function startQueueThread({
  dataDir,
  log,
}: Pick<QueueServerOptions, "dataDir" | "log">): Promise<Pick<QueueServer, "url" | "stop">> {
  const worker = new Worker(new URL("./serve.thread.ts", import.meta.url), { workerData: dataDir });
  const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const started = Promise.withResolvers<string>();
  let url: string | undefined;
  worker.on("message", (said: Said) => {
    if ("log" in said) log(...said.log);
    else started.resolve(said.url);
  });
  worker.on("error", (cause) => {
    // Nothing works without it: the process ends, as it would if all were one thread.
    if (url !== undefined) throw cause;
    started.reject(cause);
  });
  url = await started.promise;
  return {
    url,
    async stop() {
      worker.postMessage("stop");
      await gone;
    },
  };
}
