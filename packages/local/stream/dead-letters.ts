/** What no attempt could handle, one JSON object a line, with everything that a replay needs. */
import { randomUUID } from "node:crypto";
import { createReadStream, existsSync, readFileSync, truncateSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { DynamoDBRecord } from "aws-lambda";
import type { Log } from "../log.ts";

/** The conditions of Lambda's on-failure record. */
export type DeadReason = "RetryAttemptsExhausted" | "RecordAgeExceeded";

export interface DeadLetter {
  mapping: string;
  streamArn: string;
  shardId: string;
  reason: DeadReason;
  /** How often these records were tried as they stand here. */
  attempts: number;
  /** What the last attempt said; absent where there was none. */
  error?: string;
  /** As the handler got them: `{ Records: records }` is the event to try again. */
  records: DynamoDBRecord[];
}

export interface StoredDeadLetter extends DeadLetter {
  id: string;
  /** ISO 8601, when it was given up. */
  at: string;
}

export interface DeadLetters {
  /** Letters in the file, those of earlier runs included. */
  readonly count: number;
  /** Resolves when the letter is on disk. */
  append(letter: DeadLetter): Promise<void>;
  /** Oldest first. */
  list(): AsyncIterable<StoredDeadLetter>;
}

export function openDeadLetters(file: string, log: Log): DeadLetters {
  let count = recover(file, log);
  let last: Promise<void> = Promise.resolve();
  return {
    get count() {
      return count;
    },
    append(letter) {
      const stored: StoredDeadLetter = { id: randomUUID(), at: new Date().toISOString(), ...letter };
      const next = last.then(async () => {
        await appendLine(file, `${JSON.stringify(stored)}\n`);
        count += 1;
      });
      last = next.catch(() => {});
      return next;
    },
    async *list() {
      if (!existsSync(file)) return;
      for await (const line of createInterface({ input: createReadStream(file, "utf8") })) {
        yield JSON.parse(line) as StoredDeadLetter;
      }
    },
  };
}

/** A letter cut off by a crash was never acknowledged, so its records come again: the rest of its line goes. */
function recover(file: string, log: Log): number {
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) {
    log("warn", "the last dead letter was cut off by a crash; its records come again", { file });
    truncateSync(file, end);
  }
  let lines = 0;
  for (let at = bytes.indexOf("\n"); at !== -1; at = bytes.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "a");
  const { size } = await handle.stat();
  try {
    await handle.writeFile(line);
    await handle.datasync();
  } catch (cause) {
    // A half line would swallow the next letter.
    await handle.truncate(size);
    throw cause;
  } finally {
    await handle.close();
  }
}
