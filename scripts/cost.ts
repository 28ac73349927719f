/** `npm run cost`: what the Games cost at list price, in this design and in others; `--json` for machines. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ASSUMED, ASSUMPTIONS } from "@podium/core/cost/assumed.ts";
import { KEPT, type Measured, withMeasurements } from "@podium/core/cost/measured.ts";
import { AS_BUILT, PARTS } from "@podium/core/cost/model.ts";
import { ELSEWHERE, type Region } from "@podium/core/cost/prices.ts";
import { SCENARIOS, type ScenarioBill, type ScenarioName, scenarios } from "@podium/core/cost/scenarios.ts";
import { sensitivity } from "@podium/core/cost/sensitivity.ts";
import {
  BUDGET_USD,
  checkTraffic,
  EARLIER_USD,
  EXPECTED,
  TARGET_USD,
  type Traffic,
} from "@podium/core/cost/traffic.ts";
import { PodiumError } from "@podium/core/errors.ts";

/** Something the user said can't be; `message` is a whole sentence. */
class UsageError extends Error {}

/** What later runs, and tests, take for measured. */
const KEPT_FILE = new URL("../packages/core/cost/measured.json", import.meta.url);

const FLAGS: Readonly<Record<keyof Traffic, string>> = {
  requestsPerDay: "requests-per-day",
  days: "days",
  updatesPerSecond: "updates-per-second",
  updateHoursPerDay: "update-hours",
  region: "region",
};

function main(args: readonly string[]): void {
  const values = flags(args);
  const traffic = trafficOf(values);
  const measured = measuredOf(values.measured ?? []);
  if (values.keep) writeFileSync(KEPT_FILE, `${JSON.stringify(measured, null, 2)}\n`);
  const given = { traffic, measured, assumed: ASSUMED };
  const bills = scenarios(given);
  if (values.json) {
    console.log(JSON.stringify(isExpected(traffic) ? withTargets(bills) : bills, null, 2));
    return;
  }
  const sections = [
    heading(traffic),
    partsTable(bills),
    scenarioTable(bills),
    targets(bills, traffic),
    estimates(bills),
    hangsOn(given),
    origins(measured),
  ];
  console.log(sections.join("\n\n"));
}

function flags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        "requests-per-day": { type: "string" },
        days: { type: "string" },
        "updates-per-second": { type: "string" },
        "update-hours": { type: "string" },
        region: { type: "string" },
        measured: { type: "string", multiple: true },
        keep: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

function trafficOf(values: ReturnType<typeof flags>): Traffic {
  const number = (field: Exclude<keyof Traffic, "region">): number => {
    const text = values[FLAGS[field] as "days"];
    // An empty text would count as 0.
    return text === undefined ? EXPECTED[field] : Number(text.trim() || Number.NaN);
  };
  try {
    return checkTraffic({
      requestsPerDay: number("requestsPerDay"),
      days: number("days"),
      updatesPerSecond: number("updatesPerSecond"),
      updateHoursPerDay: number("updateHoursPerDay"),
      region: (values.region ?? EXPECTED.region) as Region,
    });
  } catch (error) {
    if (!(error instanceof PodiumError)) throw error;
    const flag = FLAGS[error.field as keyof Traffic];
    throw new UsageError(`--${flag}: '${values[flag as "days"]}' is not possible; it ${error.rule}.`);
  }
}

function measuredOf(files: readonly string[]): Measured {
  return files.reduce((known, file) => {
    try {
      return withMeasurements(known, [JSON.parse(readFileSync(file, "utf8"))]);
    } catch (error) {
      throw new UsageError(`--measured: ${file}: ${(error as Error).message}.`);
    }
  }, KEPT);
}

function isExpected(traffic: Traffic): boolean {
  const fields = Object.keys(EXPECTED) as (keyof Traffic)[];
  return fields.every((field) => traffic[field] === EXPECTED[field]);
}

type Bills = Record<ScenarioName, ScenarioBill>;

function withTargets(bills: Bills): object {
  return Object.fromEntries(
    SCENARIOS.map((name) => {
      const underUsd = name === "asBuilt" || name === "guided" ? TARGET_USD[name] : undefined;
      const target = underUsd && { target: { underUsd, met: bills[name].totalUsd < underUsd } };
      return [name, { ...bills[name], ...target }];
    }),
  );
}

function heading({ requestsPerDay, days, updatesPerSecond, updateHoursPerDay, region }: Traffic): string {
  return [
    `${millions(requestsPerDay)} million requests a day for ${days} days, fans in: ${region};`,
    `${updatesPerSecond} updates a second for ${updateHoursPerDay} hours a day. USD at list price, November 2026.`,
  ].join("\n");
}

function partsTable({ asBuilt, guided, naive }: Bills): string {
  const rows = PARTS.filter(
    (part) => asBuilt.parts[part] + guided.parts[part] + naive.parts[part] > 0,
  ).toSorted((left, right) => asBuilt.parts[right] - asBuilt.parts[left]);
  const share = (part: (typeof PARTS)[number]) =>
    asBuilt.totalUsd === 0 ? "" : `${((asBuilt.parts[part] / asBuilt.totalUsd) * 100).toFixed(1)} %`;
  return table([
    ["Part", "as built", "share", "guided", "naive"],
    ...rows.map((part) => [
      words(part),
      usd(asBuilt.parts[part]),
      share(part),
      usd(guided.parts[part]),
      usd(naive.parts[part]),
    ]),
    ["together", usd(asBuilt.totalUsd), "", usd(guided.totalUsd), usd(naive.totalUsd)],
  ]);
}

function scenarioTable(bills: Bills): string {
  return table([
    ["Scenario", "USD", "a million requests", "requests", "to the API", "transfer", ""],
    ...SCENARIOS.map((name) => {
      const { totalUsd, perMillionRequestsUsd, quantities, what, note } = bills[name];
      const { requests, originRequests, transferGb } = quantities;
      return [
        name,
        usd(totalUsd),
        perMillionRequestsUsd.toFixed(2),
        `${millions(requests)} M`,
        `${millions(originRequests)} M`,
        `${(transferGb / 1_000).toFixed(1)} TB`,
        note === undefined ? what : `${what}; ${note}`,
      ];
    }),
  ]);
}

function targets(bills: Bills, traffic: Traffic): string {
  if (!isExpected(traffic)) return "Targets are set for the expected traffic alone.";
  const lines = (["asBuilt", "guided"] as const).map((name) => {
    const { totalUsd, quantities } = bills[name];
    const target = TARGET_USD[name];
    const line = `${name}: ${usd(totalUsd)}, target under ${usd(target)}`;
    if (totalUsd < target) return `${line}: met`;
    const most = quantities.requests * (target / totalUsd);
    return `${line}: MISSED; some ${millions(most)} instead of ${millions(quantities.requests)} million requests would meet it`;
  });
  return lines.join("\n");
}

function estimates({ asBuilt, guided }: Bills): string {
  const { requests, updates, transferGb } = asBuilt.quantities;
  const runs = (requests / 1e6) * ELSEWHERE.perMillionRuns;
  const reads = (requests / 1e6) * ELSEWHERE.perMillionReads;
  const writes = (updates / 1e6) * ELSEWHERE.perMillionWrites;
  const left = EARLIER_USD.same - asBuilt.parts.edgeRequests;
  return table([
    ["Against", "USD", "what it leaves out"],
    [
      "the budget",
      usd(BUDGET_USD),
      `nothing; as built takes ${((asBuilt.totalUsd / BUDGET_USD) * 100).toFixed(2)} % of it`,
    ],
    [
      "the first estimate",
      usd(EARLIER_USD.same),
      `requests alone are ${usd(asBuilt.parts.edgeRequests)}: ${usd(left)} are left for ${(transferGb / 1_000).toFixed(1)} TB, functions, table, logs and backups`,
    ],
    [
      "usage fees of an edge-compute design",
      usd(EARLIER_USD.edgeCompute),
      `at Cloudflare's list price the runs alone are ${usd(runs)}, a key-value read for each ${usd(reads)} more, writes ${usd(writes)}; and the plan's base price, logs, backups`,
    ],
    ["this model, as built", usd(asBuilt.totalUsd), LEFT_OUT],
    ["this model, guided", usd(guided.totalUsd), "the same"],
  ]);
}

const LEFT_OUT =
  "people, taxes, support plan, domain, other stages, load tests; attacks (blocked or not, requests are billed); private prices";

function hangsOn(given: Parameters<typeof scenarios>[0]): string {
  const rows = sensitivity({ ...given, design: AS_BUILT }).filter(
    ({ lessUsd, moreUsd }) => Math.max(Math.abs(lessUsd), Math.abs(moreUsd)) >= 1,
  );
  return table([
    ["What as built hangs on", "halved", "half as much again", ""],
    ...rows.map(({ name, lessUsd, moreUsd }) => [name, signed(lessUsd), signed(moreUsd), assumptionOf(name)]),
  ]);
}

function assumptionOf(name: string): string {
  const assumption = Object.entries(ASSUMPTIONS).find(([other]) => other === name)?.[1];
  return assumption === undefined
    ? "measured or given"
    : `${assumption.value} ${assumption.unit}: ${assumption.why}`;
}

function origins(measured: Measured): string {
  return table([
    ["Measured", "when", "how"],
    ...Object.entries(measured).map(([group, { how }]) => [
      group,
      how.date,
      `${how.command}${how.note === undefined ? "" : ` (${how.note})`}`,
    ]),
  ]);
}

/** Figures to the right, words to the left. */
function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const figures = (text: string) => /^[-+]?[\d,.]+( (%|M|TB))?$/.test(text);
  return rows
    .map((row) =>
      row
        .map((text, column) => {
          const width = widths[column] ?? 0;
          return figures(text) || figures(rows[1]?.[column] ?? "")
            ? text.padStart(width)
            : text.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const usd = (amount: number): string =>
  amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = (amount: number): string => `${amount < 0 ? "-" : "+"}${usd(Math.abs(amount))}`;
const millions = (amount: number): string =>
  (amount / 1e6).toLocaleString("en", { maximumFractionDigits: 1 });
/** `edgeRequests` as "edge requests". */
const words = (part: string): string => part.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
