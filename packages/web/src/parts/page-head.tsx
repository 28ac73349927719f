import type { ComponentChildren } from "preact";
import type { PollState } from "../board/poll.ts";
import { Currency } from "./currency.tsx";

interface Props {
  title: string;
  /** Above the title: where the page belongs. */
  above?: ComponentChildren;
  /** Beside the title: a pictogram, a star. */
  before?: ComponentChildren;
  beside?: ComponentChildren;
  state?: PollState<{ factAt: string; nextPollSeconds: number | null }>;
}

/** The top of every page: its one h1, which gets the focus when the page is opened. */
export function PageHead({ title, above, before, beside, state }: Props) {
  return (
    <div class="page-head">
      {above && <p class="above">{above}</p>}
      <div class="title">
        {before}
        <h1 tabIndex={-1}>{title}</h1>
        {beside}
      </div>
      {state && <Currency state={state} />}
    </div>
  );
}
