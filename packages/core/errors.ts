/** The base of every error that Podium raises on purpose: a code to match, and what the caller can do. */
export interface Problem {
  /** Stable, in capitals: `UNKNOWN_COMPETITOR`. */
  code: string;
  /** One sentence for the caller. */
  detail: string;
  /** Path of the field in the input, `mark.timeMs`. */
  field?: string;
  /** The rule it broke, in words. */
  rule?: string;
}

export class PodiumError extends Error {
  readonly code: string;
  readonly field: string | undefined;
  readonly rule: string | undefined;
  /** True where the same call may succeed later. */
  readonly retry: boolean;
  /** Where it is known when. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    problem: Problem,
    options: { retry?: boolean; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(problem.detail, { cause: options.cause });
    this.name = new.target.name;
    this.code = problem.code;
    this.field = problem.field;
    this.rule = problem.rule;
    this.retry = options.retry ?? false;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
