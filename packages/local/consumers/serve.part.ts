/** The process of `startConsumersPart`. */
import { runPart } from "../part.ts";
import { type ConsumerOptions, startConsumers } from "./consumers.ts";

runPart<ConsumerOptions>(async (options, surroundings) => {
  const { stop, ...answers } = await startConsumers(options, surroundings);
  return { started: undefined, answers, stop };
});
