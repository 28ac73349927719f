/** `docs/architecture/idle-costs.md`: what a stage costs in a month in which nobody comes. */
import { join } from "node:path";
import { at, type Graph, list, ofType, text } from "./graph.ts";
import { ROOT } from "./paths.ts";

export const idleFile = join(ROOT, "docs/architecture/idle-costs.md");

/** List prices, USD a month where nothing else is said; AWS's pricing pages, November 2026. */
const PRICE = {
  alarm: 0.1,
  customMetric: 0.3,
  key: 1,
  firewall: 5,
  firewallRule: 1,
  gbSecond: 0.0000133334,
  million: 0.2,
};
const MINUTES = 30 * 24 * 60;
/** How long a clock's function runs each minute: the watch of the feeds all of it, that of the boards one second. */
const SECONDS_A_MINUTE: Readonly<Record<string, number>> = {
  FeedWatchClockSchedule: 55,
  BoardWatchClockSchedule: 1,
};
/** Metrics of CloudFront that are not in its price, with `guardedEdge`. */
const EDGE_METRICS = 8;

interface Line {
  what: string;
  count: number;
  usd: number;
}

export function idleLines(graph: Graph): Line[] {
  const alarms = ofType(graph, "cloudwatch/metricAlarm:MetricAlarm");
  const firewalls = ofType(graph, "wafv2/webAcl:WebAcl");
  const rules = firewalls.flatMap(({ props }) => list(props.rules)).length;
  const keys = ofType(graph, "kms/key:Key").length;
  const watched =
    ofType(graph, "cloudfront/monitoringSubscription:MonitoringSubscription").length * EDGE_METRICS;
  const clocks = ofType(graph, "scheduler/schedule:Schedule").filter(
    ({ name, props }) => name in SECONDS_A_MINUTE && props.state === "ENABLED",
  );
  const gbSeconds = clocks
    .map(
      ({ name }) =>
        (SECONDS_A_MINUTE[name] ?? 0) * MINUTES * memoryGb(graph, name.replace("ClockSchedule", "")),
    )
    .reduce((sum, one) => sum + one, 0);
  // What the watches send each minute of an idle month; the others send when something happens.
  const sent = clocks.length > 0 ? 3 : 0;
  return [
    { what: "alarms", count: alarms.length, usd: alarms.length * PRICE.alarm },
    {
      what: "metrics of our own and of the edge",
      count: sent + watched,
      usd: (sent + watched) * PRICE.customMetric,
    },
    {
      what: "firewall, with its rules",
      count: rules,
      usd: firewalls.length * PRICE.firewall + rules * PRICE.firewallRule,
    },
    { what: "keys", count: keys, usd: keys * PRICE.key },
    {
      what: "watching, thousand GB-seconds",
      count: Math.round(gbSeconds / 1_000),
      usd: gbSeconds * PRICE.gbSecond + (clocks.length * MINUTES * PRICE.million) / 1_000_000,
    },
  ];
}

function memoryGb(graph: Graph, name: string): number {
  const found = ofType(graph, "lambda/function:Function").find(({ props }) =>
    text(props.name).endsWith(`-${name}`),
  );
  return Number(at(found?.props, "memorySize") ?? 0) / 1024;
}

export function idleCosts(graphs: readonly Graph[]): string {
  const lines = graphs.map((graph) => ({ stage: graph.stage, lines: idleLines(graph) }));
  const [first] = lines;
  const cells = (index: number) =>
    lines.map(({ lines }) => `${lines[index]?.count} | ${lines[index]?.usd.toFixed(2)}`).join(" | ");
  const sums = lines
    .map(({ lines }) => ` | ${lines.reduce((sum, { usd }) => sum + usd, 0).toFixed(2)}`)
    .join(" | ");
  return `# What an idle stage costs

Made from the synthesised stacks by \`npm run infra -- --write\`. USD a month at list price while nobody comes. Besides, by
the GB: table 0.25, continuous backup 0.20, copies 0.10 in each region, objects 0.023 (Glacier a sixth), logs 0.50 once.
All else is paid by use: requests, functions, reads and writes, invalidations beyond a thousand.

| | ${lines.map(({ stage }) => `${stage} | USD`).join(" | ")} |
| --- |${" --- | --- |".repeat(lines.length)}
${(first?.lines ?? []).map(({ what }, index) => `| ${what} | ${cells(index)} |`).join("\n")}
| together |${sums} |
`;
}
