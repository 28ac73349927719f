/** Whether what a board shows concerns someone or something that the fan follows. Pages that ask use `useFavourites` too. */
import { isFollowed } from "./favourites.ts";

interface Someone {
  id: string;
  noc: string;
  members?: readonly { id: string }[];
}

interface SomeUnit {
  event: { id: string };
  running?: { leaders?: readonly { competitor: Someone }[] };
  sides?: readonly { competitor: Someone }[];
}

/** The athlete, or one of the team. */
export const followsAthlete = ({ id, members = [] }: Omit<Someone, "noc">): boolean =>
  isFollowed("athlete", id) || members.some((member) => isFollowed("athlete", member.id));

/** The athlete, one of the team, or the country. */
export const followsCompetitor = (someone: Someone): boolean =>
  isFollowed("country", someone.noc) || followsAthlete(someone);

/** The event itself, a side of a match, or one of those who lead. */
export function followsUnit({ event, running, sides = [] }: SomeUnit): boolean {
  if (isFollowed("event", event.id)) return true;
  return [...sides, ...(running?.leaders ?? [])].some(({ competitor }) => followsCompetitor(competitor));
}

/** The event itself, or one of its medallists. */
export const followsEvent = (event: { id: string; medals?: readonly { competitor: Someone }[] }): boolean =>
  isFollowed("event", event.id) ||
  (event.medals ?? []).some(({ competitor }) => followsCompetitor(competitor));

/** Those that concern the fan before the others, each in the order they had. */
export function followedFirst<T>(items: readonly T[], concerns: (item: T) => boolean): T[] {
  return [...items.filter(concerns), ...items.filter((item) => !concerns(item))];
}
