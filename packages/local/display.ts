/** Progress of a replay: a few lines that stay in place on a terminal, a plain line now and then elsewhere. */
import type { LiveBoard } from "@podium/core/results/projections/live.ts";

export interface Progress {
  /** Games clock, ISO 8601; empty before the first message. */
  at: string;
  timeZone: string;
  sent: number;
  total: number;
  messagesPerSecond: number;
  boardsPublished: number;
  deadLetters: number;
  live: LiveBoard | undefined;
}

const TERMINAL_MS = 500;
const PLAIN_MS = 5_000;

export class Display {
  private readonly out: NodeJS.WriteStream;
  private readonly timer: NodeJS.Timeout;
  private drawn = 0;
  private lastPlain = "";

  constructor(progress: () => Promise<Progress>, out: NodeJS.WriteStream = process.stdout) {
    this.out = out;
    let busy = false;
    const draw = async () => {
      if (busy) return;
      busy = true;
      try {
        this.draw(await progress());
      } finally {
        busy = false;
      }
    };
    this.timer = setInterval(() => void draw(), out.isTTY ? TERMINAL_MS : PLAIN_MS);
  }

  private draw(progress: Progress): void {
    if (!this.out.isTTY) {
      const line = plainLine(progress);
      if (line !== this.lastPlain) this.out.write(`${line}\n`);
      this.lastPlain = line;
      return;
    }
    const width = this.out.columns ?? 80;
    const lines = terminalLines(progress).map((line) => line.slice(0, width - 1));
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : "";
    this.out.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join("")}\u001b[0J`);
    this.drawn = lines.length;
  }

  /** A line above the progress, which is drawn anew below it. */
  say(line: string): void {
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[0J` : "";
    this.out.write(`${up}${line}\n`);
    this.drawn = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

function clockOf({ at, timeZone }: Progress): string {
  if (at === "") return "before the Games";
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    dateStyle: undefined,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at));
}

function plainLine(progress: Progress): string {
  const { live } = progress;
  const newest = medalLines(live, 1)[0];
  return [
    clockOf(progress),
    `${live?.units.length ?? 0} units on`,
    `${progress.messagesPerSecond} messages/s`,
    `${progress.boardsPublished} boards published`,
    `${live?.eventsFinished ?? 0}/${live?.eventsTotal ?? 0} events decided`,
    ...(progress.deadLetters > 0 ? [`${progress.deadLetters} DEAD LETTERS`] : []),
    ...(newest ? [newest] : []),
  ].join(" | ");
}

function terminalLines(progress: Progress): string[] {
  const { live, sent, total } = progress;
  const units = live?.units ?? [];
  const share = total === 0 ? 0 : sent / total;
  const bar = "#".repeat(Math.round(share * 30)).padEnd(30, ".");
  return [
    "",
    `  Games clock   ${clockOf(progress)}   [${bar}] ${Math.floor(share * 100)} %`,
    `  On now        ${
      units.length === 0
        ? "nothing"
        : units
            .slice(0, 3)
            .map(({ event, phase }) => `${event.name} (${phase})`)
            .join(", ")
    }${units.length > 3 ? ` and ${units.length - 3} more` : ""}`,
    `  Messages      ${progress.messagesPerSecond}/s, ${sent} of ${total}`,
    `  Boards        ${progress.boardsPublished} published${progress.deadLetters > 0 ? `, ${progress.deadLetters} DEAD LETTERS` : ""}`,
    `  Events        ${live?.eventsFinished ?? 0} of ${live?.eventsTotal ?? 0} decided`,
    ...medalLines(live, 3).map(
      (line, index) => `  ${index === 0 ? "Newest medals" : "             "} ${line}`,
    ),
    "",
  ];
}

function medalLines(live: LiveBoard | undefined, count: number): string[] {
  return (live?.finished ?? []).slice(0, count).map(({ name, medals }) => {
    const winners = medals.map(({ medal, competitor }) => `${medal} ${competitor.name} ${competitor.noc}`);
    return `${name}: ${winners.join(", ")}`;
  });
}
