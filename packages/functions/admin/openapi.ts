/** The description of the console's API, made from the schemas that check it: OpenAPI 3.1. */
import * as facts from "@podium/core/results/schema.ts";
import * as z from "zod";
import * as signIn from "../sign-in/contract.ts";
import * as signInSchemas from "../sign-in/schema.ts";
import { type Operation, operations, PREFIX } from "./contract.ts";
import * as schemas from "./schema.ts";

const ERRORS = {
  400: "INVALID",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
};
const COMPONENTS = "#/components/schemas/";

type Json = Record<string, unknown>;

export function openapi(): Json {
  const registry = z.registry<{ id: string }>();
  const names = new Map<unknown, string>();
  for (const [prefix, module] of [
    ["", schemas],
    ["signIn", signInSchemas],
    ["", { ...facts }],
  ] as const) {
    for (const [name, schema] of Object.entries(module)) {
      if (!(schema instanceof z.ZodType) || names.has(schema)) continue;
      const id = prefix === "" ? name : prefix + name[0]?.toUpperCase() + name.slice(1);
      registry.add(schema, { id });
      names.set(schema, id);
    }
  }
  const { schemas: components } = z.toJSONSchema(registry, {
    io: "input",
    unrepresentable: "any",
    uri: (id) => COMPONENTS + id,
  });
  const ref = (schema: z.ZodType): Json => ({ $ref: COMPONENTS + names.get(schema) });
  const paths: Record<string, Json> = {};
  const add = (path: string, method: string, described: Json) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: described };
  };
  for (const [name, operation] of Object.entries(operations) as [string, Operation][]) {
    add(PREFIX + operation.path, operation.method, describe(name, operation, ref));
  }
  for (const [name, { path, summary, body, answer }] of Object.entries(signIn.operations)) {
    const id = `signIn${name[0]?.toUpperCase()}${name.slice(1)}`;
    add(signIn.PREFIX + path, "POST", {
      operationId: id,
      summary,
      tags: ["sign-in"],
      security: name === "refresh" || name === "out" ? [{ token: [] }] : [],
      requestBody: content(ref(body)),
      responses: { 200: { description: "Done", ...content(ref(answer)) }, ...errors([400, 401]) },
    });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Podium: the console's API",
      version: "1",
      description:
        "Instants are ISO 8601 UTC, durations and points whole numbers with the unit in the name. Errors are problem " +
        "details (RFC 9457) that name code, field and rule. Every wish carries an id made by the client: the same id " +
        "again changes nothing and answers as it did the first time.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: withoutNoise(withCommands(components)),
    },
  };
}

function describe(name: string, operation: Operation, ref: (schema: z.ZodType) => Json): Json {
  const { path, summary, permission, query, body, answer, mayWait, file } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => ({
    name: parameter,
    in: "path",
    required: true,
    schema: plain(schemas.parameters[parameter as schemas.Parameter]),
  }));
  const inQuery = query === undefined ? [] : parametersOf(query);
  const done =
    file === undefined ? content(ref(answer)) : { content: { [file]: { schema: { type: "string" } } } };
  return {
    operationId: name,
    summary,
    description: `Takes \`${permission}\`.`,
    tags: [path.split("/")[1] ?? ""],
    ...(inPath.length + inQuery.length > 0 && { parameters: [...inPath, ...inQuery] }),
    ...(body !== undefined && { requestBody: { required: true, ...content(ref(body)) } }),
    responses: {
      200: { description: "Done", ...done },
      ...(mayWait && { 202: { description: "It waits for a second person", ...done } }),
      ...errors([400, 401, 403, 404, 409]),
    },
  };
}

function parametersOf(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = plain(query) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function plain(schema: z.ZodType): Json {
  return withoutNoise(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })) as Json;
}

const content = (schema: Json) => ({ content: { "application/json": { schema } } });

function errors(statuses: readonly (keyof typeof ERRORS)[]): Json {
  const schema = { $ref: `${COMPONENTS}problem` };
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: ERRORS[status], content: { "application/problem+json": { schema } } },
    ]),
  );
}

/**
 * Commands are checked in core, by their own schema, once the time is filled in that the console may leave out: so here
 * they are described by that schema without the time being required.
 */
function withCommands(components: Record<string, Json>): Json {
  const { command = {}, commandRequest = {}, mendRequest = {}, previewRequest = {} } = components;
  const kinds = (command.oneOf ?? command.anyOf ?? []) as { required?: string[] }[];
  const oneOf = kinds.map((kind) => ({
    ...kind,
    required: kind.required?.filter((field) => field !== "at"),
  }));
  const one = { $ref: `${COMPONENTS}command` };
  const list = { type: "array", items: one, minItems: 1, maxItems: 90 };
  return {
    ...components,
    command: { oneOf },
    commandRequest: withProperties(commandRequest, { command: one }),
    mendRequest: withProperties(mendRequest, { command: one }),
    previewRequest: withProperties(previewRequest, { commands: list }),
  };
}

function withProperties(schema: Json, properties: Json): Json {
  return { ...schema, properties: { ...(schema.properties as Json), ...properties } };
}

/** What says nothing to a reader: dialects and ids, the patterns of formats, and the bounds that a whole number has in JavaScript. */
function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if (key === "$schema" || key === "$id" || (key === "pattern" && "format" in value)) return [];
      if ((key === "maximum" || key === "minimum") && Math.abs(Number(one)) === Number.MAX_SAFE_INTEGER)
        return [];
      return [[key, withoutNoise(one)]];
    }),
  );
}
