/** The consumers in a process of their own. */
import { type Surroundings, startPart } from "../part.ts";
import type { ProcessUsage } from "../process-usage.ts";
import type { ConsumerOptions, Consumers } from "./consumers.ts";

/** Throws what `startConsumers` throws. */
export async function startConsumersPart(
  options: ConsumerOptions,
  surroundings: Surroundings,
): Promise<Consumers & { used(): Promise<ProcessUsage> }> {
  const part = await startPart(new URL("./serve.part.ts", import.meta.url), options, surroundings);
  return {
    startProjector: () => part.ask("startProjector"),
    stopProjector: () => part.ask("stopProjector"),
    quiet: () => part.ask("quiet"),
    usage: () => part.ask("usage"),
    used: () => part.used(),
    stop: () => part.stop(),
  };
}
