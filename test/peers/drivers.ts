/** What the peer uses of its two drivers, by hand: they are installed at first use, and types are checked without them. */
import { createRequire } from "node:module";

export interface Statement {
  /** Prepared once a connection under this name. */
  name: string;
  text: string;
  values: readonly unknown[];
}

export interface Pool {
  query<Row>(statement: Statement | string): Promise<{ rows: Row[]; rowCount: number | null }>;
  end(): Promise<void>;
}

export interface Redis {
  hmgetBuffer(key: string, ...fields: string[]): Promise<(Buffer | null)[]>;
  zadd(key: string, score: number, member: string): Promise<unknown>;
  zrem(key: string, member: string): Promise<unknown>;
  /** Members and scores in turns. */
  zrange(key: string, first: number, last: number, withScores: "WITHSCORES"): Promise<string[]>;
  del(key: string): Promise<unknown>;
  info(section: string): Promise<string>;
  multi(): Transaction;
  quit(): Promise<unknown>;
}

interface Transaction {
  hset(key: string, fields: Record<string, string | Buffer>): Transaction;
  expire(key: string, seconds: number): Transaction;
  exec(): Promise<unknown>;
}

interface Drivers {
  Pool: new (options: { host: string; user: string; database: string; max: number }) => Pool;
  Redis: new (options: { path: string; db: number; enableAutoPipelining: boolean }) => Redis;
}

export function drivers(): Drivers {
  const require = createRequire(import.meta.url);
  const { Pool } = require("pg") as Pick<Drivers, "Pool">;
  const { Redis } = require("ioredis") as Pick<Drivers, "Redis">;
  return { Pool, Redis };
}
