import { render } from "preact";
import { Announcer, medalNews } from "./announce.ts";
import type { Live } from "./board.ts";
import { Zone } from "./format.ts";
import { Page } from "./page.tsx";
import { Poll, type PollState, pollWhileVisible } from "./poll.ts";

/** The age of a board is shown in minutes; often enough to be right. */
const AGE_EVERY_MS = 10_000;

const root = document.getElementById("page");
if (root === null) throw new Error("index.html has no element #page");

const zone = new Zone();
let state: PollState<Live> = { board: undefined, confirmedAtMs: undefined, failure: undefined };
let news = "";

const show = () => render(<Page state={state} nowMs={Date.now()} zone={zone} news={news} />, root);

const announcer = new Announcer((text) => {
  news = text;
  show();
});

const poll = new Poll<Live>({
  url: "/api/live",
  onState: (next) => {
    const before = state.board;
    state = next;
    show();
    if (before && next.board && before !== next.board) {
      announcer.add(medalNews(before.finished, next.board.finished));
    }
  },
});

show();
pollWhileVisible(poll, document);
addEventListener("online", () => {
  if (document.visibilityState === "visible") poll.resume();
});
setInterval(show, AGE_EVERY_MS);
