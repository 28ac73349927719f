import { expect, it } from "vitest";
import type { Log } from "./log.ts";
import { LocalMetrics } from "./metrics.ts";
import { startThread } from "./thread.ts";

const MODULE = new URL("./testing.thread.ts", import.meta.url);

function surroundings() {
  const lines: Parameters<Log>[] = [];
  const log: Log = (...line) => lines.push(line);
  return { lines, log, metrics: new LocalMetrics() };
}

it("a thread answers, says what went wrong, and what it counted before an answer is counted by then", async () => {
  const { lines, log, metrics } = surroundings();
  const thread = await startThread<{ name: string }>(MODULE, { name: "A" }, { log, metrics });
  expect(thread.started).toEqual({ name: "A" });
  expect(await thread.ask("count")).toEqual(new Map([["a", 1]]));
  expect(metrics.total("asked")).toBe(1);
  expect(metrics.percentiles("took").max).toBe(12);
  await expect(thread.ask("refuse")).rejects.toThrow(new RangeError("not this"));
  await thread.stop();
  expect(lines).toEqual([
    ["info", "counted", { name: "A" }],
    ["info", "stopped"],
  ]);
});

it("a thread that can't stand says why to whoever starts it", async () => {
  const { log, metrics } = surroundings();
  await expect(startThread(MODULE, { name: "B", fails: true }, { log, metrics })).rejects.toThrow(
    "B can't stand",
  );
});
