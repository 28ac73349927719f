/** What a function is told about one invocation of it, as in Lambda. */
import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";

const ACCOUNT = "000000000000";

/** One per invocation; the id is made when it is asked for, because most handlers never ask. */
export class LocalContext implements Context {
  callbackWaitsForEmptyEventLoop = false;
  readonly functionName: string;
  readonly functionVersion = "$LATEST";
  readonly memoryLimitInMB = "1024";
  private readonly deadline: number;
  private id: string | undefined;

  /** `timeoutMs`: how long the function may take from now. */
  constructor(functionName: string, timeoutMs: number) {
    this.functionName = functionName;
    this.deadline = Date.now() + timeoutMs;
  }

  get awsRequestId(): string {
    this.id ??= randomUUID();
    return this.id;
  }

  get invokedFunctionArn(): string {
    return `arn:aws:lambda:local:${ACCOUNT}:function:${this.functionName}`;
  }

  get logGroupName(): string {
    return `/aws/lambda/${this.functionName}`;
  }

  get logStreamName(): string {
    return "local";
  }

  /** Bound, as Lambda's own is: middleware takes it off the context and calls it alone. */
  readonly getRemainingTimeInMillis = (): number => Math.max(0, this.deadline - Date.now());

  /** Of the days before promises: Node 24 on Lambda has no callbacks either. */
  done(): never {
    throw new TypeError("context.done is gone: return a promise");
  }

  fail(): never {
    throw new TypeError("context.fail is gone: throw");
  }

  succeed(): never {
    throw new TypeError("context.succeed is gone: return");
  }
}
