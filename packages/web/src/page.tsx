/** The page as a function of the board, the clock and the reader's time zone. */
import type { Live } from "./board.ts";
import { FinishedEvents } from "./finished.tsx";
import type { Zone } from "./format.ts";
import { LiveUnits } from "./live.tsx";
import { MedalTable } from "./medals.tsx";
import { NextUnits } from "./next.tsx";
import type { PollState } from "./poll.ts";
import { currency } from "./status.ts";

export interface PageProps {
  state: PollState<Live>;
  nowMs: number;
  zone: Zone;
  /** For screen readers: medals just decided. */
  news: string;
}

const SECTIONS = [
  ["live", "Live"],
  ["next", "Next"],
  ["medals", "Medals"],
  ["finished", "Results"],
] as const;

export function Page({ state, nowMs, zone, news }: PageProps) {
  const { board } = state;
  const { text, stale } = currency(state, nowMs, zone);
  return (
    <>
      <header>
        <h1>{board?.games?.name ?? "Winter Games"}</h1>
        <p class={stale ? "currency stale" : "currency"}>{text}</p>
        <nav aria-label="On this page">
          {SECTIONS.map(([id, name]) => (
            <a key={id} href={`#${id}`}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main id="results" tabIndex={-1}>
        {board && <Board board={board} zone={zone} />}
      </main>
      <footer>
        <p>Podium · Times of day are in your time zone, {zone.name.replaceAll("_", " ")}.</p>
      </footer>
      <p class="hidden" aria-live="polite">
        {news}
      </p>
    </>
  );
}

function Board({ board, zone }: { board: Live; zone: Zone }) {
  /** Full names by code, as far as the board holds them. */
  const countries = new Map(board.medals.map(({ noc, name }) => [noc, name]));
  return (
    <>
      <LiveUnits board={board} countries={countries} zone={zone} />
      <NextUnits board={board} countries={countries} zone={zone} />
      <MedalTable board={board} />
      <FinishedEvents board={board} countries={countries} zone={zone} />
    </>
  );
}
