import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FEED_KEY_ID, startCloud } from "../packages/local/cloud.ts";
import { dump } from "../packages/local/dump.ts";
import { replay } from "../packages/local/feed/replayer.ts";
import { load } from "../packages/local/games/dataset.ts";
import { timeline } from "../packages/local/games/timeline.ts";

const [out = "", ...moments] = process.argv.slice(2);
const dataset = load("beijing-2022");
const full = timeline(dataset);
const dataDir = mkdtempSync(join(tmpdir(), "dump-"));
const secret = "x".repeat(32);
const cloud = await startCloud({
  dataDir,
  port: 0,
  feedSecret: secret,
  webDir: dataDir,
  log: () => {},
  onTableLost: () => process.exit(1),
});
let position = 0;
for (const moment of moments) {
  const story = {
    master: full.master,
    live: moment === "end" ? full.live : full.live.filter((m) => m.at < moment),
  };
  const span = { from: undefined, until: undefined };
  await replay({
    feed: { url: cloud.apiUrl, keyId: FEED_KEY_ID, secret, signal: new AbortController().signal },
    timeline: story,
    speed: Number.POSITIVE_INFINITY,
    ...span,
    position,
    signal: new AbortController().signal,
    onProgress: (p: { position: number }) => {
      position = p.position;
    },
  } as never);
  await cloud.quiet();
  const dir = join(out, moment.replaceAll(":", ""));
  rmSync(dir, { recursive: true, force: true });
  console.log(moment, position, await dump(cloud.table, dir));
}
await cloud.stop();
rmSync(dataDir, { recursive: true });
