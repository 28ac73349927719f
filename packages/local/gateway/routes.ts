/**
 * Routes of an HTTP API: `GET /path/{name}/{rest+}`, `ANY /path`, `$default`.
 * Source: Amazon API Gateway Developer Guide, "Create routes for HTTP APIs": the most specific route wins, a full match
 * before one with variables, those before a greedy one, `$default` last.
 */
export interface Route<T> {
  route: string;
  target: T;
}

export interface Match<T> {
  /** As it was declared. */
  route: string;
  target: T;
  /** Still percent-encoded; undefined where the route has none. */
  parameters: Record<string, string> | undefined;
}

export type Router<T> = (method: string, path: string) => Match<T> | undefined;

type Part =
  | { kind: "literal"; text: string }
  | { kind: "one"; name: string }
  | { kind: "greedy"; name: string };

interface Template<T> {
  route: string;
  target: T;
  method: string;
  parts: Part[];
}

const DEFAULT = "$default";
const RANK = { literal: 0, one: 1, greedy: 2 } as const;

/** Throws a TypeError on a route that API Gateway would not take. */
export function compileRoutes<T>(routes: readonly Route<T>[]): Router<T> {
  const exact = new Map<string, Match<T>>();
  const templates: Template<T>[] = [];
  let fallback: Match<T> | undefined;
  for (const { route, target } of routes) {
    if (route === DEFAULT) {
      fallback = { route, target, parameters: undefined };
      continue;
    }
    const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(route) ?? [];
    if (method === undefined || path === undefined) {
      throw new TypeError(`'${route}' is no route: it reads like 'GET /api/{proxy+}'`);
    }
    if (path.includes("{")) templates.push({ route, target, method, parts: partsOf(path, route) });
    else exact.set(`${method} ${path}`, { route, target, parameters: undefined });
  }
  templates.sort(bySpecificity);

  return (method, path) => {
    const found = exact.get(`${method} ${path}`) ?? exact.get(`ANY ${path}`);
    if (found !== undefined) return found;
    for (const template of templates) {
      if (template.method !== method && template.method !== "ANY") continue;
      const parameters = matchParts(template.parts, path);
      if (parameters !== undefined) return { route: template.route, target: template.target, parameters };
    }
    return fallback;
  };
}

function partsOf(path: string, route: string): Part[] {
  const segments = path.slice(1).split("/");
  return segments.map((text, index): Part => {
    const [, name, plus] = /^\{([\w.-]+)(\+?)\}$/.exec(text) ?? [];
    if (name === undefined) {
      if (/[{}]/.test(text)) throw new TypeError(`'${route}': a variable fills a whole segment`);
      return { kind: "literal", text };
    }
    if (plus === "+" && index !== segments.length - 1) {
      throw new TypeError(`'${route}': a greedy variable stands at the end`);
    }
    return { kind: plus === "+" ? "greedy" : "one", name };
  });
}

function bySpecificity(a: Template<unknown>, b: Template<unknown>): number {
  for (let i = 0; i < Math.max(a.parts.length, b.parts.length); i += 1) {
    const left = a.parts[i];
    const right = b.parts[i];
    // The longer one asks for more.
    if (left === undefined || right === undefined) return b.parts.length - a.parts.length;
    if (left.kind !== right.kind) return RANK[left.kind] - RANK[right.kind];
  }
  return Number(a.method === "ANY") - Number(b.method === "ANY");
}

function matchParts(parts: readonly Part[], path: string): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  let at = 1;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] as Part;
    if (at > path.length) return undefined;
    if (part.kind === "greedy") {
      if (at === path.length) return undefined;
      parameters[part.name] = path.slice(at);
      return parameters;
    }
    const slash = path.indexOf("/", at);
    const end = slash === -1 ? path.length : slash;
    const text = path.slice(at, end);
    if (part.kind === "literal" ? text !== part.text : text === "") return undefined;
    if (part.kind === "one") parameters[part.name] = text;
    at = end + 1;
  }
  return at > path.length ? parameters : undefined;
}
