/**
 * What wakes someone (critical: fans see it, or soon will) and what waits for the morning (warning). Each names the page
 * that says what to do.
 */
import { physical } from "./functions.ts";

export interface Measure {
  namespace: string;
  metric: string;
  dimensions: Record<string, $util.Input<string>>;
  /** `p99`, or one of CloudWatch's own. */
  statistic: "Sum" | "Maximum" | "Average" | "p99";
  /** Where the metric is kept, if not in the stage's region. */
  region?: string;
}

export interface Alarm {
  name: string;
  severity: "critical" | "warning";
  /** In `docs/runbooks`, without `.md`. */
  runbook: string;
  measure: Measure;
  /** In the metric's own unit. */
  above: number;
  /** Below instead of above. */
  below?: boolean;
  /** Minutes, each of which is too much. */
  minutes: number;
  /** Whether no data is as it should be. */
  silence?: "fine" | "alarming";
}

/** Metrics of Podium itself: `packages/core/observe/metrics.ts`. */
export function own(service: string, metric: string, statistic: Measure["statistic"]): Measure {
  return { namespace: "Podium", metric, dimensions: { service }, statistic };
}

export function ofFunction(name: string, metric: string, statistic: Measure["statistic"]): Measure {
  return { namespace: "AWS/Lambda", metric, dimensions: { FunctionName: physical(name) }, statistic };
}

export interface Topics {
  critical: $util.Input<string>;
  warning: $util.Input<string>;
}

/** CloudFront's metrics are in us-east-1, so are their alarms and those that hear them. */
export function raise(alarm: Alarm, topics: Topics): void {
  const { name, severity, runbook, measure, above, below = false, minutes, silence = "fine" } = alarm;
  const percentile = measure.statistic === "p99";
  new aws.cloudwatch.MetricAlarm(`Alarm-${name}`, {
    name: physical(name),
    alarmDescription: `${severity}: docs/runbooks/${runbook}.md`,
    namespace: measure.namespace,
    metricName: measure.metric,
    dimensions: measure.dimensions,
    ...(percentile ? { extendedStatistic: "p99" } : { statistic: measure.statistic }),
    period: 60,
    evaluationPeriods: minutes,
    threshold: above,
    comparisonOperator: below ? "LessThanThreshold" : "GreaterThanThreshold",
    treatMissingData: silence === "fine" ? "notBreaching" : "breaching",
    alarmActions: [topics[severity]],
    okActions: [topics[severity]],
    ...(measure.region && { region: measure.region }),
  });
}
