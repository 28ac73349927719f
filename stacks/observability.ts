/** Dashboards, alarms, spending. Golden signals of every function; what fans feel; what it costs. */
import { type Alarm, type Measure, ofFunction, own, raise } from "./alarms.ts";
import type { Door } from "./edge.ts";
import { physical } from "./functions.ts";
import { REGION, type StageSettings } from "./settings.ts";

const EDGE_REGION = "us-east-1";

/** By name, as `functionArgs` gives them. */
export const FUNCTIONS = [
  "ReadBoard",
  "ReadHealth",
  "ReadPage",
  "Lock",
  "ConsoleLock",
  "Desk",
  "Admin",
  "SignIn",
  "IngestNdjson",
  "IngestOdf",
  "FeedApplier",
  "FeedDeadFiler",
  "FeedWatch",
  "BoardWatch",
  "Projector",
  "Publisher",
] as const;

/** What happens a second time by itself, and then counts as a failure only in the dead-letter queue. */
const RETRIED: readonly string[] = [
  "FeedApplier",
  "FeedDeadFiler",
  "Projector",
  "Publisher",
  "FeedWatch",
  "BoardWatch",
];

export interface ObservedNeeds {
  api: sst.aws.ApiGatewayV2;
  doors: { fans: Door; console: Door };
}

export function observability(settings: StageSettings, needs: ObservedNeeds): void {
  const measures = measuresOf(needs);
  dashboards(measures);
  const email = process.env.PODIUM_ALARM_EMAIL;
  const [critical, warning] = topics("", email);
  budget(settings, warning.arn);
  if (!settings.alarms) return;
  const [criticalEdge, warningEdge] = topics("Edge", email, EDGE_REGION);
  for (const alarm of alarms(measures)) {
    const atEdge = alarm.measure.region === EDGE_REGION;
    raise(alarm, {
      critical: (atEdge ? criticalEdge : critical).arn,
      warning: (atEdge ? warningEdge : warning).arn,
    });
  }
}

type Measures = ReturnType<typeof measuresOf>;

function measuresOf({ api, doors }: ObservedNeeds) {
  const http = (metric: string, statistic: Measure["statistic"]): Measure => ({
    namespace: "AWS/ApiGateway",
    metric,
    dimensions: { ApiId: api.nodes.api.id },
    statistic,
  });
  const edge = (door: Door, metric: string, statistic: Measure["statistic"]): Measure => ({
    namespace: "AWS/CloudFront",
    metric,
    dimensions: { DistributionId: door.id, Region: "Global" },
    statistic,
    region: EDGE_REGION,
  });
  const depth = (queue: string): Measure => ({
    namespace: "AWS/SQS",
    metric: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: physical(queue) },
    statistic: "Maximum",
  });
  return {
    edgeRequests: edge(doors.fans, "Requests", "Sum"),
    edgeErrors: edge(doors.fans, "5xxErrorRate", "Average"),
    edgeRefusals: edge(doors.fans, "4xxErrorRate", "Average"),
    edgeHits: edge(doors.fans, "CacheHitRate", "Average"),
    consoleRequests: edge(doors.console, "Requests", "Sum"),
    consoleErrors: edge(doors.console, "5xxErrorRate", "Average"),
    consoleRefusals: edge(doors.console, "4xxErrorRate", "Average"),
    apiErrors: http("5xx", "Sum"),
    apiRefusals: http("4xx", "Sum"),
    apiLatency: http("Latency", "p99"),
    factToBoard: own("projector", "FactToBoardMs", "p99"),
    factToAllBoards: own("projector", "FactToAllBoardsMs", "p99"),
    boardLag: own("board-watch", "BoardLagMs", "Maximum"),
    boardAge: own("board-watch", "FrontBoardAgeMs", "Maximum"),
    invalidations: own("board-watch", "InvalidationsUsedPercent", "Maximum"),
    overBudget: own("publisher", "InvalidationOverBudget", "Sum"),
    projectionFailed: own("projector", "ProjectionFailed", "Sum"),
    feedSilent: own("feed-watch", "FeedSilent", "Sum"),
    medalMismatch: own("feed-watch", "MedalMismatch", "Sum"),
    feedRefused: own("ingest-odf", "FeedRefused", "Sum"),
    linesRefused: own("ingest-ndjson", "FeedRefused", "Sum"),
    feedGaveUp: own("feed-applier", "FeedDead", "Sum"),
    feedDied: own("feed-dead", "FeedDead", "Sum"),
    feedSettled: own("feed-applier", "FeedTakenToSettledMs", "p99"),
    signInFailed: own("sign-in", "SignInFailed", "Sum"),
    adminForbidden: own("admin", "AdminForbidden", "Sum"),
    projectorAge: ofFunction("Projector", "IteratorAge", "Maximum"),
    publisherAge: ofFunction("Publisher", "IteratorAge", "Maximum"),
    streamDead: depth("StreamDead"),
    feedDead: depth("FeedDead.fifo"),
    feedWaiting: depth("Feed.fifo"),
    tableThrottled: {
      namespace: "AWS/DynamoDB",
      metric: "WriteThrottleEvents",
      dimensions: { TableName: physical("Table") },
      statistic: "Sum",
    } satisfies Measure,
    tableExpired: {
      namespace: "AWS/DynamoDB",
      metric: "TimeToLiveDeletedItemCount",
      dimensions: { TableName: physical("Table") },
      statistic: "Sum",
    } satisfies Measure,
  };
}

function alarms(of: Measures): Alarm[] {
  const critical = { severity: "critical" } as const;
  const warning = { severity: "warning" } as const;
  return [
    {
      ...critical,
      name: "EdgeErrors",
      runbook: "fans-see-errors",
      measure: of.edgeErrors,
      above: 1,
      minutes: 3,
    },
    {
      ...critical,
      name: "ApiErrors",
      runbook: "fans-see-errors",
      measure: of.apiErrors,
      above: 20,
      minutes: 3,
    },
    {
      ...warning,
      name: "EdgeRefusals",
      runbook: "refused-requests",
      measure: of.edgeRefusals,
      above: 10,
      minutes: 15,
    },
    {
      ...warning,
      name: "CacheHits",
      runbook: "cache-hits",
      measure: of.edgeHits,
      above: 80,
      below: true,
      minutes: 15,
    },
    {
      ...critical,
      name: "ConsoleErrors",
      runbook: "console-errors",
      measure: of.consoleErrors,
      above: 5,
      minutes: 3,
    },
    {
      ...warning,
      name: "ConsoleRefusals",
      runbook: "refused-requests",
      measure: of.consoleRefusals,
      above: 25,
      minutes: 15,
    },
    {
      ...critical,
      name: "FactToBoard",
      runbook: "boards-are-late",
      measure: of.factToBoard,
      above: 2_000,
      minutes: 5,
    },
    {
      ...critical,
      name: "BoardLag",
      runbook: "boards-are-late",
      measure: of.boardLag,
      above: 30_000,
      minutes: 3,
    },
    {
      ...critical,
      name: "ProjectorAge",
      runbook: "boards-are-late",
      measure: of.projectorAge,
      above: 30_000,
      minutes: 3,
    },
    {
      ...warning,
      name: "PublisherAge",
      runbook: "edge-is-late",
      measure: of.publisherAge,
      above: 60_000,
      minutes: 5,
    },
    {
      ...critical,
      name: "StreamDead",
      runbook: "stream-dead-letters",
      measure: of.streamDead,
      above: 0,
      minutes: 1,
    },
    {
      ...warning,
      name: "ProjectionFailed",
      runbook: "stream-dead-letters",
      measure: of.projectionFailed,
      above: 0,
      minutes: 5,
    },
    {
      ...critical,
      name: "FeedDead",
      runbook: "feed-dead-letters",
      measure: of.feedDead,
      above: 0,
      minutes: 1,
    },
    {
      ...critical,
      name: "FeedSilent",
      runbook: "feed-silence",
      measure: of.feedSilent,
      above: 0,
      minutes: 2,
    },
    {
      ...warning,
      name: "FeedSettled",
      runbook: "feed-is-slow",
      measure: of.feedSettled,
      above: 5_000,
      minutes: 5,
    },
    {
      ...warning,
      name: "FeedWaiting",
      runbook: "feed-is-slow",
      measure: of.feedWaiting,
      above: 500,
      minutes: 5,
    },
    {
      ...warning,
      name: "FeedRefused",
      runbook: "feed-refused",
      measure: of.feedRefused,
      above: 20,
      minutes: 5,
    },
    {
      ...warning,
      name: "LinesRefused",
      runbook: "feed-refused",
      measure: of.linesRefused,
      above: 20,
      minutes: 5,
    },
    {
      ...warning,
      name: "MedalMismatch",
      runbook: "medals-differ",
      measure: of.medalMismatch,
      above: 0,
      minutes: 1,
    },
    {
      ...warning,
      name: "InvalidationsUsed",
      runbook: "invalidation-budget",
      measure: of.invalidations,
      above: 80,
      minutes: 5,
    },
    {
      ...warning,
      name: "InvalidationsOver",
      runbook: "invalidation-budget",
      measure: of.overBudget,
      above: 0,
      minutes: 1,
    },
    {
      ...critical,
      name: "SignInFailed",
      runbook: "failed-sign-ins",
      measure: of.signInFailed,
      above: 20,
      minutes: 5,
    },
    {
      ...warning,
      name: "AdminForbidden",
      runbook: "failed-sign-ins",
      measure: of.adminForbidden,
      above: 20,
      minutes: 5,
    },
    {
      ...critical,
      name: "TableThrottled",
      runbook: "table-throttled",
      measure: of.tableThrottled,
      above: 0,
      minutes: 3,
    },
    ...FUNCTIONS.map(
      (name): Alarm => ({
        ...(RETRIED.includes(name) ? warning : critical),
        name: `${name}Errors`,
        runbook: "function-errors",
        measure: ofFunction(name, "Errors", "Sum"),
        above: RETRIED.includes(name) ? 5 : 2,
        minutes: 3,
      }),
    ),
    ...FUNCTIONS.map(
      (name): Alarm => ({
        ...warning,
        name: `${name}Throttles`,
        runbook: "function-errors",
        measure: ofFunction(name, "Throttles", "Sum"),
        above: 0,
        minutes: 3,
      }),
    ),
  ];
}

interface Panel {
  title: string;
  measures: Measure[];
  /** The objective, drawn as a line. */
  target?: number;
}

function dashboards(of: Measures): void {
  dashboard("Fans", [
    { title: "Requests at the edge", measures: [of.edgeRequests] },
    { title: "Answers from the cache, %", measures: [of.edgeHits], target: 95 },
    { title: "Errors at the edge, %", measures: [of.edgeErrors, of.edgeRefusals], target: 0.1 },
    { title: "Fact to board, ms", measures: [of.factToBoard, of.factToAllBoards], target: 500 },
    { title: "Age of the front page's board, ms", measures: [of.boardAge] },
    { title: "Board furthest behind its facts, ms", measures: [of.boardLag], target: 2_000 },
    { title: "API latency, ms", measures: [of.apiLatency], target: 200 },
    { title: "API errors and refusals", measures: [of.apiErrors, of.apiRefusals] },
  ]);
  dashboard("Pipeline", [
    { title: "Stream behind, ms", measures: [of.projectorAge, of.publisherAge], target: 1_000 },
    { title: "Dead letters", measures: [of.streamDead, of.feedDead, of.feedGaveUp, of.feedDied], target: 0 },
    { title: "Feed: taken to settled, ms", measures: [of.feedSettled], target: 1_000 },
    {
      title: "Feed: waiting, silent, refused",
      measures: [of.feedWaiting, of.feedSilent, of.feedRefused, of.linesRefused],
    },
    { title: "Invalidations used, % of the month", measures: [of.invalidations], target: 80 },
    { title: "Table: throttled writes, expired items", measures: [of.tableThrottled, of.tableExpired] },
    { title: "Console and feeds: requests", measures: [of.consoleRequests] },
    {
      title: "Console and feeds: errors and refusals, %",
      measures: [of.consoleErrors, of.consoleRefusals],
      target: 1,
    },
    { title: "Sign-ins failed, console refused", measures: [of.signInFailed, of.adminForbidden] },
    { title: "Medals that the feed has otherwise", measures: [of.medalMismatch] },
  ]);
  dashboard(
    "Functions",
    FUNCTIONS.map((name) => ({
      title: name,
      measures: [
        ofFunction(name, "Invocations", "Sum"),
        ofFunction(name, "Errors", "Sum"),
        ofFunction(name, "Throttles", "Sum"),
        ofFunction(name, "Duration", "p99"),
        ofFunction(name, "ConcurrentExecutions", "Maximum"),
      ],
    })),
  );
}

function dashboard(name: string, panels: readonly Panel[]): void {
  const widgets = panels.map(({ title, measures, target }, index) => ({
    type: "metric",
    x: (index % 2) * 12,
    y: Math.floor(index / 2) * 6,
    width: 12,
    height: 6,
    properties: {
      title,
      region: REGION,
      period: 60,
      metrics: measures.map(({ namespace, metric, dimensions, statistic, region }) => [
        namespace,
        metric,
        ...Object.entries(dimensions).flat(),
        { stat: statistic, ...(region && { region }) },
      ]),
      ...(target !== undefined && {
        annotations: { horizontal: [{ label: "objective", value: target }] },
      }),
    },
  }));
  new aws.cloudwatch.Dashboard(`Dashboard${name}`, {
    dashboardName: physical(name),
    dashboardBody: $util.jsonStringify({ widgets }),
  });
}

function topics(suffix: string, email: string | undefined, region?: string) {
  return (["Critical", "Warning"] as const).map((severity) => {
    const name = `Alarms${suffix}${severity}`;
    const topic = new aws.sns.Topic(name, { name: physical(name), ...(region && { region }) });
    new aws.sns.TopicPolicy(`${name}Policy`, {
      arn: topic.arn,
      policy: mayTell(topic.arn),
      ...(region && { region }),
    });
    if (email) {
      new aws.sns.TopicSubscription(`${name}Email`, {
        topic: topic.arn,
        protocol: "email",
        endpoint: email,
        ...(region && { region }),
      });
    }
    return topic;
  }) as [aws.sns.Topic, aws.sns.Topic];
}

/** Alarms and budgets of this account, and nobody else. */
function mayTell(topic: $util.Output<string>): $util.Output<string> {
  const { accountId } = aws.getCallerIdentityOutput();
  return aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        actions: ["sns:Publish"],
        resources: [topic],
        principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
      },
    ],
  }).json;
}

/** What is spent, told at four fifths and where it is about to be exceeded. The console has it by day and service. */
function budget({ budgetUsdPerMonth }: StageSettings, topic: $util.Output<string>): void {
  const tell = {
    comparisonOperator: "GREATER_THAN",
    thresholdType: "PERCENTAGE",
    subscriberSnsTopicArns: [topic],
  };
  new aws.budgets.Budget("Spending", {
    name: physical("Spending"),
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(budgetUsdPerMonth),
    limitUnit: "USD",
    costFilters: [{ name: "TagKeyValue", values: [`user:podium-stage$${$app.stage}`] }],
    notifications: [
      { ...tell, notificationType: "ACTUAL", threshold: 80 },
      { ...tell, notificationType: "FORECASTED", threshold: 100 },
    ],
  });
  new aws.budgets.Budget("SpendingDaily", {
    name: physical("SpendingDaily"),
    budgetType: "COST",
    timeUnit: "DAILY",
    limitAmount: String(Math.ceil(budgetUsdPerMonth / 10)),
    limitUnit: "USD",
    costFilters: [{ name: "TagKeyValue", values: [`user:podium-stage$${$app.stage}`] }],
    notifications: [{ ...tell, notificationType: "ACTUAL", threshold: 100 }],
  });
}
