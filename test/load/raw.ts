/** Requests at one server: as many as go through, or at a pace. wrk where the system has it, else generators on Node. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findProgram } from "../../scripts/debian.ts";
import { CONNECTIONS, load } from "../bench/support.ts";
import { RemoteCrowd } from "./scene.ts";

export interface Raw {
  requestsPerSecond: number;
  failed: number;
}

export interface Paced {
  requestsPerSecond: number;
  latencyMs: { p50: number; p99: number };
}

const WRK = findProgram(["wrk"]);
export const GENERATOR = WRK === undefined ? "autocannon" : "wrk";
/** Of a paced run; each pauses before it asks again, so long that its wait for an answer hardly counts. */
const PACED_CONNECTIONS = 1_000;

export async function raw(url: string, headers: Record<string, string>, seconds: number): Promise<Raw> {
  if (WRK === undefined) return load(url, headers, seconds);
  const text = await wrk(WRK, url, headers, [`-c${CONNECTIONS}`, `-d${seconds}s`]);
  const broken = [...text.matchAll(/(?:connect|read|write|timeout) (\d+)/g)];
  return {
    requestsPerSecond: rateOf(text),
    failed:
      broken.reduce((sum, [, number]) => sum + Number(number), 0) +
      Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0),
  };
}

/** With wrk latency counts from when a request was sent, without it from when it was due. */
export async function paced(
  url: URL,
  headers: Record<string, string>,
  perSecond: number,
  seconds: number,
): Promise<Paced> {
  if (WRK === undefined) {
    const paths = [url.pathname];
    const crowd = await RemoteCrowd.start({ url: url.origin, paths, fans: PACED_CONNECTIONS, perSecond });
    await wait(seconds * 1000);
    const { answered, latencyMs } = await crowd.stop();
    return { requestsPerSecond: answered / seconds, latencyMs };
  }
  const script = join(mkdtempSync(join(tmpdir(), "podium-pace-")), "pace.lua");
  const pauseMs = (1000 * PACED_CONNECTIONS) / perSecond;
  const whole = Math.floor(pauseMs);
  // Whole milliseconds, right on average.
  writeFileSync(
    script,
    `function delay()\n  return ${whole} + (math.random() < ${(pauseMs - whole).toFixed(4)} and 1 or 0)\nend\n`,
  );
  const text = await wrk(WRK, url.href, headers, [
    `-c${PACED_CONNECTIONS}`,
    `-d${seconds}s`,
    "--latency",
    "-s",
    script,
  ]);
  return { requestsPerSecond: rateOf(text), latencyMs: { p50: shareOf(text, 50), p99: shareOf(text, 99) } };
}

async function wrk(
  program: string,
  url: string,
  headers: Record<string, string>,
  args: readonly string[],
): Promise<string> {
  const given = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const child = spawn(program, ["-t1", ...args, ...given, url], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}

const rateOf = (text: string): number => Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);

/** Milliseconds. */
function shareOf(text: string, percent: number): number {
  const [, value, unit = ""] = new RegExp(`\\s${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? [];
  return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
}
