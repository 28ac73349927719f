/** Says lines of news together, so that a busy hour doesn't drown who listens. */
import { t } from "../language/language.ts";

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
    this.say([...spoken, ...(more > 0 ? [t.news.more(more)] : [])].join(" "));
    this.later(() => this.flush(), PAUSE_MS);
  }
}
