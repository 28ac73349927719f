/**
 * One owner per data folder. The lock is SQLite's own on a file in the folder: the system lets go of it when the owner
 * dies, however it dies. Beside it stands a note about the engine that was started, because an engine outlives an owner
 * that was killed with -9, and the next owner has to end it.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TableError } from "./errors.ts";

export interface Engine {
  pid: number;
  binary: string;
  dbPath: string;
}

export interface Owner {
  /** The engine that an earlier owner left behind, if its note is still there. */
  leftBehind: Engine | undefined;
  note(engine: Engine): void;
  release(): void;
}

/** Throws a TableError DATA_FOLDER_IN_USE while another owner lives, in this process or in another. */
export function own(dataDir: string): Owner {
  const lock = new DatabaseSync(join(dataDir, "owner.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw new TableError(
      "DATA_FOLDER_IN_USE",
      `the data folder ${dataDir} is in use by another Podium that still runs; stop that one or choose another folder`,
      { cause },
    );
  }
  const file = join(dataDir, "engine.json");
  return {
    leftBehind: readNote(file),
    note: (engine) => writeFileSync(file, `${JSON.stringify(engine)}\n`),
    release() {
      if (!lock.isOpen) return;
      rmSync(file, { force: true });
      lock.close();
    },
  };
}

/** A note that was half written when its owner died names no engine: nothing had been started then. */
function readNote(file: string): Engine | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { pid, binary, dbPath } = JSON.parse(readFileSync(file, "utf8")) as Partial<Engine>;
    return typeof pid === "number" && typeof binary === "string" && typeof dbPath === "string"
      ? { pid, binary, dbPath }
      : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** True where the process lives and is this binary on this database: a number that was given to another process is not. */
export function isRunning({ pid, binary, dbPath }: Engine): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words[0] === binary && words[words.indexOf("--db-path") + 1] === dbPath;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ESRCH") return false;
    throw cause;
  }
}
