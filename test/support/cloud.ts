/** The whole local cloud in a folder of its own, and a feed that speaks to it over HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { canonical, digest, type Json } from "@podium/core/board/canonical.ts";
import { sign } from "@podium/core/feed/signature.ts";
import type { Message } from "@podium/core/results/commands.ts";
import type { Table } from "@podium/core/table/client.ts";
import { type Cloud, FEED_KEY_ID, startCloud } from "@podium/local/cloud.ts";
import type { Answer } from "@podium/local/feed/client.ts";
import { silent } from "@podium/local/log.ts";
import { type Ask, ask, json, type Reply } from "./http.ts";

export const SECRET = "known to the tests alone";
export const KEY = "an API key of the tests";

export interface TestCloud extends Cloud {
  dataDir: string;
  /** As a fan asks, through the edge. */
  get(path: string, options?: Ask): Promise<Reply>;
  /** As the edge asks, past it. */
  api(path: string, options?: Ask): Promise<Reply>;
  /** Signed as it should be, sent through the edge. `headers` replace those that would be right. */
  post(body: Uint8Array | string, headers?: Record<string, string>): Promise<Reply>;
  /** Messages, one a line; resolves when all were taken and have reached their boards and the edge. */
  tell(messages: readonly Message[]): Promise<Answer>;
}

export interface TestCloudOptions {
  /** For tests that end the table engine themselves. */
  onTableLost?: () => void;
  /** Of the built web app; without it there is one empty page. */
  webDir?: string;
}

export async function startTestCloud({ onTableLost, webDir }: TestCloudOptions = {}): Promise<TestCloud> {
  const dataDir = mkdtempSync(join(tmpdir(), "podium-test-"));
  const emptyDir = mkdtempSync(join(tmpdir(), "podium-test-"));
  writeFileSync(join(emptyDir, "index.html"), "<!doctype html><title>Podium</title>");
  const cloud = await startCloud({
    dataDir,
    port: 0,
    feedSecret: SECRET,
    feedKey: KEY,
    timeZone: "Europe/Rome",
    webDir: webDir ?? emptyDir,
    log: silent,
    onTableLost: ({ stderr }) => {
      if (onTableLost === undefined) throw new Error(`the table engine is gone: ${stderr.join(" | ")}`);
      onTableLost();
    },
  });
  const post = (body: Uint8Array | string, headers: Record<string, string> = {}) =>
    ask(`${cloud.url}/api/ingest/ndjson`, { method: "POST", headers: { ...signed(body), ...headers }, body });
  return {
    ...cloud,
    dataDir,
    get: (path, options) => ask(cloud.url + path, options),
    api: (path, options) => ask(cloud.apiUrl + path, options),
    post,
    async tell(messages) {
      const reply = await post(messages.map((message) => JSON.stringify(message)).join("\n"));
      const answer = json<Answer>(reply);
      if (reply.status !== 200 || answer.taken !== messages.length) {
        throw new Error(`not all was taken: ${reply.status} ${reply.text}`);
      }
      await cloud.quiet();
      return answer;
    },
    async stop() {
      await cloud.stop();
      for (const folder of [dataDir, emptyDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Signing {
  keyId?: string;
  secret?: string;
  /** Of the signature's time against the clock. */
  offSeconds?: number;
}

/** Headers of a signed body. */
export function signed(
  body: Uint8Array | string,
  { keyId = FEED_KEY_ID, secret = SECRET, offSeconds = 0 }: Signing = {},
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) + offSeconds);
  return {
    "content-type": "application/x-ndjson",
    "x-podium-key-id": keyId,
    "x-podium-timestamp": timestamp,
    "x-podium-signature": sign(secret, timestamp, Buffer.from(body)),
  };
}

/** Every item of a table by its key, with a digest of what it holds: equal states are equal to the byte. */
export async function stateOf(table: Table): Promise<string[]> {
  const items: string[] = [];
  const pages = paginateScan({ client: table.documents }, { TableName: table.name, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) items.push(`${item.pk} ${item.sk} ${digest(canonical(plain(item)))}`);
  }
  return items.sort();
}

const plain = (item: object): Json => JSON.parse(JSON.stringify(item)) as Json;
