/** The two ways in which a replay is sent: fact by fact, or as the documents of an official feed. */
import type { LineOutcome } from "@podium/core/feed/ndjson/take.ts";
import { inParallel } from "@podium/core/parallel.ts";
import type { Message } from "@podium/core/results/commands.ts";
import { OdfStory } from "../games/odf.ts";
import type { Timeline } from "../games/timeline.ts";
import { type FeedOptions, send } from "./client.ts";
import { post, type Sender } from "./odf-client.ts";

export type Deliver = (messages: readonly Message[]) => Promise<readonly LineOutcome[]>;

export const asNdjson =
  (feed: FeedOptions): Deliver =>
  (messages) =>
    send(feed, messages);

/** Documents on the way at a time. */
const AT_ONCE = 8;

/** @param told messages of the timeline that were delivered before, in an earlier run */
export function asOdf(sender: Sender, timeline: Timeline, told: number): Deliver {
  const story = new OdfStory(timeline);
  story.take([...timeline.master, ...timeline.live].slice(0, told));
  return async (messages) => {
    const refused: LineOutcome[] = [];
    await inParallel(story.take(messages), AT_ONCE, async (document) => {
      const { status, body } = await post(sender, "odf", document);
      if (status === 200) return;
      const { code, field, rule } = body as { code?: string; field?: string; rule?: string };
      refused.push({
        line: 0,
        id: null,
        outcome: "rejected",
        ...(code !== undefined && { code }),
        ...(field !== undefined && { field }),
        ...(rule !== undefined && { rule }),
      });
    });
    // A document tells many messages; where all are well, each of them is taken.
    if (refused.length > 0) return refused;
    return messages.map(({ id }, index) => ({ line: index + 1, id, outcome: "taken" }));
  };
}
