/** Metrics as CloudWatch's embedded metric format: log lines that become figures. */
import { MetricUnit, Metrics as Powertools } from "@aws-lambda-powertools/metrics";

export interface Metrics {
  count(name: string, value?: number): void;
  timing(name: string, ms: number): void;
  /** Writes out what was collected. Once per invocation. */
  flush(): void;
}

export const NAMESPACE = "Podium";

export function createMetrics(service: string): Metrics {
  const metrics = new Powertools({ namespace: NAMESPACE, serviceName: service });
  return {
    count: (name, value = 1) => metrics.addMetric(name, MetricUnit.Count, value),
    timing: (name, ms) => metrics.addMetric(name, MetricUnit.Milliseconds, ms),
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
