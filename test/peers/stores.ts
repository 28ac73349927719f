/** Redis and PostgreSQL from Debian as they come, with folders of their own, on Unix sockets: no network between them and the server. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureProgram } from "../../scripts/debian.ts";

export const DATABASE_USER = "peer";
const END_MS = 5_000;

export interface Stores {
  redisSocket: string;
  /** Folder of PostgreSQL's socket. */
  postgresHost: string;
  stop(): Promise<void>;
}

/** @throws MissingProgram where one of them isn't there and can't be installed */
export async function startStores(): Promise<Stores> {
  const redisServer = ensureProgram("redis-server", "redis-server");
  const [initdb, postgres] = (["initdb", "postgres"] as const).map((name) =>
    ensureProgram(name, "postgresql", WITH_POSTGRES),
  ) as [string, string];
  // PostgreSQL refuses to be root.
  const user = process.getuid?.() === 0 ? accountOf("postgres") : undefined;
  const folder = mkdtempSync(join(tmpdir(), "peer-"));
  const data = join(folder, "data");
  const redisSocket = join(folder, "redis.sock");
  mkdirSync(data);
  if (user) {
    for (const own of [folder, data]) chownSync(own, user.uid, user.gid);
    letThrough(tmpdir());
  }
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    children.push(
      run(redisServer, ["--port", "0", "--unixsocket", redisSocket, "--save", "", "--dir", folder]),
    );
    const made = spawnSync(
      initdb,
      [
        "--pgdata",
        data,
        "--username",
        DATABASE_USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "--no-sync",
      ],
      { ...user, cwd: folder, encoding: "utf8" },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
    children.push(
      run(postgres, ["-D", data, "-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`], user),
    );
    return { redisSocket, postgresHost: folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Debian keeps PostgreSQL's programs out of PATH, in a folder for each version. */
const WITH_POSTGRES = {
  ...process.env,
  get PATH() {
    return [...globSync("/usr/lib/postgresql/*/bin"), process.env.PATH ?? ""].join(delimiter);
  },
};

interface Account {
  uid: number;
  gid: number;
}

function accountOf(name: string): Account {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((row) => row.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error(`there is no user ${name} to run PostgreSQL as`);
  return { uid: Number(uid), gid: Number(gid) };
}

/** Who runs PostgreSQL has to reach its folder, and need not see what else lies beside it. */
function letThrough(folder: string): void {
  const { mode } = statSync(folder);
  if ((mode & 0o001) === 0) chmodSync(folder, mode | 0o001);
}

/** Detached, because Ctrl-C is for the server, which ends its stores when it needs them no more; if it dies, they go too. */
function run(program: string, args: readonly string[], user?: Account): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "TERM", program, ...args], {
    ...user,
    stdio: "ignore",
    detached: true,
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  // PostgreSQL waits for those who are connected: they have said that they go.
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), END_MS);
  await gone;
  clearTimeout(patience);
}
