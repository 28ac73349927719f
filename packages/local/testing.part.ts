/** A part for the tests of parts. */
import { runPart } from "./part.ts";

runPart<{ fails?: boolean; name: string }>(async ({ fails, name }, { log, metrics }) => {
  if (fails) throw new RangeError(`${name} can't stand`);
  return {
    started: { name, pid: process.pid },
    answers: {
      count() {
        metrics.count("asked");
        metrics.timing("took", 12);
        log("info", "counted", { name });
        return new Map([["a", 1]]);
      },
      refuse() {
        throw new RangeError("not this");
      },
    },
    async stop() {
      log("info", "stopped");
    },
  };
});
