import { expect, test } from "vitest";
import { Rejected } from "../../results/commands.ts";
import {
  encodeMedals,
  encodeParticipants,
  encodeResult,
  encodeSchedule,
  encodeTeams,
  type Header,
} from "./encode.ts";
import { medalsOf } from "./medals.ts";
import { parseMessage } from "./message.ts";
import { statementsOf } from "./statements.ts";
import { ZONE } from "./testing.ts";

const INPUTS = 100_000;

const HEADER: Header = {
  competition: "OWG2022",
  timeZone: ZONE,
  source: "FUZZ",
  version: 1,
  at: "2022-02-12T08:53:00.120Z",
};
const NOBODY = new Map();

/** One of each type, with a little of everything. */
const DOCUMENTS = [
  encodeResult(
    HEADER,
    {
      id: "BTHM4X7.5KM-----------FNL-000100--",
      entries: [
        {
          competitor: "BTHM4X7.5KM-NOR01",
          lineup: ["1", "2"],
          startOrder: 1,
          mark: { timeMs: 4_976_300, misses: [0, 2], spareRounds: 7 },
        },
        {
          competitor: "BTHM4X7.5KM-FRA01",
          bib: "2",
          startOffsetMs: 500,
          mark: { irm: "LAP", lapped: true, finishPlace: 2 },
        },
      ],
    },
    "OFFICIAL",
    NOBODY,
  ),
  encodeResult(
    HEADER,
    {
      id: "SBDMBA----------------FNL-000100--",
      entries: [
        {
          competitor: "3",
          lane: "inner",
          mark: {
            startAt: HEADER.at,
            runs: [
              { n: 1, pointsMilli: 92_750, trick: "A" },
              { n: 2, irm: "DNS" },
            ],
            qual: "Q",
          },
        },
      ],
    },
    "LIVE",
    NOBODY,
  ),
  encodeResult(
    HEADER,
    {
      id: "CURMTEAM4-------------PREL000101--",
      entries: [{ competitor: "CURMTEAM4---DEN01" }, { competitor: "CURMTEAM4---CAN01" }],
      match: {
        sides: [
          { competitor: "CURMTEAM4---DEN01", score: 5 },
          { competitor: "CURMTEAM4---CAN01", score: 10 },
        ],
        periods: [{ period: "1", score: [0, "X"], lastStone: 0 }],
        goals: [{ period: "1", clock: "07:50", side: 1 }],
        winner: "CURMTEAM4---CAN01",
        decidedIn: "REG",
      },
    },
    "UNOFFICIAL",
    NOBODY,
  ),
  encodeSchedule(HEADER, "GEN", {
    countries: [{ noc: "AIN", name: "Neutral", listed: false }],
    events: [
      { id: "SSKM500M", name: "Men's 500m", disciplineName: "Speed Skating", competitorKind: "athlete" },
    ],
    units: [
      {
        id: "SSKM500M--------------FNL-000100--",
        phaseName: "Final",
        name: "Final",
        order: 1,
        kind: "unit",
        day: "2022-02-12",
        start: "2022-02-12T08:53:00.000Z",
        end: "2022-02-12T09:34:00.000Z",
        venue: "Oval & Café",
        decides: "GSB",
        status: "SCHEDULED",
      },
    ],
  }),
  encodeParticipants(HEADER, "SSK", [
    { id: "7", kind: "athlete", name: "Gao Tingyu", family: "Gao", given: "Tingyu", noc: "CHN", gender: "M" },
  ]),
  encodeTeams(HEADER, "SSK", [
    { id: "SSKMTEAMPU--CAN01", kind: "team", name: "Canada", noc: "CAN", members: ["1", "2"] },
  ]),
  encodeMedals(HEADER, {
    kind: "table",
    eventsFinished: 1,
    eventsTotal: 109,
    lastEvent: "SSKM500M",
    lines: [
      { noc: "CHN", gold: 1, silver: 0, bronze: 0, total: 1, rank: 1, rankEqual: false, rankByTotal: 1 },
    ],
  }),
  encodeMedals(HEADER, {
    kind: "medallists",
    event: "SSKM500M",
    awards: [{ competitor: "7", noc: "CHN", medal: "gold" }],
  }),
].map((bytes) => new TextDecoder().decode(bytes));

type Random = (below: number) => number;

/** The same sequence for the same seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const GARBAGE = [
  "",
  "x",
  "0",
  "-1",
  "1.5",
  "1e9",
  "NaN",
  "Y",
  "99999999999",
  "__proto__",
  "é\u{1F3C5}",
  "&amp;",
  "&lol;",
  "1:60.00",
  "2022-02-30T00:00:00Z",
  "A".repeat(200),
  "<",
  "\0",
  "SSKM500M--------------FNL-000100--",
];

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random(from.length)] as T;
}

/** Where something of a kind begins and ends: the next from somewhere, or the first; nowhere, where nothing of it is left. */
function span(random: Random, text: string, kind: RegExp): readonly [number, number] {
  for (const from of [random(text.length + 1), 0]) {
    kind.lastIndex = from;
    const found = kind.exec(text);
    if (found !== null) return [found.index, found.index + found[0].length];
  }
  return [0, 0];
}

const LEAF = /<[A-Z]\w*[^<>]*\/>/g;
const VALUE = /"[^"]*"/g;
const ATTRIBUTE = / [A-Z]\w*="[^"]*"/g;

const MUTATIONS: readonly ((text: string, random: Random) => string)[] = [
  function truncate(text, random) {
    return text.slice(0, random(text.length + 1));
  },
  function replaceCharacter(text, random) {
    const at = random(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(random(300)) + text.slice(at + 1);
  },
  function repeatElement(text, random) {
    const [from, to] = span(random, text, LEAF);
    return text.slice(0, to) + text.slice(from, to) + text.slice(to);
  },
  function moveElement(text, random) {
    const [from, to] = span(random, text, LEAF);
    const rest = text.slice(0, from) + text.slice(to);
    const [there] = span(random, rest, LEAF);
    return rest.slice(0, there) + text.slice(from, to) + rest.slice(there);
  },
  function garbleValue(text, random) {
    const [from, to] = span(random, text, VALUE);
    return `${text.slice(0, from)}"${pick(random, GARBAGE)}"${text.slice(to)}`;
  },
  function swapValue(text, random) {
    const [from, to] = span(random, text, VALUE);
    const [start, end] = span(random, text, VALUE);
    return text.slice(0, from) + text.slice(start, end) + text.slice(to);
  },
  function dropAttribute(text, random) {
    const [from, to] = span(random, text, ATTRIBUTE);
    return text.slice(0, from) + text.slice(to);
  },
];

test("whatever comes in, it is taken or rejected with its rule, in 100,000 damaged messages", {
  timeout: 300_000,
}, () => {
  let taken = 0;
  let stated = 0;
  for (let seed = 0; seed < INPUTS; seed++) {
    const random = seeded(seed);
    let text = pick(random, DOCUMENTS);
    for (let times = random(3); times >= 0; times--) text = pick(random, MUTATIONS)(text, random);
    const bytes = new TextEncoder().encode(text);
    if (random(10) === 0 && bytes.length > 0) bytes[random(bytes.length)] = random(256);
    try {
      const message = parseMessage(bytes, ZONE);
      const statements = statementsOf(message);
      medalsOf(message);
      taken += 1;
      stated += statements.length;
    } catch (error) {
      if (!(error instanceof Rejected) || error.rule === undefined) {
        throw new Error(`seed ${seed} broke the adapter with ${text}`, { cause: error });
      }
    }
  }
  // Damage that is always noticed at the gate would say nothing about the rooms behind it.
  expect(taken).toBeGreaterThan(INPUTS / 10);
  expect(stated).toBeGreaterThan(INPUTS / 10);
});
