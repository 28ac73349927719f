/** The same crowd in other designs, and other crowds in the same design. */
import type { Assumed } from "./assumed.ts";
import type { Measured } from "./measured.ts";
import { AS_BUILT, type Bill, costOf, type Design, type Inputs, planFor } from "./model.ts";
import { EXPECTED, type Traffic } from "./traffic.ts";

export const SCENARIOS = [
  "naive",
  "asBuilt",
  "guided",
  "guidedFromPlain",
  "originShield",
  "withoutShield",
  "flatRate",
  "firewallAtFans",
  "everySecond",
  "halfLoad",
  "double",
  "tenfold",
  "gamesUpdates",
  "europe",
  "europeGuided",
] as const;

export type ScenarioName = (typeof SCENARIOS)[number];

/** Messages of the whole Games, as `npm run replay` counts them. */
const BEIJING_UPDATES = 16_116;

interface Scenario {
  /** What is different from `asBuilt`, in a few words. */
  what: string;
  design?: Partial<Design>;
  /** Of the given requests. */
  times?: number | ((measured: Measured) => number);
  traffic?: Partial<Traffic>;
  assumed?: Partial<Assumed>;
}

const TABLE: Readonly<Record<ScenarioName, Scenario>> = {
  naive: {
    what: "no cache: a function and a table read for every request; every update invalidates",
    design: { cached: false, originShield: false, pushAll: true },
  },
  asBuilt: { what: "the given requests, polled at a fixed rhythm; boards and edge as deployed" },
  guided: { what: "the same fans, whose pages come back when their board says so", design: { guided: true } },
  guidedFromPlain: {
    what: "the same, if the given requests are those of pages that ask in hidden tabs too",
    design: { guided: true },
    times: ({ guidance }) => guidance.plainShare / guidance.requestShare,
  },
  originShield: {
    what: "one more cache before the API (as deployed in production)",
    design: { originShield: true },
  },
  withoutShield: { what: "regional caches ask the API themselves", design: { originShield: false } },
  flatRate: { what: "CloudFront's flat-rate plan for the fans' door", design: { flatRate: true } },
  firewallAtFans: {
    what: "a firewall at the fans' door too, instead of at the console's alone",
    design: { firewallAtFans: true },
  },
  everySecond: {
    what: "what is on polled each second",
    design: { livePolls: 5 },
  },
  halfLoad: { what: "half the requests", times: 0.5 },
  double: { what: "twice the requests", times: 2 },
  tenfold: { what: "ten times the requests", times: 10 },
  gamesUpdates: {
    what: "as many updates as Beijing 2022 had",
    traffic: { updatesPerSecond: BEIJING_UPDATES / (EXPECTED.days * EXPECTED.updateHoursPerDay * 3_600) },
  },
  europe: { what: "all fans in Europe", traffic: { region: "eu" } },
  europeGuided: { what: "all fans in Europe, guided", design: { guided: true }, traffic: { region: "eu" } },
};

export interface ScenarioBill extends Bill {
  what: string;
  /** What the figures don't say by themselves. */
  note?: string;
}

/** @param given the design is the scenario's, whatever is given */
export function scenario(name: ScenarioName, given: Omit<Inputs, "design">): ScenarioBill {
  const { what, design, times = 1, traffic, assumed } = TABLE[name];
  const factor = typeof times === "number" ? times : times(given.measured);
  const inputs: Inputs = {
    ...given,
    traffic: { ...given.traffic, requestsPerDay: given.traffic.requestsPerDay * factor, ...traffic },
    assumed: { ...given.assumed, ...assumed },
    design: { ...AS_BUILT, ...design },
  };
  const bill = costOf(inputs);
  const note = noteOn(name, bill);
  return { what, ...bill, ...(note !== undefined && { note }) };
}

export function scenarios(given: Omit<Inputs, "design">): Record<ScenarioName, ScenarioBill> {
  return Object.fromEntries(SCENARIOS.map((name) => [name, scenario(name, given)])) as Record<
    ScenarioName,
    ScenarioBill
  >;
}

function noteOn(name: ScenarioName, { quantities }: Bill): string | undefined {
  switch (name) {
    case "flatRate": {
      const plan = planFor(quantities);
      const used = quantities.requests / quantities.months / plan.requests;
      return used <= 1
        ? `plan ${plan.name}, ${percent(used)} of its requests`
        : `plan ${plan.name}, with ${percent(used - 1)} more requests than it takes: they may be served from further away`;
    }
    case "halfLoad":
    case "double":
    case "tenfold":
      return "at the measured hit ratio; a larger crowd hits more often";
    case "everySecond":
      return "a second at the edge and one in a reader's memory stay";
    default:
      return undefined;
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
