/** What artillery hands to a hook, as far as ours use it. A hook that throws ends its user, who then counts as failed. */

export interface User {
  vars: Record<string, unknown>;
  funcs: { $template(text: string): string };
}

/** A request of a scenario; `url` and the like still hold their `{{ variables }}`. */
export interface Request {
  url: string;
  name?: string;
  headers?: Record<string, string>;
  body?: string;
  json?: object;
  followRedirect?: boolean;
  /** Statuses that are right for it; ours, not artillery's. */
  answers?: readonly number[];
}

export interface Response {
  statusCode: number;
  headers: Readonly<Record<string, string | undefined>>;
  /** Unpacked. */
  body: string;
}

export interface Events {
  emit(kind: "counter", name: string, value: number): void;
}

/** Says no to an answer. Its message is what the report counts, so it names no ids. */
export class Wrong extends Error {}
