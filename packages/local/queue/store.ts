/**
 * What outlives the process: queues, messages and the ids seen in the last five minutes, in one SQLite file.
 *
 * Everything that is written in one turn of the event loop is one transaction, so that senders share its cost; an answer
 * waits for `committed`. `synchronous = NORMAL` as in the table's engine: what was committed survives a kill -9 of the
 * process; after a power cut the last commits may be missing, as they may be in the table.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Waiting } from "./lanes.ts";

/** A message without its content. */
export interface Message extends Waiting {
  readonly id: string;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sentAtMs: number;
  /** Of the newest delivery; null before the first. */
  receipt: string | null;
  /** Deliveries in all queues, and since it came into this one. */
  receives: number;
  receivesHere: number;
  firstReceivedAtMs: number | null;
  /** The queue that it was moved out of, for a message in a dead-letter queue. */
  readonly sourceArn: string | null;
}

/** What the sender said. `attributes` and `system` are JSON texts as they came. */
export interface Content {
  body: string;
  attributes: string | null;
  system: string | null;
}

export interface Seen {
  id: string;
  seq: number;
  atMs: number;
}

const PAGE_BYTES = 4_096;

const SCHEMA = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, attributes TEXT NOT NULL, createdAtMs INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, lane TEXT NOT NULL,
    fifoGroup TEXT, deduplicationId TEXT, sentAtMs INTEGER NOT NULL, visibleAtMs INTEGER NOT NULL, receipt TEXT,
    receives INTEGER NOT NULL, receivesHere INTEGER NOT NULL, firstReceivedAtMs INTEGER, sourceArn TEXT
  );
  -- On its own, so that a delivery doesn't write it anew.
  CREATE TABLE IF NOT EXISTS contents (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, attributes TEXT, system TEXT);
  CREATE TABLE IF NOT EXISTS seen (
    queue TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, atMs INTEGER NOT NULL,
    PRIMARY KEY (queue, key)
  ) WITHOUT ROWID;`;

type Row = Record<string, string | number | null>;

export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onLost: () => void;
  #commit: PromiseWithResolvers<void> | undefined;

  /**
   * `onLost`: what was written and not committed is gone, for want of space as a rule; read everything anew.
   * `maxBytes`: what the file may take; more is refused as on a full disk.
   * Throws where the file can't be used, or is in use by another process.
   */
  constructor(file: string, onLost: () => void, maxBytes?: number) {
    this.#onLost = onLost;
    mkdirSync(dirname(file), { recursive: true });
    this.#db = new DatabaseSync(file);
    this.#db.exec(SCHEMA);
    if (maxBytes !== undefined) {
      this.#db.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / PAGE_BYTES)}`);
    }
  }

  /** Resolves when all that was written until now is kept; rejects where it could not be. */
  committed(): Promise<void> {
    return this.#commit?.promise ?? Promise.resolve();
  }

  /** After a write that failed half way: nothing that is not committed was ever there. */
  abandon(cause: unknown): void {
    const commit = this.#commit;
    this.#commit = undefined;
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    this.#onLost();
    commit?.reject(cause);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#end();
    this.#db.close();
  }

  queues(): { name: string; attributes: string; createdAtMs: number }[] {
    return this.#read("SELECT * FROM queues").all() as {
      name: string;
      attributes: string;
      createdAtMs: number;
    }[];
  }

  keepQueue(name: string, attributes: string, createdAtMs: number): void {
    this.#write("INSERT OR REPLACE INTO queues VALUES (?, ?, ?)").run(name, attributes, createdAtMs);
  }

  dropQueue(name: string): void {
    this.purge(name);
    this.#write("DELETE FROM seen WHERE queue = ?").run(name);
    this.#write("DELETE FROM queues WHERE name = ?").run(name);
  }

  /** In order. */
  *messages(queue: string): Generator<Message> {
    const rows = this.#read(
      `SELECT seq, id, lane, fifoGroup, deduplicationId, sentAtMs, visibleAtMs, receipt, receives, receivesHere,
              firstReceivedAtMs, sourceArn FROM messages WHERE queue = ? ORDER BY seq`,
    ).iterate(queue) as Iterable<Row>;
    for (const { fifoGroup, deduplicationId, ...row } of rows) {
      yield {
        ...row,
        group: fifoGroup ?? undefined,
        deduplicationId: deduplicationId ?? undefined,
      } as unknown as Message;
    }
  }

  content(seq: number): Content {
    return this.#read("SELECT body, attributes, system FROM contents WHERE seq = ?").get(
      seq,
    ) as unknown as Content;
  }

  /** @returns the message's place in the order of all. */
  insert(queue: string, message: Omit<Message, "seq">, { body, attributes, system }: Content): number {
    const { lastInsertRowid } = this.#write(
      `INSERT INTO messages (queue, id, lane, fifoGroup, deduplicationId, sentAtMs, visibleAtMs, receipt, receives,
         receivesHere, firstReceivedAtMs, sourceArn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      queue,
      message.id,
      message.lane,
      message.group ?? null,
      message.deduplicationId ?? null,
      message.sentAtMs,
      message.visibleAtMs,
      message.receipt,
      message.receives,
      message.receivesHere,
      message.firstReceivedAtMs,
      message.sourceArn,
    );
    const seq = Number(lastInsertRowid);
    this.#write("INSERT INTO contents VALUES (?, ?, ?, ?)").run(seq, body, attributes, system);
    return seq;
  }

  /** What a delivery, or another visibility, changes. */
  update(message: Message): void {
    this.#write(
      "UPDATE messages SET visibleAtMs = ?, receipt = ?, receives = ?, receivesHere = ?, firstReceivedAtMs = ? WHERE seq = ?",
    ).run(
      message.visibleAtMs,
      message.receipt,
      message.receives,
      message.receivesHere,
      message.firstReceivedAtMs,
      message.seq,
    );
  }

  remove(seq: number): void {
    this.#write("DELETE FROM messages WHERE seq = ?").run(seq);
    this.#write("DELETE FROM contents WHERE seq = ?").run(seq);
  }

  purge(queue: string): void {
    this.#write("DELETE FROM contents WHERE seq IN (SELECT seq FROM messages WHERE queue = ?)").run(queue);
    this.#write("DELETE FROM messages WHERE queue = ?").run(queue);
  }

  seen(queue: string, key: string): Seen | undefined {
    return this.#read("SELECT id, seq, atMs FROM seen WHERE queue = ? AND key = ?").get(queue, key) as
      | Seen
      | undefined;
  }

  keepSeen(queue: string, key: string, { id, seq, atMs }: Seen): void {
    this.#write("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)").run(queue, key, id, seq, atMs);
  }

  forgetSeen(beforeMs: number): void {
    this.#write("DELETE FROM seen WHERE atMs < ?").run(beforeMs);
  }

  #read(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #write(sql: string): StatementSync {
    if (this.#commit === undefined) {
      this.#db.exec("BEGIN IMMEDIATE");
      this.#commit = Promise.withResolvers();
      // Whoever waits for it hears of it; nobody has to.
      this.#commit.promise.catch(() => {});
      setImmediate(() => this.#end());
    }
    return this.#read(sql);
  }

  #end(): void {
    const commit = this.#commit;
    if (commit === undefined) return;
    try {
      this.#db.exec("COMMIT");
      this.#commit = undefined;
      commit.resolve();
    } catch (cause) {
      this.abandon(cause);
    }
  }
}
