/** Housekeeping: what is done again and again, and may fail once. */
import { type Log, messageOf } from "./log.ts";

/** Doesn't keep the process alive. */
export function every(ms: number, log: Log, work: () => void | Promise<void>): NodeJS.Timeout {
  return setInterval(async () => {
    try {
      await work();
    } catch (cause) {
      log("warn", "housekeeping failed; trying again later", { cause: messageOf(cause) });
    }
  }, ms).unref();
}
