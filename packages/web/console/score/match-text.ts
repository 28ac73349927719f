/** Matches as they are typed and read. */
import type { Match } from "@podium/core/results/schema.ts";

/** `3 : 2 (1:0 1:1 1:1) OT`. */
export function matchText(match: Match): string {
  const [home, away] = match.sides.map(({ score }) => score ?? "-");
  const parts = periodsText(match);
  const { decidedIn = "REG" } = match;
  return [`${home} : ${away}`, parts && `(${parts})`, decidedIn !== "REG" && decidedIn]
    .filter(Boolean)
    .join(" ");
}

/** `1:0 1:1 1:1`. */
export function periodsText(match: Match | null): string {
  return match?.periods.map(({ score: [home, away] }) => `${home}:${away}`).join(" ") ?? "";
}

const PERIOD = /^(\d{1,3}|X)[:-](\d{1,3}|X)$/i;

/** Names and last stones stay those of the match as it is. Undefined where the text is no list of periods. */
export function periodsOf(text: string, match: Match | null): Match["periods"] | undefined {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  const periods = parts.flatMap((part, at) => {
    const [, home, away] = PERIOD.exec(part) ?? [];
    const before = match?.periods[at];
    if (home === undefined || away === undefined) return [];
    return [
      { ...before, period: before?.period ?? String(at + 1), score: [scoreOf(home), scoreOf(away)] as const },
    ];
  });
  if (periods.length < parts.length) return undefined;
  return periods.map(({ score: [home, away], ...rest }) => ({ ...rest, score: [home, away] }));
}

/** `X`: an end that was not played. */
function scoreOf(text: string): number | "X" {
  return text.toUpperCase() === "X" ? "X" : Number(text);
}
