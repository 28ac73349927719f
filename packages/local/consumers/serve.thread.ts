/** The thread of `startConsumersThread`. */
import { runPart } from "../thread.ts";
import { type ConsumerOptions, startConsumers } from "./consumers.ts";

await runPart<ConsumerOptions>(async (options, surroundings) => {
  const { stop, ...answers } = await startConsumers(options, surroundings);
  return { started: undefined, answers, stop };
});
