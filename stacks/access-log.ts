/** Standard logs, kept for a month, apart from what must not be lost. CloudFront's deliveries are made in us-east-1. */
import { physical } from "./functions.ts";
import type { StageSettings } from "./settings.ts";

const REGION = "us-east-1";

/** Of each distribution into one bucket: the name of a file begins with its distribution's id. */
export function accessLogs(settings: StageSettings, arns: Record<string, $util.Output<string>>): void {
  const destination = new aws.cloudwatch.LogDeliveryDestination("EdgeLogDestination", {
    name: physical("Edge"),
    region: REGION,
    outputFormat: "parquet",
    deliveryDestinationConfiguration: { destinationResourceArn: logBucket(settings).arn },
  });
  for (const [name, resourceArn] of Object.entries(arns)) {
    const source = new aws.cloudwatch.LogDeliverySource(`${name}LogSource`, {
      name: physical(name),
      region: REGION,
      logType: "ACCESS_LOGS",
      resourceArn,
    });
    new aws.cloudwatch.LogDelivery(`${name}LogDelivery`, {
      region: REGION,
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
    });
  }
}

function logBucket(settings: StageSettings): sst.aws.Bucket {
  const { accountId } = aws.getCallerIdentityOutput();
  return new sst.aws.Bucket("EdgeLogs", {
    cors: false,
    lifecycle: [{ id: "a-month", expiresIn: "30 days" }],
    policy: [
      {
        effect: "allow",
        principals: [{ type: "service", identifiers: ["delivery.logs.amazonaws.com"] }],
        actions: ["s3:PutObject"],
        paths: ["*"],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
      },
    ],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !settings.protect;
        return undefined;
      },
    },
  });
}
