/**
 * The table's engine on this machine: dynoxide, DynamoDB's API on SQLite, as a child process on loopback.
 *
 * Settings: PODIUM_TABLE_ENDPOINT names a DynamoDB-compatible endpoint that runs already (nothing is started then),
 * PODIUM_TABLE_BINARY another dynoxide binary.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../listen.ts";
import { type Log, messageOf } from "../log.ts";
import { TableError } from "./errors.ts";
import { type Engine, isRunning, own } from "./owner.ts";

const HOST = "127.0.0.1";
const START_MS = 10_000;
const STOP_MS = 5_000;
const PORT_TRIES = 3;
const STDERR_LINES = 20;

export interface LocalTable {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** The SQLite file; undefined where the endpoint is someone else's. */
  dbPath: string | undefined;
  /** Process id of the engine; undefined where the endpoint is someone else's. */
  pid: number | undefined;
  /** Ends the engine (SIGTERM, then SIGKILL) and frees the data folder. May be called twice. */
  stop(): Promise<void>;
}

export interface EngineExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The engine's last words, at most 20 lines. */
  stderr: string[];
}

export interface TableOptions {
  dataDir: string;
  log: Log;
  /** Called once if the engine ends though nobody called `stop`. */
  onExit?: (exit: EngineExit) => void;
  env?: NodeJS.ProcessEnv;
}

/** Throws a TableError: NO_BINARY, DATA_FOLDER_IN_USE or DID_NOT_START. */
export async function startTable(options: TableOptions): Promise<LocalTable> {
  const { log, env = process.env } = options;
  const endpoint = env.PODIUM_TABLE_ENDPOINT;
  if (endpoint !== undefined && endpoint !== "") {
    log("info", "the table is elsewhere", { endpoint });
    return { endpoint, dbPath: undefined, pid: undefined, stop: async () => {} };
  }
  const binary = findBinary(env);
  mkdirSync(options.dataDir, { recursive: true });
  const dataDir = realpathSync(options.dataDir);
  const owner = own(dataDir);
  try {
    if (owner.leftBehind !== undefined) await endLeftBehind(owner.leftBehind, log);
    const dbPath = join(dataDir, "table.sqlite");
    const engine = await launch(binary, dbPath, options, (pid) => owner.note({ pid, binary, dbPath }));
    return {
      endpoint: engine.endpoint,
      dbPath,
      pid: engine.pid,
      async stop() {
        await engine.stop();
        owner.release();
      },
    };
  } catch (cause) {
    owner.release();
    throw cause;
  }
}

function findBinary(env: NodeJS.ProcessEnv): string {
  const named = env.PODIUM_TABLE_BINARY;
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return realpathSync(named);
    throw new TableError("NO_BINARY", `PODIUM_TABLE_BINARY names ${named}, which is not there`);
  }
  const name = `@dynoxide/${process.platform}-${process.arch}/dynoxide`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new TableError(
      "NO_BINARY",
      `there is no table engine for ${process.platform}-${process.arch} (${name} is not installed). ` +
        "Set PODIUM_TABLE_BINARY to a dynoxide binary, or PODIUM_TABLE_ENDPOINT to a DynamoDB-compatible endpoint such as DynamoDB Local",
      { cause },
    );
  }
}

async function endLeftBehind(engine: Engine, log: Log): Promise<void> {
  if (!isRunning(engine)) return;
  log("warn", "ending the table engine that an earlier run left behind", { pid: engine.pid });
  process.kill(engine.pid, "SIGTERM");
  if (await ended(engine, STOP_MS)) return;
  process.kill(engine.pid, "SIGKILL");
  if (await ended(engine, STOP_MS)) return;
  throw new TableError(
    "DATA_FOLDER_IN_USE",
    `process ${engine.pid} still serves ${engine.dbPath} and does not end`,
  );
}

async function ended(engine: Engine, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (isRunning(engine)) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
}

interface Running {
  endpoint: string;
  pid: number;
  stop(): Promise<void>;
}

async function launch(
  binary: string,
  dbPath: string,
  options: TableOptions,
  started: (pid: number) => void,
): Promise<Running> {
  let last: EngineExit | undefined;
  // Between choosing a free port and binding it another process may take it: then the engine ends at once.
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const outcome = await launchOnce(binary, dbPath, await freePort(), options, started);
    if ("endpoint" in outcome) return outcome;
    last = outcome;
    options.log("warn", "the table engine ended while starting", { ...outcome });
  }
  throw new TableError(
    "DID_NOT_START",
    `the table engine ${binary} ended at once: ${last?.stderr.join(" | ") || `exit code ${last?.code}`}`,
  );
}

async function launchOnce(
  binary: string,
  dbPath: string,
  port: number,
  options: TableOptions,
  started: (pid: number) => void,
): Promise<Running | EngineExit> {
  const endpoint = `http://${HOST}:${port}`;
  // Detached: Ctrl-C in a terminal reaches every process of the group, and the engine has to outlive the last writes.
  const child = spawn(binary, ["--host", HOST, "--port", String(port), "--db-path", dbPath], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const stderr = lastLines(child);
  const exited = exitOf(child, stderr);
  if (child.pid === undefined) return exited;
  started(child.pid);
  const killAtExit = () => child.kill("SIGTERM");
  process.once("exit", killAtExit);
  let stopping = false;
  let exit: EngineExit | undefined;
  void exited.then((how) => {
    exit = how;
    process.off("exit", killAtExit);
  });

  const until = Date.now() + START_MS;
  while (exit === undefined && !(await isHealthy(endpoint))) {
    if (Date.now() > until) {
      child.kill("SIGKILL");
      throw new TableError(
        "DID_NOT_START",
        `the table engine did not answer within ${START_MS} ms: ${(await exited).stderr.join(" | ")}`,
      );
    }
    await sleep(10);
  }
  if (exit !== undefined) return exit;
  options.log("info", "the table runs", { endpoint, pid: child.pid, dbPath });
  void exited.then((how) => {
    if (stopping) return;
    options.log("error", "the table engine ended by itself", { ...how });
    options.onExit?.(how);
  });
  return {
    endpoint,
    pid: child.pid,
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const patience = new AbortController();
      const late = sleep(STOP_MS, undefined, { signal: patience.signal }).then(
        () => child.kill("SIGKILL"),
        () => {},
      );
      await exited;
      patience.abort();
      await late;
    },
  };
}

function lastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.filter((line) => line !== ""));
    lines.splice(0, Math.max(0, lines.length - STDERR_LINES));
  });
  return lines;
}

function exitOf(child: ChildProcess, stderr: string[]): Promise<EngineExit> {
  return new Promise((resolve) => {
    child.once("error", (cause) => resolve({ code: null, signal: null, stderr: [messageOf(cause)] }));
    child.once("close", (code, signal) => resolve({ code, signal, stderr }));
  });
}

/** Any answer will do here except none: the port was free a moment ago. */
async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
