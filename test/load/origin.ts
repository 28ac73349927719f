/** A local cloud that can be hurt, seen from outside. */
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import type { FeedOptions } from "@podium/local/feed/client.ts";
import { type Child, SECRET, startChild } from "../bench/support.ts";

/** Every version of every board that was published. */
export type Ledger = Record<string, { version: number; digest: string; updatedMs: number }[]>;

export interface OriginFigures {
  /** Boards looked up by the read handler. */
  tableReads: number;
  deadLetters: number;
}

export class Origin {
  private readonly dataDir = mkdtempSync(join(tmpdir(), "podium-origin-"));
  private child: Child | undefined;
  private url = "";
  private kept: Ledger = {};
  private life = new AbortController();

  get apiUrl(): string {
    return this.url;
  }

  /** To where it is now; aborted with its end, because it moves with each start. */
  feed(): FeedOptions & { signal: AbortSignal } {
    return { url: this.url, keyId: FEED_KEY_ID, secret: SECRET, signal: this.life.signal };
  }

  /** Also after a kill: on the same data. */
  async start(): Promise<void> {
    const file = new URL("./origin.child.ts", import.meta.url).href;
    this.child = startChild(file, ["--max-semi-space-size=32"]);
    ({ apiUrl: this.url } = await this.child.call<{ apiUrl: string }>("start", { dataDir: this.dataDir }));
    this.life = new AbortController();
  }

  /** `kill -9` of API, projector and table at once. */
  async kill(): Promise<void> {
    this.kept = await this.ledger();
    const engine = join(this.dataDir, "engine.json");
    this.life.abort();
    await this.child?.kill();
    if (!existsSync(engine)) return;
    const { pid } = JSON.parse(readFileSync(engine, "utf8")) as { pid: number };
    process.kill(pid, "SIGKILL");
  }

  /** Every call of the table is refused while this is on. */
  throttle(on: boolean): Promise<void> {
    return this.asked().call("throttle", { on });
  }

  stopProjector(): Promise<void> {
    return this.asked().call("stopProjector");
  }

  startProjector(): Promise<void> {
    return this.asked().call("startProjector");
  }

  /** Resolves when everything written so far has reached its boards. */
  quiet(): Promise<void> {
    return this.asked().call("quiet");
  }

  figures(): Promise<OriginFigures> {
    return this.asked().call("figures");
  }

  async ledger(): Promise<Ledger> {
    const ledger = { ...this.kept };
    for (const [board, versions] of Object.entries(await this.asked().call<Ledger>("ledger"))) {
      const known = new Set(ledger[board]?.map(({ version }) => version));
      ledger[board] = [...(ledger[board] ?? []), ...versions.filter(({ version }) => !known.has(version))];
    }
    return ledger;
  }

  async stop(): Promise<void> {
    await this.child?.stop();
  }

  private asked(): Child {
    if (this.child === undefined) throw new Error("the origin has not been started");
    return this.child;
  }
}
