/** Kinds of what a fan's device asks for: boards by their name, and the app itself. */
export const BOARD_KINDS = [
  "live",
  "event",
  "pulse",
  "medals",
  "athletes",
  "discipline",
  "day",
  "athlete",
  "country",
  "schedule",
  "games",
  "search",
] as const;

export type BoardKind = (typeof BOARD_KINDS)[number];

/** In order: the first that a board's name begins with, a pulse before its event. */
const PATTERNS: readonly [RegExp, BoardKind][] = [
  [/^live$/, "live"],
  [/^events\/[^/]+\/live$/, "pulse"],
  [/^events\//, "event"],
  [/^leaderboards\/medals$/, "medals"],
  [/^leaderboards\/athletes$/, "athletes"],
  [/^leaderboards\/disciplines\//, "discipline"],
  [/^leaderboards\/days\//, "day"],
  [/^athletes\//, "athlete"],
  [/^countries\//, "country"],
  [/^schedule\//, "schedule"],
  [/^games$/, "games"],
  [/^search$/, "search"],
];

/** Undefined for names of no known kind. */
export function boardKind(name: string): BoardKind | undefined {
  return PATTERNS.find(([pattern]) => pattern.test(name))?.[1];
}
