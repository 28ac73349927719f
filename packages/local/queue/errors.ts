/** What the service answers instead of a result. `code` is the shape's name, `queryCode` the one that SDKs show. */
export class QueueError extends Error {
  readonly code: string;
  readonly queryCode: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = "QueueError";
    this.code = code;
    this.queryCode = QUERY_CODES[code] ?? code;
  }
}

/** Codes of the older query protocol, where they differ. Source: Amazon SQS service model, `awsQueryError`. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

export function invalid(name: string, value: unknown, reason: string): QueueError {
  const shown = typeof value === "string" ? value.slice(0, 100) : String(value);
  return new QueueError(
    "InvalidParameterValue",
    `Value ${shown} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
