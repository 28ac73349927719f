/** The queue service in a process of its own, so that the functions have theirs to themselves. */
import { runPart } from "../part.ts";
import { startQueueServer } from "./server.ts";

runPart<{ dataDir: string }>(async ({ dataDir }, { log }) => {
  const { url, stop } = await startQueueServer({ dataDir, log });
  return { started: url, answers: {}, stop };
});
