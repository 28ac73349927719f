/** Takes one large document, in a process that does nothing else. */
import { readFileSync } from "node:fs";
import { parseMessage } from "@podium/core/feed/odf/message.ts";
import { statementsOf } from "@podium/core/feed/odf/statements.ts";
import { answerParent } from "./support.ts";

export interface Taken {
  ms: number;
  cpuMs: number;
  grownMb: number;
  statements: number;
}

answerParent(
  {
    take(argument): Taken {
      const { file, timeZone } = argument as { file: string; timeZone: string };
      const bytes = readFileSync(file);
      const before = process.memoryUsage.rss();
      const startedMs = performance.now();
      const cpu = process.threadCpuUsage();
      const { length } = statementsOf(parseMessage(bytes, timeZone));
      const ms = performance.now() - startedMs;
      const { user, system } = process.threadCpuUsage(cpu);
      // Of the whole life of the process, in kB.
      const peak = process.resourceUsage().maxRSS * 1024;
      return { ms, cpuMs: (user + system) / 1000, grownMb: (peak - before) / 1e6, statements: length };
    },
  },
  async () => undefined,
);
