/** A local cloud in a process of its own, with a race that is on. */
import type { Message } from "@podium/core/results/commands.ts";
import { FEED_KEY_ID } from "@podium/local/cloud.ts";
import { type FeedOptions, send } from "@podium/local/feed/client.ts";
import type { CloudFigures, Started } from "./cloud.child.ts";
import { type Field, gamesOf, markOf } from "./games.ts";
import { SECRET, startChild } from "./support.ts";

export interface BenchCloud extends Started {
  feed: FeedOptions;
  /** Collects garbage first: nothing else happens meanwhile. */
  figures(): Promise<CloudFigures>;
  resetTimings(): Promise<void>;
  /** Resolves when everything written so far has reached its boards, and they the edge. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** The first `marks` entries of the field have a mark. */
export function startBenchCloud(field: Field, marks: number): Promise<BenchCloud> {
  return startBenchCloudWith([
    ...gamesOf([field]),
    ...Array.from({ length: marks }, (_, n) => markOf(field, n)),
  ]);
}

/** With what these messages tell. */
export async function startBenchCloudWith(messages: readonly Message[]): Promise<BenchCloud> {
  const child = startChild("./cloud.child.ts", ["--max-semi-space-size=16", "--expose-gc"]);
  try {
    const started = await child.call<Started>("started");
    const feed = { url: started.apiUrl, keyId: FEED_KEY_ID, secret: SECRET };
    await send(feed, messages);
    await child.call("quiet");
    return {
      ...started,
      feed,
      figures: () => child.call("figures"),
      resetTimings: () => child.call("resetTimings"),
      quiet: () => child.call("quiet"),
      stop: child.stop,
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
