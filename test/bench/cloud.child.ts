/** The local cloud as a process of its own, so that who measures doesn't share its event loop. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "@podium/local/cloud.ts";
import { type Log, silent } from "@podium/local/log.ts";
import type { Percentiles } from "@podium/local/metrics.ts";
import type { ProcessUsage } from "@podium/local/process-usage.ts";
import type { LocalUser } from "@podium/local/sign-in/seed.ts";
import { answerParent, KEY, SECRET } from "./support.ts";

export interface Started {
  pid: number;
  url: string;
  apiUrl: string;
  table: { name: string; endpoint: string };
  users: readonly LocalUser[];
}

export interface CloudFigures extends ProcessUsage {
  factToBoardMs: Percentiles;
  factToAllBoardsMs: Percentiles;
  boardsPublished: number;
  tableReads: number;
  deadLetters: number;
  edge: { requests: number; hits: number; originRequests: number };
}

const loud: Log = (level, message, data) => {
  if (level === "error") console.error(`${level}: ${message} ${JSON.stringify(data ?? {})}`);
  else silent(level, message);
};

const dataDir = mkdtempSync(join(tmpdir(), "podium-bench-"));
const cloud = await startCloud({
  dataDir,
  port: 0,
  feedSecret: SECRET,
  feedKey: KEY,
  timeZone: "Europe/Rome",
  webDir: dataDir,
  log: loud,
  onTableLost: ({ stderr }) => {
    throw new Error(`the table engine is gone: ${stderr.join(" | ")}`);
  },
});

answerParent(
  {
    async started(): Promise<Started> {
      const endpoint = await cloud.table.client.config.endpoint?.();
      const { protocol = "", hostname = "", port = "" } = endpoint ?? {};
      return {
        pid: process.pid,
        url: cloud.url,
        apiUrl: cloud.apiUrl,
        users: cloud.users,
        table: { name: cloud.table.name, endpoint: `${protocol}//${hostname}:${port}` },
      };
    },
    quiet: () => cloud.quiet(),
    resetTimings: () => cloud.metrics.resetTimings(),
    async figures(): Promise<CloudFigures> {
      const { requests, hits, originRequests } = cloud.edge.stats();
      return {
        factToBoardMs: cloud.metrics.percentiles("FactToBoardMs"),
        factToAllBoardsMs: cloud.metrics.percentiles("FactToAllBoardsMs"),
        boardsPublished: cloud.metrics.total("BoardPublished"),
        tableReads: cloud.metrics.total("TableRead"),
        deadLetters: cloud.deadLetters(),
        edge: { requests, hits, originRequests },
        ...(await cloud.used()),
      };
    },
  },
  async () => {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  },
);
