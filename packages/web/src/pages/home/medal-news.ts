/** What a screen reader says unasked: medals that have just been decided, a few at a time. */
import type { FinishedEvent } from "../../board/types.ts";
import { countryName } from "../../language/countries.ts";
import { t } from "../../language/language.ts";

type Finished = readonly FinishedEvent[];

/**
 * One line for each event that has been decided or changed since `before`: `Men's Downhill: gold Beat Feuz, SUI; …`.
 * Nothing for an old event that only comes back into the list.
 */
export function medalNews(before: Finished, now: Finished): string[] {
  const known = new Map(before.map((event) => [event.id, sentence(event)]));
  const newest = before.reduce((latest, { officialAt }) => (officialAt > latest ? officialAt : latest), "");
  return now.flatMap((event) => {
    const line = sentence(event);
    const old = known.get(event.id);
    if (old === line || event.medals.length === 0) return [];
    if (old !== undefined) return [t.news.changed(line)];
    return event.officialAt > newest ? [line] : [];
  });
}

function sentence({ id, name, discipline, medals }: FinishedEvent): string {
  const winners = medals.map(
    ({ medal, competitor }) => `${t.medal[medal]} ${competitor.name}, ${countryName(competitor.noc)}`,
  );
  const what = `${t.names.discipline(discipline.code, discipline.name)}, ${t.names.event(id, name)}`;
  return `${what}: ${winners.join("; ")}.`;
}
