/** What dynoxide leaves to its owner: an index on the stream's records, and their trimming. */
import { DatabaseSync } from "node:sqlite";
import { TableError } from "./errors.ts";

const BUSY_MS = 5_000;
const INDEX = "app_sr_seq";
export const TRIM_ROWS = 2_000;

/** The two statements that the engine runs on the stream: at each write, and at each GetRecords. */
const ENGINE_QUERIES = [
  "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?",
  `SELECT event_name, keys_json, new_image, old_image, sequence_number, created_at, user_identity
     FROM _stream_records
    WHERE table_name = ? AND shard_id = 'x' AND CAST(sequence_number AS INTEGER) > 1
    ORDER BY CAST(sequence_number AS INTEGER) ASC
    LIMIT 1000`,
];

/**
 * Makes the index without which every write would scan all stream records, and proves that the engine's queries use it.
 * Call after the table exists; harmless when called again. Throws a TableError STREAM_INDEX_UNUSED.
 */
export function prepareStreams(dbPath: string, tableName: string): void {
  withDatabase(dbPath, (database) => {
    database.exec(
      `CREATE INDEX IF NOT EXISTS ${INDEX} ON _stream_records(table_name, CAST(sequence_number AS INTEGER))`,
    );
    for (const query of ENGINE_QUERIES) {
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${query}`)
        .all(tableName)
        .map((row) => String(row.detail));
      if (!plan.some((step) => step.includes(INDEX)) || plan.some((step) => step.includes("TEMP B-TREE"))) {
        throw new TableError(
          "STREAM_INDEX_UNUSED",
          `the engine's query does not use the index ${INDEX}; writes would slow down as the stream grows. Plan: ${plan.join("; ")}`,
        );
      }
    }
  });
}

/**
 * Deletes stream records up to and including `checkpoint`, the lowest sequence number that all consumers have handled for good.
 * The last record always stays: the engine numbers the next one after it. Returns how many went, at most `rows`, so that
 * the engine's writers wait only briefly: call again while it returns that many.
 */
export function trimStreams(
  dbPath: string,
  tableName: string,
  checkpoint: string,
  rows: number = TRIM_ROWS,
): number {
  return withDatabase(dbPath, (database) => {
    const { changes } = database
      .prepare(
        `DELETE FROM _stream_records WHERE id IN (
           SELECT id FROM _stream_records
            WHERE table_name = :table
              AND CAST(sequence_number AS INTEGER) <= CAST(:checkpoint AS INTEGER)
              AND CAST(sequence_number AS INTEGER) < (
                SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = :table)
            ORDER BY CAST(sequence_number AS INTEGER) ASC
            LIMIT :rows)`,
      )
      .run({ table: tableName, checkpoint, rows });
    return Number(changes);
  });
}

function withDatabase<T>(dbPath: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(dbPath, { timeout: BUSY_MS });
  try {
    // Stream records that come back after a power cut are trimmed again: no need to wait for the disk.
    database.exec("PRAGMA synchronous = NORMAL");
    return use(database);
  } finally {
    database.close();
  }
}
