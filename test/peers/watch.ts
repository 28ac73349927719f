/** A fan's page that asks for each race every 50 ms: when each mark is first there, and whether the ranks fit the marks. */
import { setTimeout as wait } from "node:timers/promises";
import { answerUrl, type Contender } from "./contenders.ts";
import { entriesOf, RACES, type Standing, seenKey, wrongRanks } from "./races.ts";

const POLL_EVERY_MS = 50;

export class Watch {
  readonly contender: Contender;
  /** When a mark was first on an answer, by performance.now(); by `seenKey`. */
  readonly seenMs = new Map<string, number>();
  /** The last answer of each race. */
  readonly last = new Map<string, Standing>();
  /** Different ones. */
  answers = 0;
  /** Of them, those in which a rank doesn't fit the marks beside it. */
  wrong = 0;

  constructor(contender: Contender) {
    this.contender = contender;
  }

  async look(signal: AbortSignal): Promise<void> {
    await Promise.all(RACES.map((event) => this.lookAt(event, signal)));
  }

  private async lookAt(event: string, signal: AbortSignal): Promise<void> {
    const url = answerUrl(this.contender, event);
    let etag = "";
    while (!signal.aborted) {
      const headers = { "accept-encoding": this.contender.coding, "if-none-match": etag };
      const response = await fetch(url, { headers });
      if (response.status === 200) {
        etag = response.headers.get("etag") ?? "";
        this.see(event, (await response.json()) as Standing);
      } else if (response.status !== 304) throw new Error(`${url} answered ${response.status}`);
      await wait(POLL_EVERY_MS);
    }
  }

  private see(event: string, standing: Standing): void {
    const nowMs = performance.now();
    this.answers += 1;
    if (wrongRanks(standing) > 0) this.wrong += 1;
    this.last.set(event, standing);
    for (const { competitor, mark, irm } of entriesOf(standing)) {
      const isMarked = mark?.timeMs !== undefined || irm !== null;
      const key = seenKey(event, competitor.id);
      if (isMarked && !this.seenMs.has(key)) this.seenMs.set(key, nowMs);
    }
  }
}
