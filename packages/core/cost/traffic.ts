/** Whose bill it is: how many ask, for how long, and how much happens meanwhile. */
import { PodiumError } from "../errors.ts";
import { REGIONS, type Region } from "./prices.ts";

export interface Traffic {
  /** Of fans, pages and boards together. */
  requestsPerDay: number;
  days: number;
  /** Marks and other facts that feeds send, while there are competitions. */
  updatesPerSecond: number;
  updateHoursPerDay: number;
  /** Where fans are; the edge charges by it. */
  region: Region;
}

/** What Podium is made for, and what it may cost. */
export const EXPECTED: Traffic = {
  requestsPerDay: 360_000_000,
  days: 17,
  updatesPerSecond: 20,
  updateHoursPerDay: 12,
  region: "us",
};

export const BUDGET_USD = 1_000_000;
/** Estimates that there were before anything was built. */
export const EARLIER_USD = { same: 6_500, edgeCompute: 60 } as const;
export const TARGET_USD = { asBuilt: 7_500, guided: 3_500 } as const;

const DAYS_A_MONTH = 31;

export const requestsOf = ({ requestsPerDay, days }: Traffic): number => requestsPerDay * days;

export const updatesOf = ({ updatesPerSecond, updateHoursPerDay, days }: Traffic): number =>
  updatesPerSecond * 3_600 * updateHoursPerDay * days;

/** Calendar months that the days fall into, at least: tiers, allowances and what has a monthly price begin anew in each. */
export const monthsOf = ({ days }: Traffic): number => Math.max(1, Math.ceil(days / DAYS_A_MONTH));

const RULES: Readonly<Record<Exclude<keyof Traffic, "region">, { most: number; rule: string }>> = {
  requestsPerDay: { most: 1e12, rule: "is a number from 0 to 1,000,000,000,000" },
  days: { most: 366, rule: "is a number above 0 and up to 366" },
  updatesPerSecond: { most: 100_000, rule: "is a number from 0 to 100,000" },
  updateHoursPerDay: { most: 24, rule: "is a number from 0 to 24" },
};

/** @throws PodiumError TRAFFIC_INVALID, with field and rule */
export function checkTraffic(traffic: Traffic): Traffic {
  for (const field of Object.keys(RULES) as (keyof typeof RULES)[]) {
    const { most, rule } = RULES[field];
    const value = traffic[field];
    const positive = field === "days" ? value > 0 : value >= 0;
    if (!(positive && value <= most)) throw invalid(field, rule);
  }
  if (!REGIONS.includes(traffic.region)) throw invalid("region", `is one of ${REGIONS.join(", ")}`);
  return traffic;
}

function invalid(field: string, rule: string): PodiumError {
  return new PodiumError({ code: "TRAFFIC_INVALID", detail: `${field} ${rule}`, field, rule });
}
