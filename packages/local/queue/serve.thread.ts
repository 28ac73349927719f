/** The queue service in a thread of its own, so that the functions have theirs to themselves. */
import { runPart } from "../thread.ts";
import { startQueueServer } from "./server.ts";

await runPart<{ dataDir: string }>(async ({ dataDir }, { log }) => {
  const { url, stop } = await startQueueServer({ dataDir, log });
  return { started: url, answers: {}, stop };
});
