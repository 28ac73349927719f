/**
 * How far a consumer has come, shard by shard, in a small file that is replaced whole. Writes are gathered for a moment:
 * after a crash a record may come twice, never zero times.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type Log, messageOf } from "../log.ts";
import { isAfter } from "./record.ts";

const FLUSH_MS = 250;
const CLOSED = "CLOSED";

export interface CheckpointStore {
  /** Last sequence number handled for good; undefined where nothing was yet. */
  position(shardId: string): string | undefined;
  /** True where the shard has ended and all of it is handled: its children may begin. */
  isClosed(shardId: string): boolean;
  advance(shardId: string, sequence: string): void;
  close(shardId: string): void;
  /** Forgets shards that the stream no longer lists. */
  keepOnly(shardIds: ReadonlySet<string>): void;
  /** The lowest position on disk among open shards: what is up to here may be trimmed. */
  lowest(): string | undefined;
  /** Resolves when all is on disk; throws what keeps it from getting there. */
  flush(): Promise<void>;
}

interface Stored {
  streamArn: string;
  shards: Record<string, string>;
}

export interface CheckpointOptions {
  file: string;
  /** Positions of another stream (the table was made again) are not used. */
  streamArn: string;
  log: Log;
  flushMs?: number;
}

export function openCheckpoints({
  file,
  streamArn,
  log,
  flushMs = FLUSH_MS,
}: CheckpointOptions): CheckpointStore {
  let shards = read(file, streamArn, log);
  let durable = new Map(shards);
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function changed(): void {
    dirty = true;
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((cause) => {
        log("error", "a checkpoint could not be written; trying again", { file, cause: messageOf(cause) });
        changed();
      });
    }, flushMs);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const next = writing.then(async () => {
      if (!dirty) return;
      dirty = false;
      const snapshot = new Map(shards);
      try {
        await replace(file, { streamArn, shards: Object.fromEntries(snapshot) });
      } catch (cause) {
        dirty = true;
        throw cause;
      }
      durable = snapshot;
    });
    writing = next.catch(() => {});
    return next;
  }

  return {
    position: (shardId) => (shards.get(shardId) === CLOSED ? undefined : shards.get(shardId)),
    isClosed: (shardId) => shards.get(shardId) === CLOSED,
    advance(shardId, sequence) {
      if (shards.get(shardId) === sequence) return;
      shards.set(shardId, sequence);
      changed();
    },
    close(shardId) {
      shards.set(shardId, CLOSED);
      changed();
    },
    keepOnly(shardIds) {
      const kept = new Map([...shards].filter(([shardId]) => shardIds.has(shardId)));
      if (kept.size === shards.size) return;
      shards = kept;
      changed();
    },
    lowest() {
      let lowest: string | undefined;
      for (const position of durable.values()) {
        if (position !== CLOSED && (lowest === undefined || isAfter(lowest, position))) lowest = position;
      }
      return lowest;
    },
    flush,
  };
}

function read(file: string, streamArn: string, log: Log): Map<string, string> {
  if (!existsSync(file)) return new Map();
  let stored: Partial<Stored>;
  try {
    stored = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    log("error", "a checkpoint file is not JSON; reading the stream from its oldest record", { file });
    return new Map();
  }
  if (stored.streamArn !== streamArn) {
    log("warn", "the checkpoints are of another stream; reading from the oldest record", { file, streamArn });
    return new Map();
  }
  return new Map(Object.entries(stored.shards ?? {}));
}

async function replace(file: string, content: Stored): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(JSON.stringify(content));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
