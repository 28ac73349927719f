import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Log } from "./log.ts";
import { LocalMetrics } from "./metrics.ts";
import { startPart } from "./part.ts";
import { type Folder, temporaryFolder, until } from "./table/testing.ts";

const MODULE = new URL("./testing.part.ts", import.meta.url);

interface Started {
  name: string;
  pid: number;
}

function surroundings() {
  const lines: Parameters<Log>[] = [];
  const log: Log = (...line) => lines.push(line);
  return { lines, log, metrics: new LocalMetrics() };
}

it("a part answers, says what went wrong, and what it counted before an answer is counted by then", async () => {
  const { lines, log, metrics } = surroundings();
  const part = await startPart<Started>(MODULE, { name: "A" }, { log, metrics });
  expect(part.started.name).toBe("A");
  expect(await part.ask("count")).toEqual(new Map([["a", 1]]));
  expect(metrics.total("asked")).toBe(1);
  expect(metrics.percentiles("took").max).toBe(12);
  await expect(part.ask("refuse")).rejects.toThrow(new RangeError("not this"));
  await part.stop();
  expect(lines).toEqual([
    ["info", "counted", { name: "A" }],
    ["info", "stopped"],
  ]);
});

it("a part that can't stand says why to whoever starts it", async () => {
  const { log, metrics } = surroundings();
  await expect(startPart(MODULE, { name: "B", fails: true }, { log, metrics })).rejects.toThrow(
    "B can't stand",
  );
});

it("a part outlives what a terminal sends to all, so that it can be stopped in order", async () => {
  const { log, metrics } = surroundings();
  const part = await startPart<Started>(MODULE, { name: "C" }, { log, metrics });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(part.started.pid, signal);
  expect(await part.ask("count")).toEqual(new Map([["a", 1]]));
  await part.stop();
});

/** Another process that starts the part, and says the part's id. */
async function startOwner(folder: Folder): Promise<{ owner: ChildProcess; pid: number; stderr(): string }> {
  const program = `
    import { startPart } from ${JSON.stringify(new URL("./part.ts", import.meta.url).href)};
    const surroundings = { log() {}, metrics: { count() {}, timing() {}, flush() {} } };
    const { started } = await startPart(new URL(${JSON.stringify(MODULE.href)}), { name: "D" }, surroundings);
    console.log(started.pid);`;
  const file = join(folder.path, "owner.mjs");
  writeFileSync(file, program);
  const owner = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  owner.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [line] = (await once(owner.stdout, "data")) as [Buffer];
  return { owner, pid: Number(line), stderr: () => stderr };
}

it("a part ends with whoever started it", async () => {
  using folder = temporaryFolder();
  const { owner, pid } = await startOwner(folder);
  expect(isRunning(pid)).toBe(true);
  owner.kill("SIGKILL");
  await until(() => !isRunning(pid), "the end of the part");
});

it("whoever started a part ends, and says why, where the part ends by itself", async () => {
  using folder = temporaryFolder();
  const { owner, pid, stderr } = await startOwner(folder);
  process.kill(pid, "SIGKILL");
  const [code] = (await once(owner, "close")) as [number | null];
  expect(code).not.toBe(0);
  expect(stderr()).toMatch(/testing\.part\.ts ended by itself \(SIGKILL\)/);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
