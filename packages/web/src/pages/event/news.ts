/** What a screen reader says unasked while an event is on: who leads, who would win a medal, how far it is. */
import type { Medal } from "@podium/core/results/ranking/types.ts";
import type { EventDetail } from "../../board/types.ts";
import { competitorName } from "../../language/competitor.ts";
import { mark } from "../../language/format.ts";
import { t } from "../../language/language.ts";
import { eventWord } from "./status.ts";

/** Lines in the reader's language; none where nothing of weight has changed. */
export function eventNews(before: EventDetail, now: EventDetail): string[] {
  const lines: string[] = [];
  if (before.event.status !== now.event.status) {
    lines.push(t.event.news.status(t.names.event(now.event.id, now.event.name), eventWord(now.event.status)));
  }
  const added = now.corrections.length - before.corrections.length;
  for (const { reason } of now.corrections.slice(0, Math.max(0, added)))
    lines.push(t.event.news.corrected(reason));
  const [was, is] = [onPodium(before), onPodium(now)];
  const [leader] = is;
  if (leader !== undefined && leader.id !== was[0]?.id) {
    lines.push(t.event.news.leads(leader.name, leader.result));
  }
  const rest = is.slice(1);
  if (rest.some(({ id }, index) => id !== was[index + 1]?.id)) {
    lines.push(t.event.news.behind(rest.map(({ medal, name }) => `${t.medal[medal]} ${name}`).join(", ")));
  }
  return lines;
}

interface Placed {
  id: string;
  name: string;
  medal: Medal;
  result: string;
}

function onPodium({ event, standings }: EventDetail): Placed[] {
  return standings.flatMap(({ competitor, medal, medalNow, result }) => {
    const place = medal ?? medalNow;
    if (place === null) return [];
    return [
      { id: competitor.id, name: competitorName(competitor), medal: place, result: mark(result, event.id) },
    ];
  });
}
