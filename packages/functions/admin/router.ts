/** From a request to the operation that it asks for, its input checked. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { parse, parseBody } from "../http/body.ts";
import { notFound } from "../http/not-found.ts";
import { type Operation, type OperationName, operations, PREFIX } from "./contract.ts";
import { type Parameter, parameters } from "./schema.ts";

interface Template {
  name: OperationName;
  method: string;
  pattern: RegExp;
}

const TEMPLATES: readonly Template[] = (Object.keys(operations) as OperationName[]).map((name) => {
  const { method, path } = operations[name];
  const pattern = path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
  return { name, method, pattern: new RegExp(`^${PREFIX}${pattern}$`) };
});

export interface Found {
  name: OperationName;
  operation: Operation;
  /** Still percent-encoded. */
  groups: Readonly<Record<string, string>>;
}

/** @throws NotFound */
export function operationOf({ rawPath, requestContext }: APIGatewayProxyEventV2): Found {
  for (const { name, method, pattern } of TEMPLATES) {
    const found = method === requestContext.http.method ? pattern.exec(rawPath) : null;
    if (found !== null) return { name, operation: operations[name], groups: { ...found.groups } };
  }
  throw notFound(rawPath);
}

/** @throws Invalid, which names field and rule */
export function inputOf(event: APIGatewayProxyEventV2, { operation, groups }: Found) {
  const named = Object.entries(groups).map(([name, text]): [string, string] => [
    name,
    parse(decoded(text), parameters[name as Parameter], name),
  ]);
  return {
    parameters: Object.fromEntries(named) as Partial<Record<Parameter, string>>,
    query: operation.query && parse(event.queryStringParameters ?? {}, operation.query, "query"),
    body: operation.body && parseBody(event, operation.body),
  };
}

/** What is no percent-encoding is of no shape that a parameter may have. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "%";
  }
}
