/**
 * Parts of the local cloud in processes of their own, as they would be machines of their own elsewhere. Threads would
 * share V8's cache of WebAssembly wrappers, which Node strips types through; two of them at once can end the process
 * (Node 24: a failed check in `WasmImportWrapperCache::Free`).
 */
import { fork } from "node:child_process";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Log } from "./log.ts";
import { type ProcessUsage, processUsage } from "./process-usage.ts";

/** What a part answers when it is asked, by name. */
export type Answers = Readonly<Record<string, () => unknown>>;

export interface PartProcess<Started> {
  /** What it said when it stood. */
  started: Started;
  /** Throws what the answer throws. What the part counted before it answered is counted here by then. */
  ask<T>(name: string): Promise<T>;
  used(): Promise<ProcessUsage>;
  stop(): Promise<void>;
}

/** What a part is given. */
export interface Surroundings {
  log: Log;
  metrics: Metrics;
}

export interface Part {
  started: unknown;
  answers: Answers;
  stop(): Promise<void>;
}

/** A count, or the milliseconds of a timing. */
type Noted = [kind: "count" | "timing", name: string, value: number];

/** Told to the part: first with what to start, then what it is asked. */
type Told = { kind: "start"; data: object } | { kind: "question"; id: number; name: string };

type Said =
  | { kind: "started"; started: unknown }
  | { kind: "log"; line: Parameters<Log> }
  | { kind: "metrics"; noted: Noted[] }
  | { kind: "answer"; id: number; value: unknown }
  /** Without the id of a question: it didn't start. */
  | { kind: "failure"; id?: number; error: unknown };

/**
 * Starts a module that ends with `runPart`. Throws what the part throws on its way up; where it ends by itself later,
 * this process ends too, as it would if all were one.
 * @param data for the part; plain, because it is copied
 */
export async function startPart<Started>(
  module: URL,
  data: object,
  { log, metrics }: Surroundings,
): Promise<PartProcess<Started>> {
  const child = fork(module, { serialization: "advanced" });
  const tell = (told: Told) => child.send(told);
  const starting = Promise.withResolvers<Started>();
  const gone = Promise.withResolvers<void>();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let stands = false;
  let stopping = false;
  let asked = 0;
  child.on("message", (message) => {
    const said = message as Said;
    switch (said.kind) {
      case "started":
        return starting.resolve(said.started as Started);
      case "log":
        return log(...said.line);
      case "metrics":
        for (const [kind, name, value] of said.noted) metrics[kind](name, value);
        return;
      case "answer":
        open.get(said.id)?.resolve(said.value);
        open.delete(said.id);
        return;
      case "failure":
        if (said.id === undefined) return starting.reject(said.error);
        open.get(said.id)?.reject(said.error);
        open.delete(said.id);
    }
  });
  child.once("exit", (code, signal) => {
    gone.resolve();
    if (stopping) return;
    const error = new Error(`${module.pathname} ended by itself (${signal ?? code})`);
    if (stands) throw error;
    starting.reject(error);
  });
  tell({ kind: "start", data });
  const started = await starting.promise;
  stands = true;
  const ask = async <T>(name: string): Promise<T> => {
    const answer = Promise.withResolvers<unknown>();
    asked += 1;
    open.set(asked, answer);
    tell({ kind: "question", id: asked, name });
    return (await answer.promise) as T;
  };
  return {
    started,
    ask,
    used: () => ask(USED),
    async stop() {
      await ask(STOP);
      stopping = true;
      child.disconnect();
      await gone.promise;
    },
  };
}

const STOP = "stop";
const USED = "used";

/** The part's side: stands until it is stopped, or whoever started it is gone. */
export function runPart<Data>(start: (data: Data, surroundings: Surroundings) => Promise<Part>): void {
  const say = (said: Said, then = () => {}): void => void process.send?.(said, then);
  let noted: Noted[] = [];
  const flush = () => {
    if (noted.length > 0) say({ kind: "metrics", noted });
    noted = [];
  };
  const metrics: Metrics = {
    count: (name, value = 1) => noted.push(["count", name, value]),
    timing: (name, ms) => noted.push(["timing", name, ms]),
    flush,
  };
  const log: Log = (...line) => say({ kind: "log", line });
  let part: Part | undefined;
  const answer = async (name: string) => {
    if (name === STOP) return await part?.stop();
    return name === USED ? processUsage() : await part?.answers[name]?.();
  };
  process.on("message", async (message) => {
    const told = message as Told;
    try {
      if (told.kind === "start") {
        part = await start(told.data as Data, { log, metrics });
        say({ kind: "started", started: part.started });
      } else {
        const value = await answer(told.name);
        flush();
        say({ kind: "answer", id: told.id, value });
      }
    } catch (error) {
      if (told.kind === "question") say({ kind: "failure", id: told.id, error });
      else say({ kind: "failure", error }, () => process.disconnect());
    }
  });
  process.once("disconnect", () => process.exit());
  // Whoever sends these to a group of processes reaches the one that started this part, which stops it in order.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
}
