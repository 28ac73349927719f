/** A real table in a folder of its own, for tests and benchmarks. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { openTable, type Table } from "@podium/core/table/client.ts";
import { CapacityMeter } from "@podium/core/table/meter.ts";
import { silent } from "@podium/local/log.ts";
import { createTable } from "@podium/local/table/create.ts";
import { startTable } from "@podium/local/table/dynoxide.ts";
import { prepareStreams } from "@podium/local/table/streams.ts";

export interface Engine {
  clientConfig: DynamoDBClientConfig;
  /** A new table with a name that is used once, its meter and the ARN of its stream. */
  table(): Promise<{ table: Table; meter: CapacityMeter; streamArn: string }>;
  stop(): Promise<void>;
}

export async function startEngine(): Promise<Engine> {
  const dataDir = mkdtempSync(join(tmpdir(), "podium-test-"));
  const engine = await startTable({ dataDir, log: silent });
  const clientConfig = {
    endpoint: engine.endpoint,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  return {
    clientConfig,
    async table() {
      const meter = new CapacityMeter();
      const table = openTable(`podium-${randomUUID()}`, clientConfig, meter);
      const streamArn = await createTable(table.client, table.name);
      if (engine.dbPath !== undefined) prepareStreams(engine.dbPath, table.name);
      return { table, meter, streamArn };
    },
    async stop() {
      await engine.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
