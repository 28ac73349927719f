import { useNow } from "../app/clock.ts";
import type { PollState } from "../board/poll.ts";
import { currency } from "../language/status.ts";

/** The age of a board is shown in minutes; often enough to be right. */
const EVERY_MS = 10_000;

/** How current the page is, in a line that is always there. */
export function Currency({
  state,
}: {
  state: PollState<{ factAt: string; nextPollSeconds: number | null }>;
}) {
  const { text, stale } = currency(state, useNow(EVERY_MS));
  return <p class={stale ? "currency stale" : "currency"}>{text}</p>;
}
