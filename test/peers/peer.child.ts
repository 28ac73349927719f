/** The peer as a process of its own, with its stores: twice, because the design is read in two ways. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Dataset } from "@podium/local/games/dataset.ts";
import { until } from "@podium/local/table/testing.ts";
import { answerParent } from "../bench/support.ts";
import { drivers, type Pool, type Redis } from "./drivers.ts";
import { createResults, type Results } from "./results.ts";
import { fill } from "./schema.ts";
import { createPeerServer } from "./server.ts";
import { DATABASE_USER, startStores } from "./stores.ts";

export interface PeerStarted {
  pid: number;
  /** Answers stay ten seconds in the cache, whatever happens. */
  url: string;
  /** A mark deletes them. */
  deletingUrl: string;
}

export interface PeerFigures {
  /** Of both, since the start. */
  databaseReads: number;
  cacheCommands: number;
}

const STARTS_WITHIN_MS = 20_000;
const CONNECTIONS = 10;

const { Pool: PostgresPool, Redis: RedisClient } = drivers();
const stores = await startStores();
const pools: Pool[] = [];
const caches: Redis[] = [];
const servers: Server[] = [];
const all: Results[] = [];

function open(database: string): Pool {
  const pool = new PostgresPool({
    host: stores.postgresHost,
    user: DATABASE_USER,
    database,
    max: CONNECTIONS,
  });
  pools.push(pool);
  return pool;
}

/** A database, a number in Redis and a port of its own. */
async function serve(number: number, deletes: boolean, dataset: Dataset): Promise<string> {
  const database = `peer${number}`;
  await admin.query(`CREATE DATABASE ${database}`);
  const pool = open(database);
  await fill(pool, dataset);
  const redis = new RedisClient({ path: stores.redisSocket, db: number, enableAutoPipelining: true });
  caches.push(redis);
  const results = createResults(pool, redis, { deletes });
  all.push(results);
  const server = createPeerServer(results).listen({ port: 0, host: "127.0.0.1" });
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const admin = open("postgres");

answerParent(
  {
    async start(dataset): Promise<PeerStarted> {
      await until(answers, "PostgreSQL answers", STARTS_WITHIN_MS);
      return {
        pid: process.pid,
        url: await serve(1, false, dataset as Dataset),
        deletingUrl: await serve(2, true, dataset as Dataset),
      };
    },
    async figures(): Promise<PeerFigures> {
      const [, commands] =
        /total_commands_processed:(\d+)/.exec((await caches[0]?.info("stats")) ?? "") ?? [];
      return {
        databaseReads: all.reduce((sum, results) => sum + results.databaseReads(), 0),
        cacheCommands: Number(commands),
      };
    },
  },
  async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await Promise.all([...pools.map((pool) => pool.end()), ...caches.map((redis) => redis.quit())]);
    await stores.stop();
  },
);

async function answers(): Promise<boolean> {
  try {
    await admin.query("SELECT 1");
    return true;
  } catch {
    // It is starting.
    return false;
  }
}
