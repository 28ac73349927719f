/** Parts of the local cloud in threads of their own, as they would be machines of their own elsewhere. */
import { parentPort, Worker, workerData } from "node:worker_threads";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Log } from "./log.ts";

/** What a part answers when it is asked, by name. */
export type Answers = Readonly<Record<string, () => unknown>>;

export interface Thread<Started> {
  /** What it said when it stood. */
  started: Started;
  /** Throws what the answer throws. What the thread counted before it answered is counted here by then. */
  ask<T>(name: string): Promise<T>;
  stop(): Promise<void>;
}

/** What the thread has to itself. */
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

type Said =
  | { kind: "started"; started: unknown }
  | { kind: "log"; line: Parameters<Log> }
  | { kind: "metrics"; noted: Noted[] }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "failure"; id: number; error: unknown };

interface Question {
  id: number;
  name: string;
}

/**
 * Starts a module that ends with `runPart`. Throws what the part throws on its way up; what it throws later ends the
 * process, as it would if all were one thread.
 * @param data for the part; plain, because it is copied
 */
export async function startThread<Started>(
  module: URL,
  data: object,
  { log, metrics }: Surroundings,
): Promise<Thread<Started>> {
  const worker = new Worker(module, { workerData: data });
  const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const starting = Promise.withResolvers<Started>();
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let stands = false;
  let asked = 0;
  worker.on("message", (said: Said) => {
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
        open.get(said.id)?.reject(said.error);
        open.delete(said.id);
    }
  });
  worker.on("error", (cause) => {
    if (stands) throw cause;
    starting.reject(cause);
  });
  const started = await starting.promise;
  stands = true;
  const ask = async <T>(name: string): Promise<T> => {
    const answer = Promise.withResolvers<unknown>();
    asked += 1;
    open.set(asked, answer);
    worker.postMessage({ id: asked, name } satisfies Question);
    return (await answer.promise) as T;
  };
  return {
    started,
    ask,
    async stop() {
      await ask(STOP);
      await gone;
    },
  };
}

const STOP = "stop";

/** The thread's side: stands until it is stopped. */
export async function runPart<Data>(
  start: (data: Data, surroundings: Surroundings) => Promise<Part>,
): Promise<void> {
  const say = (said: Said): void => parentPort?.postMessage(said);
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
  const part = await start(workerData as Data, { log, metrics });
  const answers: Answers = { ...part.answers, [STOP]: () => part.stop() };
  parentPort?.on("message", async ({ id, name }: Question) => {
    try {
      const value = await answers[name]?.();
      flush();
      say({ kind: "answer", id, value });
    } catch (error) {
      say({ kind: "failure", id, error });
    }
    if (name === STOP) parentPort?.close();
  });
  say({ kind: "started", started: part.started });
}
