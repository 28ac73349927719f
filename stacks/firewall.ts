/**
 * Bounds of what one address may ask of the paths that cost us something each time. It is billed by the request that it sees,
 * and a stadium of fans has one address: it stands at the console's door alone.
 */
import { physical } from "./functions.ts";

const LIMITS = [
  { name: "sign-in", path: "/api/sign-in", perFiveMinutes: 100 },
  { name: "admin", path: "/api/admin/", perFiveMinutes: 3_000 },
  { name: "ingest", path: "/api/ingest/", perFiveMinutes: 30_000 },
];

export function firewall(): aws.wafv2.WebAcl {
  const visible = (metricName: string) => ({
    metricName,
    cloudwatchMetricsEnabled: true,
    sampledRequestsEnabled: true,
  });
  return new aws.wafv2.WebAcl("Firewall", {
    name: physical("Firewall"),
    region: "us-east-1",
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: visible("firewall"),
    rules: LIMITS.map(({ name, path, perFiveMinutes }, priority) => ({
      name,
      priority,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: {
        rateBasedStatement: {
          limit: perFiveMinutes,
          evaluationWindowSec: 300,
          aggregateKeyType: "IP",
          scopeDownStatement: {
            byteMatchStatement: {
              fieldToMatch: { uriPath: {} },
              positionalConstraint: "STARTS_WITH",
              searchString: path,
              textTransformations: [{ priority: 0, type: "NONE" }],
            },
          },
        },
      },
      visibilityConfig: visible(name),
    })),
  });
}
