/** A mark, told to all at once. */
import { setTimeout as wait } from "node:timers/promises";
import { send } from "@podium/local/feed/client.ts";
import { answerUrl, type Contenders } from "./contenders.ts";
import { forPeer, type MarkMessage, restated } from "./races.ts";

export const MARKS_PER_SECOND = 8;

/** Resolves when each has acknowledged it. @throws Error where one doesn't take it */
export async function tell({ cloud, usual, deleting }: Contenders, message: MarkMessage): Promise<void> {
  const { event, mark } = forPeer(message);
  const [[line]] = await Promise.all([
    send(cloud.feed, [message]),
    ...[usual, deleting].map(async (contender) => {
      const url = `${answerUrl(contender, event)}/marks`;
      const { status } = await fetch(url, { method: "POST", body: JSON.stringify(mark) });
      if (status !== 204) throw new Error(`${url} answered ${status}`);
    }),
  ]);
  if (line?.outcome !== "taken") throw new Error(`${message.id}: ${JSON.stringify(line)}`);
}

/** These marks again and again, each time a little slower, until the signal. */
export async function tellOn(
  contenders: Contenders,
  marks: readonly MarkMessage[],
  signal: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  for (let n = 0; !signal.aborted; n++) {
    const mark = marks[n % marks.length];
    if (mark !== undefined) await tell(contenders, restated(mark, 1 + Math.floor(n / marks.length)));
    await wait(Math.max(0, startedMs + ((n + 1) * 1000) / MARKS_PER_SECOND - performance.now()));
  }
}
