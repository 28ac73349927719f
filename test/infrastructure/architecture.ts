/** `docs/architecture/production.md`: what production consists of, drawn and listed from the synthesised stacks. */
import { join } from "node:path";
import {
  at,
  behaviours,
  type DoorName,
  functions,
  type Graph,
  list,
  ofType,
  type Resource,
  routes,
  shortName,
  text,
} from "./graph.ts";
import { ROOT } from "./paths.ts";

export const architectureFile = join(ROOT, "docs/architecture/production.md");

export function architecture(graph: Graph): string {
  return `# Production, as it would be deployed

Made from the synthesised stacks by \`npm run infra -- --write\`; \`npm run infra\` fails where it is out of date.

${diagram(graph)}

## The fans' door

${paths(graph, "fans")}

## The console's door, for feeds too

${paths(graph, "console")}

## Routes of the API

| Route | Function | Authorizer |
| --- | --- | --- |
${routes(graph)
  .map(({ key, target, authorizer }) => row(`\`${key}\``, target, authorizerName(authorizer)))
  .sort()
  .join("\n")}

## Functions

| Function | Memory, MB | Seconds | Reserved | May |
| --- | --- | --- | --- | --- |
${functions(graph)
  .map(({ name, resource: { props }, statements }) =>
    row(
      name,
      props.memorySize,
      props.timeout,
      props.reservedConcurrentExecutions ?? "",
      actionsOf(statements.flatMap(({ actions }) => actions)),
    ),
  )
  .sort()
  .join("\n")}

## Alarms

| Alarm | How bad | When | Runbook |
| --- | --- | --- | --- |
${ofType(graph, "cloudwatch/metricAlarm:MetricAlarm")
  .map((alarm) => alarmRow(graph, alarm))
  .sort()
  .join("\n")}

## Dashboards

${ofType(graph, "cloudwatch/dashboard:Dashboard")
  .map((dashboard) => panels(graph, dashboard))
  .join("\n")}

## Everything

| Resource | Names |
| --- | --- |
${inventory(graph)}
`;
}

function paths(graph: Graph, door: DoorName): string {
  return `| Path | Origin | Methods | Kept, seconds (least, else, most) |
| --- | --- | --- | --- |
${behaviours(graph, door)
  .map(({ path, props, policy }) =>
    row(
      path,
      props.targetOriginId,
      list(props.allowedMethods).length > 2 ? "all" : list(props.allowedMethods).join(", "),
      policy ? `${policy.minTtl}, ${policy.defaultTtl}, ${policy.maxTtl}` : "never",
    ),
  )
  .join("\n")}`;
}

function diagram(graph: Graph): string {
  const byTarget = Map.groupBy(routes(graph), ({ target }) => target);
  const calls = [...byTarget]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([target, keys]) =>
        `  api -- "${keys
          .map(({ key }) => pathOf(key))
          .sort()
          .join("<br/>")}" --> ${target}`,
    );
  const reach = functions(graph)
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap(({ name, statements }) => {
      const actions = statements.flatMap(({ actions }) => actions);
      const has = (pattern: RegExp) => actions.some((action) => pattern.test(action));
      return [
        ...(has(/^dynamodb:PutItem/) ? [`  ${name} --> table`] : []),
        ...(has(/^dynamodb:GetItem/) && !has(/^dynamodb:PutItem/) ? [`  table --> ${name}`] : []),
        ...(has(/^s3:PutObject/) ? [`  ${name} --> vault`] : []),
        ...(has(/^cognito-idp:/) ? [`  ${name} --> users`] : []),
        ...(has(/^cloudfront:/) ? [`  ${name} -. invalidates .-> fansDoor`] : []),
        ...(statements.some(
          ({ actions, resources }) =>
            actions.includes("sqs:SendMessage") &&
            resources.some((resource) => resource.endsWith("-Feed.fifo")),
        )
          ? [`  ${name} --> queue`]
          : []),
      ];
    });
  return `\`\`\`mermaid
flowchart LR
  fans((fans)) --> fansDoor{{fans' door: CloudFront}}
  scorers((scorers, feeds)) --> consoleDoor{{console's door: CloudFront, WAF}}
  fansDoor --> pages[(Pages)]
  consoleDoor --> pages
  fansDoor -- "reads" --> api{{API Gateway}}
  consoleDoor -- "reads, writes" --> api
  table[(Table)]
  vault[(Vault: raw messages, archives)]
  users[(Users: Cognito)]
  queue[(Feed.fifo)]
${calls.join("\n")}
${reach.join("\n")}
  queue --> FeedApplier
  queue -. after ${JSON.parse(text(queueOf(graph, "FeedQueue").redrivePolicy)).maxReceiveCount} times .-> FeedDead[(FeedDead.fifo)]
  table -- stream --> Projector
  table -- stream --> Publisher
  Projector -. what fails .-> StreamDead[(StreamDead)]
  Publisher -. what fails .-> StreamDead
  clock((clock)) -- each minute --> FeedWatch
  clock -- each minute --> BoardWatch
  table -- each night --> vault
  table -- each night --> backups[(Backups, two regions)]
\`\`\``;
}

const queueOf = (graph: Graph, name: string) =>
  ofType(graph, "sqs/queue:Queue").find((queue) => queue.name === name)?.props ?? {};

const pathOf = (key: string): string =>
  key.replace("$default", "pages without a document").replace(/[{}]/g, "");

const authorizerName = (id: string): string => id.replace(/^ApiAuthorizer(\w+?)Authorizer.*$/, "$1");

/** `dynamodb: GetItem, Query; s3: GetObject` */
function actionsOf(actions: readonly string[]): string {
  const services = Map.groupBy(new Set(actions), (action) => action.split(":")[0] ?? "");
  return [...services]
    .filter(([service]) => service !== "logs")
    .map(([service, names]) => `${service}: ${names.map((name) => name.split(":")[1]).join(", ")}`)
    .join("; ");
}

function alarmRow(graph: Graph, { props }: Resource): string {
  const [, severity, runbook] = /^(\w+): docs\/runbooks\/(.+)$/.exec(text(props.alarmDescription)) ?? [];
  const sign = props.comparisonOperator === "LessThanThreshold" ? "below" : "above";
  const statistic = text(props.extendedStatistic) || text(props.statistic);
  return row(
    shortName(graph, props.name),
    severity,
    `${statistic} of ${props.metricName} ${sign} ${props.threshold} for ${props.evaluationPeriods} min`,
    `[${runbook?.replace(".md", "")}](../runbooks/${runbook})`,
  );
}

function panels(graph: Graph, { props }: Resource): string {
  const { widgets } = JSON.parse(text(props.dashboardBody)) as {
    widgets: { properties: { title: string; metrics: string[][]; annotations?: object } }[];
  };
  const lines = widgets.map(({ properties: { title, metrics, annotations } }) => {
    const objective = at(annotations as never, "horizontal.0.value");
    const names = metrics.map(([, metric]) => metric).join(", ");
    return `* ${title}: ${names}${objective === undefined ? "" : `; objective ${objective}`}`;
  });
  return `**${shortName(graph, props.dashboardName)}**\n\n${lines.join("\n")}\n`;
}

/** The built app's files aside, which change with each build. */
function inventory(graph: Graph): string {
  const types = Map.groupBy(
    graph.resources.filter(({ type }) => type.startsWith("aws:") && !type.startsWith("aws:s3/bucketObject")),
    ({ type }) => type.replace(/^aws:/, "").replace(/\/.*:/, "."),
  );
  return [...types]
    .filter(([type]) => type !== "cloudwatch.MetricAlarm")
    .map(([type, found]) => row(type, namesOf(found)))
    .sort()
    .join("\n");
}

function namesOf(found: readonly Resource[]): string {
  const names = Map.groupBy(found, ({ name }) => stable(name));
  return [...names]
    .map(([name, all]) => (all.length === 1 ? name : `${name} (${all.length})`))
    .sort()
    .join(", ");
}

/** Names of routes end in a hash. */
const stable = (name: string): string =>
  name.replace(/^(ApiRoute)\w{6}/, "$1…").replace(/(Subscriber)[A-Z][a-z]{5}(?=E)/, "$1…");

function row(...cells: unknown[]): string {
  return `| ${cells.map((cell) => String(cell ?? "")).join(" | ")} |`;
}
