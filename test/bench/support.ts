/** What the benchmarks share: figures, children that answer questions, load from a process of its own. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What it is held against. Nothing fails where it is missed: the table says so. */
  target?: { atMost: number } | { atLeast: number };
  /** How it was measured, or what it is made of. */
  note?: string;
}

export interface Options {
  /** How long to measure, where that can be chosen. */
  seconds?: number;
  /** How much a second, where that can be chosen. */
  perSecond?: number;
}

/** Of the local feed. */
export const SECRET = "known to the benchmarks alone";
export const KEY = "an API key of the benchmarks";

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

const running = new Set<ChildProcess>();

/** Ends what still runs. Resolves when it is gone. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map((child) => end(child)));
}

const END_MS = 10_000;

async function end(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (!running.has(child)) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const patience = setTimeout(() => child.kill("SIGKILL"), END_MS);
  await gone;
  clearTimeout(patience);
}

function keep(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
}

export interface Child {
  /** Asks one of the questions that the child answers. Throws what it throws, and where the child is gone. */
  call<T>(name: string, argument?: object): Promise<T>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

interface Question {
  id: number;
  name: string;
  argument: object | undefined;
}

type Answer = { id: number; value: unknown } | { id: number; error: string };

/** A module that ends with `answerParent`, named from this folder, as a process of its own, with more flags for Node. */
export function startChild(file: string, flags: readonly string[] = []): Child {
  const child = fork(new URL(file, import.meta.url), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [...process.execArgv, ...flags],
  });
  keep(child);
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on("message", (message: unknown) => {
    const answer = message as Answer;
    const question = open.get(answer.id);
    open.delete(answer.id);
    if ("error" in answer) question?.reject(new Error(`${file}: ${answer.error}`));
    else question?.resolve(answer.value);
  });
  child.once("exit", (code, signal) => {
    for (const question of open.values()) question.reject(new Error(`${file} ended (${signal ?? code})`));
  });
  return {
    async call<T>(name: string, argument?: object): Promise<T> {
      const question = Promise.withResolvers<unknown>();
      asked += 1;
      open.set(asked, question);
      child.send({ id: asked, name, argument } satisfies Question);
      return (await question.promise) as T;
    },
    stop: () => end(child),
    kill: () => end(child, "SIGKILL"),
  };
}

/** The child's side. It stops when it is told to, and when its parent is gone. */
export function answerParent(
  answers: Record<string, (argument: object | undefined) => unknown>,
  stop: () => Promise<void>,
): void {
  process.on("message", async (message: unknown) => {
    const { id, name, argument } = message as Question;
    try {
      const value = await answers[name]?.(argument);
      process.send?.({ id, value } satisfies Answer);
    } catch (error) {
      process.send?.({ id, error: String((error as Error).stack) } satisfies Answer);
    }
  });
  let stopping = false;
  const once = async () => {
    if (stopping) return;
    stopping = true;
    await stop();
    process.exit(0);
  };
  process.once("disconnect", once);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, once);
}

/** What `npm run <name> -- <args>` runs, with the flags that stand there. */
export function startScript(name: string, args: readonly string[]): ChildProcess {
  const home = new URL("../../", import.meta.url);
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", home), "utf8")) as {
    scripts: Record<string, string>;
  };
  const [, ...own] = scripts[name]?.split(" ") ?? [];
  const child = spawn(process.execPath, [...own, ...args], {
    cwd: fileURLToPath(home),
    stdio: ["ignore", "ignore", "inherit"],
  });
  keep(child);
  return child;
}

export interface Program {
  pid: number;
  /** Its last lines on standard error. */
  said(): string;
  /** Resolves when it is gone. */
  gone: Promise<void>;
  stop(): Promise<void>;
}

const SAID_CHARACTERS = 4_000;

/** A program that serves until it is stopped. */
export function startProgram(path: string, args: readonly string[]): Program {
  const child = spawn(path, args, { stdio: ["ignore", "ignore", "pipe"] });
  keep(child);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-SAID_CHARACTERS);
  });
  const gone = once(child, "exit").then(() => {});
  return { pid: child.pid ?? 0, said: () => said, gone, stop: () => end(child) };
}

export const CONNECTIONS = 64;

export interface Load {
  requestsPerSecond: number;
  requests: number;
  /** Answers that were no 2xx, and requests without one. */
  failed: number;
}

/** As many GETs as go through 64 connections, by autocannon in a process of its own. */
export async function load(url: string, headers: Record<string, string>, seconds: number): Promise<Load> {
  const args = ["--json", "--no-progress", "-c", String(CONNECTIONS), "-d", String(seconds)];
  for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}=${value}`);
  const autocannon = createRequire(import.meta.url).resolve("autocannon");
  const child = spawn(process.execPath, [autocannon, ...args, url], { stdio: ["ignore", "pipe", "ignore"] });
  keep(child);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await once(child, "close");
  const { requests, duration, non2xx, errors } = JSON.parse(text) as {
    requests: { total: number };
    duration: number;
    non2xx: number;
    errors: number;
  };
  return { requestsPerSecond: requests.total / duration, requests: requests.total, failed: non2xx + errors };
}
