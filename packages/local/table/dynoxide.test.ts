import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silent } from "../log.ts";
import { type EngineExit, type LocalTable, startTable } from "./dynoxide.ts";
import { type Engine, isRunning, own } from "./owner.ts";
import { clientsOf, type Folder, makeTable, temporaryFolder, until } from "./testing.ts";

let folder: Folder;
let tables: LocalTable[];

beforeEach(() => {
  folder = temporaryFolder();
  tables = [];
});

afterEach(async () => {
  for (const table of tables) await table.stop();
  folder[Symbol.dispose]();
});

async function start(onExit?: (exit: EngineExit) => void): Promise<LocalTable> {
  const table = await startTable({
    dataDir: folder.path,
    log: silent,
    env: {},
    ...(onExit === undefined ? {} : { onExit }),
  });
  tables.push(table);
  return table;
}

function put(name: string, sk: string) {
  return new PutItemCommand({ TableName: name, Item: { pk: { S: "p" }, sk: { S: sk }, n: { N: "1" } } });
}

describe("the table's engine", () => {
  test("keeps every acknowledged write when it is killed with -9 in the middle of writing", async () => {
    let exit: EngineExit | undefined;
    const first = await start((how) => {
      exit = how;
    });
    using before = clientsOf(first.endpoint);
    const { name } = await makeTable(before.table);
    const acknowledged: string[] = [];
    let killed = false;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = 0; !killed && i < 5_000; i += 1) {
        const sk = `${writer}-${i}`;
        try {
          await before.table.send(put(name, sk));
          acknowledged.push(sk);
        } catch (cause) {
          if (!killed) throw cause;
        }
      }
    });
    await until(() => acknowledged.length > 200, "200 writes");
    killed = true;
    process.kill(Number(first.pid), "SIGKILL");
    await Promise.all(writers);
    await until(() => exit !== undefined, "the exit is reported");
    expect(exit?.signal).toBe("SIGKILL");
    await first.stop();

    const second = await start();
    using after = clientsOf(second.endpoint);
    const stored = new Set<string>();
    let from: QueryCommand["input"]["ExclusiveStartKey"];
    do {
      const page = await after.table.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: "pk = :p",
          ExpressionAttributeValues: { ":p": { S: "p" } },
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) stored.add(item.sk?.S ?? "");
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    expect(acknowledged.filter((sk) => !stored.has(sk))).toEqual([]);
  });

  test("refuses a data folder that another Podium uses, and takes it when that one has stopped", async () => {
    const first = await start();
    await expect(startTable({ dataDir: folder.path, log: silent, env: {} })).rejects.toMatchObject({
      code: "DATA_FOLDER_IN_USE",
    });
    using clients = clientsOf(first.endpoint);
    const { name } = await makeTable(clients.table);
    await clients.table.send(put(name, "a"));
    await first.stop();

    using again = clientsOf((await start()).endpoint);
    const found = await again.table.send(
      new GetItemCommand({ TableName: name, Key: { pk: { S: "p" }, sk: { S: "a" } } }),
    );
    expect(found.Item?.n).toEqual({ N: "1" });
  });

  test("ends the engine that an owner killed with -9 left behind, and starts its own", async () => {
    const program = `
      import { startTable } from ${JSON.stringify(new URL("./dynoxide.ts", import.meta.url).href)};
      const { pid } = await startTable({ dataDir: ${JSON.stringify(folder.path)}, log: () => {}, env: {} });
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    owner.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    await until(() => output.includes("\n"), "the other owner's engine");
    const orphan: Engine = JSON.parse(readFileSync(join(folder.path, "engine.json"), "utf8"));
    expect(orphan.pid).toBe(Number(output));
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(isRunning(orphan)).toBe(true);

    const table = await start();
    expect(table.pid).not.toBe(orphan.pid);
    expect(isRunning(orphan)).toBe(false);
  });

  test("spares a process that merely has the number of an old engine", async () => {
    const owner = own(folder.path);
    owner.note({ pid: process.pid, binary: "/usr/bin/dynoxide", dbPath: join(folder.path, "table.sqlite") });
    expect(isRunning({ pid: process.pid, binary: "/usr/bin/dynoxide", dbPath: "x" })).toBe(false);
    const note = join(folder.path, "engine.json");
    expect(existsSync(note)).toBe(true);
    owner.release();
    await start();
  });

  test("says why an engine that can't open its data did not start", async () => {
    const owner = own(folder.path);
    owner.release();
    await expect(
      startTable({ dataDir: folder.path, log: silent, env: { PODIUM_TABLE_BINARY: "/bin/false" } }),
    ).rejects.toMatchObject({ code: "DID_NOT_START" });
    await expect(
      startTable({ dataDir: folder.path, log: silent, env: { PODIUM_TABLE_BINARY: "/no/such/binary" } }),
    ).rejects.toMatchObject({ code: "NO_BINARY" });
    await start();
  });

  test("starts nothing where a setting names an endpoint that runs already", async () => {
    const table = await startTable({
      dataDir: folder.path,
      log: silent,
      env: { PODIUM_TABLE_ENDPOINT: "http://127.0.0.1:8000" },
    });
    expect(table).toMatchObject({
      endpoint: "http://127.0.0.1:8000",
      dbPath: undefined,
      pid: undefined,
    });
    expect(existsSync(join(folder.path, "engine.json"))).toBe(false);
    await table.stop();
  });
});
