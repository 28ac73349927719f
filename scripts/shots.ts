/** What `npm run screenshots` shows: pages at moments of Beijing 2022, and the edge cases that a page must stand. */

/** In the order of the Games: each is told on from the one before. */
export const MOMENTS = {
  /** The morning of the first day: nothing has happened yet. */
  before: "2022-02-02T08:00:00.000Z",
  /** The men's downhill is on. */
  downhill: "2022-02-07T04:50:00.000Z",
  /** A round of the men's curling, figure skating and the third bobsleigh run are on. */
  evening: "2022-02-15T12:30:00.000Z",
  after: undefined,
  /** The same, with 200 in the mass start over 50 kilometres, which is invented. */
  crowd: undefined,
} as const;

export type Moment = keyof typeof MOMENTS;

export interface Shot {
  name: string;
  path: string;
  at: Moment;
  /** Kept in `docs/images`, as these of the four. */
  docs?: readonly Look[];
  language?: "fr";
  /** Followed before the page is opened. */
  follows?: readonly { kind: "country" | "event"; id: string; name: string }[];
  offline?: true;
  print?: true;
}

export type Look = "phone-light" | "phone-dark" | "desktop-light" | "desktop-dark";

const NORWAY = { kind: "country", id: "NOR", name: "Norway" } as const;
const SLALOM = { kind: "event", id: "ALPMSL", name: "Men's Slalom" } as const;

export const SHOTS: readonly Shot[] = [
  { name: "home-before", path: "/", at: "before" },
  { name: "schedule-before", path: "/schedule", at: "before" },
  { name: "sports-before", path: "/sports", at: "before" },
  { name: "medals-before", path: "/medals", at: "before" },
  { name: "country-before", path: "/countries/NOR", at: "before" },
  { name: "event-before", path: "/events/ALPMDH", at: "before" },
  { name: "discipline-before", path: "/sports/ALP", at: "before" },
  { name: "missing", path: "/nothing/here", at: "before" },

  { name: "event-live", path: "/events/ALPMDH", at: "downhill", docs: ["phone-light", "desktop-light"] },
  { name: "event-live-french", path: "/events/ALPMDH", at: "downhill", language: "fr", docs: ["phone-dark"] },
  { name: "event-offline", path: "/events/ALPMDH", at: "downhill", offline: true },
  { name: "event-between-runs", path: "/events/ALPWGS", at: "downhill" },
  { name: "schedule-live", path: "/schedule/2022-02-07", at: "downhill", docs: ["phone-light"] },
  { name: "discipline-live", path: "/sports/ALP", at: "downhill" },

  { name: "home-live", path: "/", at: "evening", docs: ["phone-light", "desktop-dark"] },
  { name: "home-followed", path: "/", at: "evening", follows: [NORWAY, SLALOM] },
  { name: "home-french", path: "/", at: "evening", language: "fr" },
  { name: "event-curling-live", path: "/events/CURMTEAM4", at: "evening" },
  { name: "event-hockey-live", path: "/events/IHOMTEAM6", at: "evening" },
  { name: "event-pairs-live", path: "/events/BOBMTEAM2", at: "evening" },
  { name: "schedule-evening", path: "/schedule/2022-02-15", at: "evening" },

  { name: "home-after", path: "/", at: "after" },
  { name: "medals", path: "/medals", at: "after", docs: ["phone-light", "desktop-light"] },
  { name: "medals-french", path: "/medals", at: "after", language: "fr" },
  { name: "sports", path: "/sports", at: "after", docs: ["desktop-dark"] },
  { name: "discipline", path: "/sports/CCS", at: "after" },
  { name: "athlete", path: "/athletes/ATHLETE", at: "after", docs: ["phone-dark"] },
  { name: "country", path: "/countries/NOR", at: "after", docs: ["desktop-light"] },
  { name: "search", path: "/search", at: "after" },
  { name: "search-found", path: "/search?q=kl", at: "after" },
  { name: "event-bracket", path: "/events/FRSMSX#bracket", at: "after", docs: ["desktop-light"] },
  { name: "event-team-of-four", path: "/events/BOBOTEAM4", at: "after" },
  { name: "event-relay", path: "/events/BTHXRELAY4", at: "after" },
  { name: "event-ice-dance", path: "/events/FSKXICEDANCE", at: "after" },
  { name: "event-curling", path: "/events/CURXTEAM2", at: "after" },
  { name: "event-hockey", path: "/events/IHOWTEAM6", at: "after" },
  { name: "event-shooting", path: "/events/BTHW10KMPU", at: "after" },
  { name: "event-invalid-marks", path: "/events/ALPMGS", at: "after" },
  { name: "event-ties", path: "/events/SSKMMS", at: "after" },
  { name: "event-parallel", path: "/events/SBDWPGS", at: "after" },
  { name: "event-jumping", path: "/events/SJPMLH", at: "after" },
  { name: "event-printed", path: "/events/ALPMDH", at: "after", print: true },
  { name: "schedule-after", path: "/schedule", at: "after" },
  { name: "event-200-entries", path: "/events/CCSM50KMMS", at: "crowd" },
];
