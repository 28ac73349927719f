/** The consumers in a thread of their own. */
import { type Surroundings, startThread } from "../thread.ts";
import type { ConsumerOptions, Consumers } from "./consumers.ts";

/** Throws what `startConsumers` throws. */
export async function startConsumersThread(
  options: ConsumerOptions,
  surroundings: Surroundings,
): Promise<Consumers> {
  const thread = await startThread(new URL("./serve.thread.ts", import.meta.url), options, surroundings);
  return {
    startProjector: () => thread.ask("startProjector"),
    stopProjector: () => thread.ask("stopProjector"),
    quiet: () => thread.ask("quiet"),
    usage: () => thread.ask("usage"),
    stop: () => thread.stop(),
  };
}
