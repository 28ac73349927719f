/** The scenarios, in the order in which they are played: the opening needs an edge that has nothing yet. */
export const SCENARIOS = {
  opening: { title: "Opening rush", about: "everybody opens the app at once; the edge has nothing yet" },
  fans: {
    title: "Fans browsing",
    about: "home, events, schedule, medals, search, athletes; polling as the page does",
  },
  final: { title: "A hot final", about: "everyone on one event while its marks arrive" },
  bots: { title: "Bots", about: "junk parameters, guessed paths, writes without a key" },
  scorers: {
    title: "Scorers at work",
    about: "sign-in with a second factor, then a mark a second each",
    writes: true,
  },
  feed: { title: "Feed burst", about: "signed lines and ODF documents at once", writes: true },
} as const satisfies Record<string, Scenario>;

interface Scenario {
  title: string;
  about: string;
  /** Changes results. */
  writes?: boolean;
}

export type Name = keyof typeof SCENARIOS;
export const NAMES = Object.keys(SCENARIOS) as Name[];
export const isName = (text: string): text is Name => text in SCENARIOS;
export const writes = (name: Name): boolean => "writes" in SCENARIOS[name];
