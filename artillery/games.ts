/** What is played: a moment of 7 February 2022, with races on, and what happens after it. */
import type { Message } from "@podium/core/results/commands.ts";
import { load } from "@podium/local/games/dataset.ts";
import { OdfStory } from "@podium/local/games/odf.ts";
import { timeline } from "@podium/local/games/timeline.ts";

const DAY_BEGINS = "2022-02-06T16:00:00Z";
const MOMENT = "2022-02-07T09:44:00Z";

/** Women's 15 km Individual: 87 athletes on the way, the first are about to finish. */
export const FINAL = "BTHW15KMIS";
/** Women's 1,500 m: the last pair is on the way. */
export const SCORED = "SSKW1500M-------------FNL-000100--";
/** Told as ODF alone, because a unit has one kind of feed in charge. */
const BY_ODF = "LUG";

const story = timeline(load("beijing-2022"));
const of = (message: Message, prefix: string) => "unit" in message && message.unit.startsWith(prefix);
const isLater = ({ at }: Message) => at >= MOMENT;

/** The Games with that day up to the moment. */
export function beforehand(): Message[] {
  return [...story.master, ...story.live.filter((one) => one.at >= DAY_BEGINS && !isLater(one))];
}

/** What the final has still to tell while it is on. */
export function restOfFinal(): Extract<Message, { type: "mark" }>[] {
  return story.live.filter((one) => one.type === "mark").filter((one) => isLater(one) && of(one, FINAL));
}

/** Everything later, but what the final, the scorers and ODF tell. */
export function later(): Message[] {
  return story.live.filter(
    (one) => isLater(one) && ![FINAL, SCORED, BY_ODF].some((prefix) => of(one, prefix)),
  );
}

/** The later documents of the discipline that ODF tells, one a message. */
export function documents(): string[] {
  const odf = new OdfStory(story);
  odf.take(story.master);
  return story.live
    .filter((one) => isLater(one) && of(one, BY_ODF))
    .flatMap((one) => odf.take([one]))
    .map((bytes) => Buffer.from(bytes).toString("utf8"));
}
