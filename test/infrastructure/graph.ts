/** What a stage is made of, and questions about it. */
export interface Resource {
  /** `aws:lambda/function:Function` */
  type: string;
  name: string;
  /** Inputs, everything resolved. Secrets are not there: they read `[secret FeedSecrets]`. */
  props: Props;
  protect: boolean;
  retainOnDelete: boolean;
  /** Region where it isn't the stage's own. */
  region?: string;
}

export type Props = { [name: string]: Value };
export type Value = string | number | boolean | null | undefined | Value[] | Props;

export type { StageName } from "./paths.ts";

export interface Graph {
  stage: string;
  /** Of everything that names no other. */
  region: string;
  resources: Resource[];
  /** What can be linked, by name. */
  links: Record<string, Record<string, string>>;
  outputs: Props;
}

export interface Statement {
  effect: string;
  actions: string[];
  resources: string[];
}

export const ofType = (graph: Graph, type: string): Resource[] =>
  graph.resources.filter((resource) => resource.type === `aws:${type}`);

/** @throws Error where there is none, or more than one */
export function only(graph: Graph, type: string): Resource {
  const [found, ...more] = ofType(graph, type);
  if (found === undefined || more.length > 0) throw new Error(`${graph.stage}: not exactly one ${type}`);
  return found;
}

/** The value at a path like `ttl.enabled` or `rules.0.name`; undefined where it leads nowhere. */
export function at(value: Value, path: string): Value {
  let found = value;
  for (const name of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Array.isArray(found) ? found[Number(name)] : found[name];
  }
  return found;
}

export const list = (value: Value): Value[] => (Array.isArray(value) ? value : []);
export const text = (value: Value): string => (typeof value === "string" ? value : "");

export interface LambdaFunction {
  /** Without application and stage: `ReadBoard`. */
  name: string;
  resource: Resource;
  statements: Statement[];
  environment: Props;
  managedPolicies: string[];
}

const SERVICE = "arn:aws:lambda:eu-central-1:123456789012:function:";

export function functions(graph: Graph): LambdaFunction[] {
  return ofType(graph, "lambda/function:Function").map((resource) => {
    const name = shortName(graph, resource.props.name);
    const role = graph.resources.find(({ name: role }) => role === `${name}Role`);
    if (role === undefined) throw new Error(`${name} has no role`);
    return {
      name,
      resource,
      statements: list(role.props.inlinePolicies).flatMap((policy) => statementsOf(at(policy, "policy"))),
      environment: (at(resource.props, "environment.variables") ?? {}) as Props,
      managedPolicies: list(role.props.managedPolicyArns).map(text),
    };
  });
}

export function statementsOf(policy: Value): Statement[] {
  const parsed = JSON.parse(text(policy) || "{}") as { Statement?: Record<string, Value>[] };
  return (parsed.Statement ?? []).map(({ Effect, Action, Resource }) => ({
    effect: text(Effect),
    actions: [Action].flat().map(text),
    resources: [Resource].flat().map(text),
  }));
}

/** `podium-production-Feed.fifo` → `Feed.fifo` */
export const shortName = (graph: Graph, name: Value): string =>
  text(name).replace(`podium-${graph.stage}-`, "");

export interface Route {
  key: string;
  authorizer: string;
  /** Short name of its function. */
  target: string;
}

export function routes(graph: Graph): Route[] {
  const integrations = new Map(
    ofType(graph, "apigatewayv2/integration:Integration").map(({ name, props }) => [
      `integrations/${name}-id`,
      shortName(graph, text(props.integrationUri).replace(SERVICE, "")),
    ]),
  );
  return ofType(graph, "apigatewayv2/route:Route").map(({ props }) => ({
    key: text(props.routeKey),
    authorizer: props.authorizationType === "CUSTOM" ? text(props.authorizerId) : "",
    target: integrations.get(text(props.target)) ?? "",
  }));
}

export interface Behaviour {
  path: string;
  props: Props;
  /** Undefined where nothing is kept. */
  policy: Props | undefined;
}

export type DoorName = "fans" | "console";
export const DOORS: readonly DoorName[] = ["fans", "console"];

/** @throws Error where there is none */
export function distribution(graph: Graph, door: DoorName): Resource {
  const name = { fans: "FansEdgeDistribution", console: "ConsoleEdgeDistribution" }[door];
  const found = ofType(graph, "cloudfront/distribution:Distribution").find((one) => one.name === name);
  if (found === undefined) throw new Error(`${graph.stage}: no ${name}`);
  return found;
}

/** In the order in which the edge looks at them. */
export function behaviours(graph: Graph, door: DoorName): Behaviour[] {
  const { props } = distribution(graph, door);
  const policies = new Map(
    ofType(graph, "cloudfront/cachePolicy:CachePolicy").map(({ name, props }) => [`${name}-id`, props]),
  );
  return [...list(props.orderedCacheBehaviors), props.defaultCacheBehavior].map((one) => ({
    path: text(at(one, "pathPattern")) || "*",
    props: one as Props,
    policy: policies.get(text(at(one, "cachePolicyId"))),
  }));
}

/** As CloudFront matches: `*` is anything, slashes too. */
export function behaviourOf(graph: Graph, door: DoorName, path: string): Behaviour {
  const found = behaviours(graph, door).find(({ path: pattern }) =>
    new RegExp(`^${pattern.replaceAll(/[.+?^$()[\]{}|\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(path),
  );
  if (found === undefined) throw new Error(`no behaviour for ${path}`);
  return found;
}
