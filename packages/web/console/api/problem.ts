/** What the API says when it doesn't do what was asked. */
import type { problem } from "@podium/functions/admin/schema.ts";
import type * as z from "zod";

export type ProblemDetails = z.infer<typeof problem>;
export type Theirs = NonNullable<ProblemDetails["theirs"]>;

/** The API's own word: asking again brings the same. */
export class Refused extends Error {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.detail);
    this.name = "Refused";
    this.problem = problem;
  }
}

/** No answer, or one that says to come back: the line, the server, the table. */
export class Unreachable extends Error {
  constructor(options: ErrorOptions = {}) {
    super("Podium can’t be reached right now", options);
    this.name = "Unreachable";
  }
}

/** The session is over: someone has to sign in. */
export class SignedOut extends Error {
  constructor() {
    super("sign in again");
    this.name = "SignedOut";
  }
}

/** For who waits at the screen. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
