/** Counts how often functions run and for how long, as their bill would. */
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Context } from "aws-lambda";

type Handler<E, R> = (event: E, context: Context) => Promise<R>;

/** Milliseconds of waiting count too: functions of one machine share processes, so theirs are more than Lambda would bill. */
export function counted<E, R>(metrics: Metrics, name: string, handler: Handler<E, R>): Handler<E, R> {
  return async (event, context) => {
    const startedMs = performance.now();
    try {
      return await handler(event, context);
    } finally {
      metrics.count(`${name}.invocations`);
      metrics.count(`${name}.ms`, performance.now() - startedMs);
      metrics.count(`${name}.records`, recordsOf(event));
      metrics.flush();
    }
  };
}

function recordsOf(event: unknown): number {
  const { Records } = event as { Records?: readonly unknown[] };
  return Records?.length ?? 1;
}
