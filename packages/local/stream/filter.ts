/**
 * Filters of an event-source mapping: EventBridge patterns as Lambda takes them for DynamoDB.
 * Source: AWS Lambda Developer Guide, "Control which events Lambda sends to your function", filter rule syntax.
 * A record passes if one pattern matches; a pattern matches if all its fields do; a field if one of its rules does.
 */
export type Scalar = string | number | boolean | null;

export type Rule =
  | Scalar
  | { prefix: string }
  | { suffix: string }
  | { exists: boolean }
  | { "equals-ignore-case": string }
  | { "anything-but": Scalar | Scalar[] | { prefix: string } | { suffix: string } };

export interface Pattern {
  [field: string]: Pattern | Rule[] | Pattern[];
}

export type Matcher = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

/** Lambda's quota without asking for more. */
const FILTERS = 5;

/** Throws a TypeError that names the place of what Lambda would not take either (numeric ranges, unknown rules). */
export function compileFilters(patterns: readonly Pattern[]): Matcher {
  if (patterns.length > FILTERS) {
    throw new TypeError(`a mapping takes at most ${FILTERS} filters, not ${patterns.length}`);
  }
  const matchers = patterns.map((pattern, index) => compile(pattern, `filter ${index}`));
  return matchers.length === 0 ? () => true : (event) => matchers.some((matches) => matches(event));
}

function compile(pattern: Pattern, path: string): Matcher {
  const fields = Object.entries(pattern).map(([name, wanted]): Matcher => {
    const here = `${path}.${name}`;
    if (name === "$or") return anyOf(wanted, here);
    if (Array.isArray(wanted)) return leaf(name, wanted, here);
    if (typeof wanted !== "object" || wanted === null) {
      throw new TypeError(`${here}: a rule stands in a list, like ["x"]`);
    }
    const matches = compile(wanted, here);
    return (event) => matches(field(event, name));
  });
  return (event) => fields.every((matches) => matches(event));
}

function anyOf(wanted: Pattern[string], path: string): Matcher {
  if (!Array.isArray(wanted) || wanted.length < 2) throw new TypeError(`${path}: takes a list of patterns`);
  const matchers = wanted.map((pattern, index) => compile(asPattern(pattern, path), `${path}[${index}]`));
  return (event) => matchers.some((matches) => matches(event));
}

function asPattern(pattern: unknown, path: string): Pattern {
  if (typeof pattern === "object" && pattern !== null) return pattern as Pattern;
  throw new TypeError(`${path}: takes a list of patterns`);
}

function leaf(name: string, rules: readonly unknown[], path: string): Matcher {
  if (rules.length === 0) throw new TypeError(`${path}: an empty list matches nothing`);
  const tests = rules.map((rule) => compileRule(rule, path));
  return (event) => {
    const value = text(field(event, name));
    // A set matches where one of its members does.
    if (Array.isArray(value) && value.length > 0) {
      return value.some((member) => tests.some((test) => test(text(member))));
    }
    return tests.some((test) => test(value));
  };
}

function compileRule(rule: unknown, path: string): Test {
  if (isScalar(rule)) return (value) => value === rule;
  const entries = typeof rule === "object" && rule !== null ? Object.entries(rule) : [];
  const [name, wanted] = entries[0] ?? ["", undefined];
  if (entries.length === 1) {
    if (name === "exists" && typeof wanted === "boolean") return (value) => isLeaf(value) === wanted;
    if (name === "prefix" && typeof wanted === "string") return startsWith(wanted);
    if (name === "suffix" && typeof wanted === "string") return endsWith(wanted);
    if (name === "equals-ignore-case" && typeof wanted === "string") {
      const lower = wanted.toLowerCase();
      return (value) => typeof value === "string" && value.toLowerCase() === lower;
    }
    if (name === "anything-but") {
      const unwanted = (Array.isArray(wanted) ? wanted : [wanted]).map((item) => compileRule(item, path));
      return (value) => isScalar(value) && !unwanted.some((test) => test(value));
    }
    if (name === "numeric") {
      throw new TypeError(
        `${path}: DynamoDB's numbers are text in the stream, Lambda has no numeric rules for it`,
      );
    }
  }
  throw new TypeError(`${path}: no such rule: ${JSON.stringify(rule)}`);
}

function startsWith(prefix: string): Test {
  return (value) => typeof value === "string" && value.startsWith(prefix);
}

function endsWith(suffix: string): Test {
  return (value) => typeof value === "string" && value.endsWith(suffix);
}

function field(event: unknown, name: string): unknown {
  return typeof event === "object" && event !== null && !Array.isArray(event)
    ? (event as Record<string, unknown>)[name]
    : undefined;
}

/** Binary values are base64 text in Lambda's JSON; here they become that only where a filter looks at them. */
function text(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** `exists` looks at leaves only: an object in between does not count. */
function isLeaf(value: unknown): boolean {
  return isScalar(value) || Array.isArray(value);
}
