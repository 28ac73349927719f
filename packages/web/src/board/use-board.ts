/** A board in a page: polled while the page is visible, kept for the next visit. */
import { useEffect, useState } from "preact/hooks";
import { keep, recall, remember, remembered } from "./kept.ts";
import { type Brief, Poll, type Polled, type PollState, pollWhileVisible } from "./poll.ts";

const NOTHING = { board: undefined, confirmedAtMs: undefined, failure: undefined };

/**
 * `name` as in the API: `live`, `events/SSKM500M`. The state begins with what an earlier visit left, if anything did.
 * A page that changes its board gets the state of the new one from its first render on.
 */
export function useBoard<B extends Polled>(name: string, brief?: Brief<B>): PollState<B> {
  const url = `/api/${name}`;
  const [held, setHeld] = useState<{ url: string; state: PollState<B> }>();
  useEffect(() => {
    let current = true;
    let stop = () => {};
    const begin = (kept: { board: B; confirmedAtMs: number } | undefined) => {
      if (!current) return;
      if (kept) setHeld({ url, state: { ...NOTHING, ...kept } });
      const poll = new Poll<B>({
        url,
        ...(brief && { brief }),
        kept,
        onState: (state) => {
          const { board, confirmedAtMs } = state;
          if (board !== undefined && confirmedAtMs !== undefined) remember(url, { board, confirmedAtMs });
          if (current) setHeld({ url, state });
        },
      });
      stop = follow(poll, url);
    };
    const now = remembered<B>(url);
    if (now) begin(now);
    else void recall<B>(url).then(begin);
    return () => {
      current = false;
      stop();
    };
  }, [url, brief]);
  if (held?.url === url) return held.state;
  return { ...NOTHING, ...remembered<B>(url) };
}

/** Asks while the page is visible and when the network comes back; keeps the board when the page is left. */
function follow(poll: { resume(): void; pause(): void }, url: string): () => void {
  const quit = pollWhileVisible(poll, document);
  const online = () => document.visibilityState === "visible" && poll.resume();
  const leave = () => document.visibilityState === "hidden" && void keep(url);
  addEventListener("online", online);
  document.addEventListener("visibilitychange", leave);
  return () => {
    quit();
    poll.pause();
    removeEventListener("online", online);
    document.removeEventListener("visibilitychange", leave);
    void keep(url);
  };
}
