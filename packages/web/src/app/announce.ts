/** What a screen reader says unasked: medals that have just been decided, a few at a time. */
import type { FinishedEvent } from "./board.ts";

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
    if (old !== undefined) return [`Changed: ${line}`];
    return event.officialAt > newest ? [line] : [];
  });
}

function sentence({ name, discipline, medals }: FinishedEvent): string {
  const winners = medals.map(({ medal, competitor: { name, noc } }) => `${medal} ${name}, ${noc}`);
  return `${discipline.name}, ${name}: ${winners.join("; ")}.`;
}

const PAUSE_MS = 10_000;
const SPOKEN_AT_ONCE = 3;

/** Collects lines and says them together, at most one text every ten seconds. */
export class Announcer {
  private waiting: string[] = [];
  private quiet = true;
  private readonly say: (text: string) => void;
  private readonly later: (run: () => void, delayMs: number) => void;

  constructor(
    say: (text: string) => void,
    later: (run: () => void, delayMs: number) => void = (run, delayMs) => setTimeout(run, delayMs),
  ) {
    this.say = say;
    this.later = later;
  }

  add(lines: readonly string[]): void {
    this.waiting.push(...lines);
    if (this.quiet) this.flush();
  }

  private flush(): void {
    this.quiet = this.waiting.length === 0;
    if (this.quiet) return;
    const spoken = this.waiting.slice(0, SPOKEN_AT_ONCE);
    const more = this.waiting.length - spoken.length;
    this.waiting = [];
    this.say(
      [...spoken, ...(more > 0 ? [`And medals in ${more} more event${more > 1 ? "s" : ""}.`] : [])].join(" "),
    );
    this.later(() => this.flush(), PAUSE_MS);
  }
}
