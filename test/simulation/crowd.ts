/**
 * Who looks at what, and when: a crowd on one day of the Games. What the fans do doesn't depend on how their pages poll, so
 * that rhythms are compared on the very same crowd. Each number is an assumption, with its reason beside it.
 */
import { boardKind } from "@podium/core/cost/kind.ts";
import type { History, Span } from "./history.ts";
import type { Random } from "./random.ts";
import type { UnitSpan } from "./story.ts";

/** One page, as long as it is open. */
export interface View {
  /** As the page asks for it. */
  board: string;
  /** When it can be seen: between them the tab is hidden. Milliseconds since 1970. */
  seen: [fromMs: number, toMs: number][];
}

export interface Visit {
  views: View[];
  /** Not a phone: a page that isn't seen goes on running. */
  desk: boolean;
  /** The device has to get the app first. */
  first: boolean;
  /** Which of the edge's caches answers, as a share of all. */
  place: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Where the fans are: winter sport is followed in Europe first, then in North America and by the hosts. */
const AUDIENCE = [
  { timeZone: "Europe/Berlin", share: 0.42 },
  { timeZone: "America/New_York", share: 0.2 },
  { timeZone: "America/Los_Angeles", share: 0.08 },
  { timeZone: "Asia/Shanghai", share: 0.18 },
  { timeZone: "Asia/Tokyo", share: 0.12 },
];
/** Of those who would look, by the hour where they are: few at night, some at work, most in the evening. */
const AWAKE = [2, 1, 1, 1, 1, 3, 6, 8, 7, 6, 6, 7, 8, 7, 6, 6, 7, 8, 9, 10, 10, 10, 8, 5];

/** Results are looked up when there are some: with nothing on, a quarter as many come. */
const INTEREST_AT_REST = 0.25;
/** A unit that decides medals draws as many as three that don't. */
const FINAL_DRAWS = 3;
/** With so much on, three quarters of what can be drawn are there: each further unit draws fewer. */
const DRAW_HALF = 3;

/** Why they come. Looking something up is the most of it; a result page is the second screen of those who watch. */
const PURPOSES = [
  { purpose: "look" as const, share: 0.7 },
  { purpose: "watch" as const, share: 0.2 },
  /** Opened and left in a tab, looked at now and then. */
  { purpose: "keep" as const, share: 0.1 },
];

/** Where a visit begins: the front page, or what a link, a search engine or a favourite leads to. */
const FIRST_PAGES = {
  home: 45,
  event: 30,
  medals: 12,
  schedule: 8,
  country: 3,
  athlete: 1.5,
  discipline: 0.5,
};
/** Where it goes on. */
const NEXT_PAGES = { event: 45, medals: 18, schedule: 14, home: 13, country: 5, athlete: 3, discipline: 2 };
type Page = keyof typeof FIRST_PAGES;
const PAGES = Object.keys(FIRST_PAGES) as Page[];
/** After each page of a look, the share that goes on to another. */
const GOES_ON = 0.6;

/** How long a page is read (median): a table is scanned in half a minute, a live board held for longer. */
const READ_MS = 35 * SECOND_MS;
const READ_SIGMA = 0.9;
/** Who watches stays with the unit to its end, if patience lasts. */
const PATIENCE_MS = 25 * MINUTE_MS;
const PATIENCE_SIGMA = 0.8;
/** … and a little longer, to see the medals. */
const LINGERS_MS = 2 * MINUTE_MS;
/** A second screen goes dark, or shows something else, in between. */
const WATCH_SEEN_MS = 5 * MINUTE_MS;
const WATCH_HIDDEN_MS = 2 * MINUTE_MS;
const KEPT_MS = 60 * MINUTE_MS;
const KEPT_SIGMA = 0.7;
const KEPT_SEEN_MS = 1.5 * MINUTE_MS;
const KEPT_HIDDEN_MS = 8 * MINUTE_MS;

/** Most look at results on a phone, which freezes what isn't seen. */
const DESKS = 0.4;
/**
 * Who comes again has the app on the device, so this follows from whom Podium is for: ten million fans who make 6,120 million
 * requests. With a fixed 5 s a visit makes 78, the app's among them; of 79 million visits 13 % are a fan's first. A quarter more
 * for second devices, private windows and storage that browsers clear after a week. Releases during the Games aren't counted.
 */
const FIRST_VISITS = 0.16;

/** Which event: mostly one that is on, else one that was just decided, else one that is to come. */
const LIVE_EVENT = 0.7;
const DECIDED_EVENT = 0.65;
/** Fans with a favourite discipline follow it where it has something on. */
const HAS_FAVOURITE = 0.3;
/** Of the schedule's pages, those of the day itself; the others are the next day's. */
const TODAY = 0.85;

/** The sports that draw most; all others 1. */
const DRAW: Readonly<Record<string, number>> = {
  FSK: 3,
  ALP: 3,
  BTH: 3,
  IHO: 3,
  SJP: 2,
  SSK: 2,
  SBD: 2,
  FRS: 2,
  CCS: 2,
};

/** A day at the venue, midnight to midnight. */
export interface Day extends Span {
  date: string;
  next: string;
}

/** As many visits as are asked for, in no order. */
export function crowdOf(
  day: Day,
  units: readonly UnitSpan[],
  history: History,
  count: number,
  random: Random,
): Visit[] {
  const stage = new Stage(day, units, history);
  const minutes = Array.from({ length: Math.round((day.toMs - day.fromMs) / MINUTE_MS) }, (_, minute) => {
    const atMs = day.fromMs + minute * MINUTE_MS;
    return { atMs, weight: awake(atMs) * stage.interest(atMs) };
  });
  const arrivals = cumulative(minutes.map(({ weight }) => weight));
  return Array.from({ length: count }, () => {
    const minute = minutes[arrivals(random.next())];
    return visit((minute?.atMs ?? day.fromMs) + random.next() * MINUTE_MS, stage, random);
  });
}

/** How many look at each event that surprises, from up to so long before until so long after. */
const WITNESSES = 50;
const WITNESS_MS = 20 * MINUTE_MS;

/** Hardly any of a crowd looks just where nothing is expected. These do, so that what they see can be told. */
export function witnessesOf(day: Day, history: History, random: Random): Visit[] {
  const surprised = [...history].flatMap(([board, versions]) =>
    versions.flatMap(({ atMs, surprise }) =>
      surprise !== undefined && boardKind(board) === "event" && atMs >= day.fromMs && atMs < day.toMs
        ? [{ board, atMs }]
        : [],
    ),
  );
  return surprised.flatMap(({ board, atMs }) =>
    Array.from({ length: WITNESSES }, (): Visit => {
      const seen: View["seen"] = [[atMs - random.next() * WITNESS_MS, atMs + WITNESS_MS]];
      return { place: random.next(), desk: false, first: false, views: [{ board, seen }] };
    }),
  );
}

/** What is on, was decided or comes on a day. */
class Stage {
  readonly day: Day;
  private readonly units: readonly UnitSpan[];
  private readonly athletes: readonly string[];
  private readonly countries: readonly string[];
  readonly disciplines: readonly string[];

  constructor(day: Day, units: readonly UnitSpan[], history: History) {
    this.day = day;
    this.units = units.filter(({ fromMs }) => fromMs >= day.fromMs && fromMs < day.toMs);
    // Of whom there is something new on the day: those are talked about.
    const moved = [...history].flatMap(([name, versions]) => (versions.length > 1 ? [name] : []));
    this.athletes = moved.filter((name) => name.startsWith("athletes/"));
    this.countries = moved.filter((name) => name.startsWith("countries/"));
    this.disciplines = [...new Set(this.units.map(({ event }) => event.slice(0, 3)))];
  }

  on = (atMs: number): UnitSpan[] => this.units.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);

  interest(atMs: number): number {
    const draw = this.on(atMs).reduce((sum, { final }) => sum + (final ? FINAL_DRAWS : 1), 0);
    return INTEREST_AT_REST + (1 - INTEREST_AT_REST) * (draw / (draw + DRAW_HALF));
  }

  /** The unit whose event is looked at; undefined on a day without any. */
  choose(atMs: number, favourite: string | undefined, random: Random): UnitSpan | undefined {
    const among = (units: readonly UnitSpan[]) => {
      const own = units.filter(({ event }) => event.slice(0, 3) === favourite);
      return random.weighted(own.length > 0 ? own : units, drawOf);
    };
    const live = random.next() < LIVE_EVENT ? among(this.on(atMs)) : undefined;
    if (live !== undefined) return live;
    const decided = this.units.filter(({ toMs }) => toMs <= atMs);
    const toCome = this.units.filter(({ fromMs }) => fromMs > atMs);
    const first = random.next() < DECIDED_EVENT ? decided : toCome;
    return among(first) ?? among(this.units);
  }

  board(page: Page, atMs: number, favourite: string | undefined, random: Random): string {
    switch (page) {
      case "home":
        return "live";
      case "event":
        return `events/${this.choose(atMs, favourite, random)?.event}`;
      case "medals":
        return "leaderboards/medals";
      case "schedule":
        return `schedule/${random.next() < TODAY ? this.day.date : this.day.next}`;
      case "country":
        // Few countries win most: the first are looked at most.
        return this.countries[Math.floor(this.countries.length * random.next() ** 2)] ?? "live";
      case "athlete":
        return this.athletes[Math.floor(this.athletes.length * random.next() ** 2)] ?? "live";
      case "discipline":
        return `leaderboards/disciplines/${random.pick(this.disciplines)}`;
    }
  }
}

const drawOf = ({ event, final }: UnitSpan): number =>
  (final ? FINAL_DRAWS : 1) * (DRAW[event.slice(0, 3)] ?? 1);

function visit(fromMs: number, stage: Stage, random: Random): Visit {
  const purpose = random.weighted(PURPOSES, ({ share }) => share)?.purpose ?? "look";
  const favourite = random.next() < HAS_FAVOURITE ? random.pick(stage.disciplines) : undefined;
  return {
    place: random.next(),
    desk: random.next() < DESKS,
    first: random.next() < FIRST_VISITS,
    views: viewsOf(purpose, fromMs, favourite, stage, random),
  };
}

function viewsOf(
  purpose: (typeof PURPOSES)[number]["purpose"],
  fromMs: number,
  favourite: string | undefined,
  stage: Stage,
  random: Random,
): View[] {
  if (purpose === "keep") {
    const toMs = fromMs + random.logNormal(KEPT_MS, KEPT_SIGMA);
    return [{ board: "live", seen: spells(fromMs, toMs, KEPT_SEEN_MS, KEPT_HIDDEN_MS, random) }];
  }
  const unit = purpose === "watch" ? random.weighted(stage.on(fromMs), drawOf) : undefined;
  if (unit === undefined) return looks(FIRST_PAGES, fromMs, favourite, stage, random);
  const endMs = unit.toMs + random.exponential(LINGERS_MS);
  const toMs = Math.min(endMs, fromMs + random.logNormal(PATIENCE_MS, PATIENCE_SIGMA));
  const seen = spells(fromMs, toMs, WATCH_SEEN_MS, WATCH_HIDDEN_MS, random);
  const watched = { board: `events/${unit.event}`, seen };
  return random.next() < GOES_ON
    ? [watched, ...looks(NEXT_PAGES, toMs, favourite, stage, random)]
    : [watched];
}

/** One page after the other. */
function looks(
  first: Readonly<Record<Page, number>>,
  fromMs: number,
  favourite: string | undefined,
  stage: Stage,
  random: Random,
): View[] {
  const views: View[] = [];
  let atMs = fromMs;
  do {
    const weights = views.length === 0 ? first : NEXT_PAGES;
    const page = random.weighted(PAGES, (one) => weights[one]) ?? "home";
    const toMs = atMs + random.logNormal(READ_MS, READ_SIGMA);
    views.push({ board: stage.board(page, atMs, favourite, random), seen: [[atMs, toMs]] });
    atMs = toMs;
  } while (random.next() < GOES_ON);
  return views;
}

/** Seen and hidden in turn. */
function spells(
  fromMs: number,
  toMs: number,
  seenMs: number,
  hiddenMs: number,
  random: Random,
): View["seen"] {
  const seen: View["seen"] = [];
  for (let atMs = fromMs; atMs < toMs; atMs += random.exponential(hiddenMs)) {
    const endMs = Math.min(toMs, atMs + random.exponential(seenMs));
    seen.push([atMs, endMs]);
    atMs = endMs;
  }
  return seen;
}

function awake(atMs: number): number {
  return AUDIENCE.reduce((sum, { timeZone, share }) => sum + share * (AWAKE[hourIn(timeZone, atMs)] ?? 0), 0);
}

const hours = new Map<string, number>();

/** None of these zones changes its clock in February: its distance from UTC is looked up once. */
function hourIn(timeZone: string, atMs: number): number {
  let ahead = hours.get(timeZone);
  if (ahead === undefined) {
    const text = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }).format(atMs);
    ahead = (Number(text) - new Date(atMs).getUTCHours() + 24) % 24;
    hours.set(timeZone, ahead);
  }
  return (Math.floor(atMs / HOUR_MS) + ahead) % 24;
}

/** From a share of the sum to the index at which it is reached. */
function cumulative(weights: readonly number[]): (share: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    sums.push(sum);
  }
  return (share) => sums.findIndex((reached) => reached > share * sum);
}
