/**
 * A request as API Gateway's HTTP API hands it to a function, payload format 2.0.
 * Source: Amazon API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs".
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Match } from "./routes.ts";

const STAGE = "$default";
const API_ID = "local";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TEXT = /^(?:text\/|application\/(?:json|xml|javascript|[\w.-]+\+(?:json|xml))(?:;|$))/i;

/** A number of this process and a count: unique, and far cheaper than random bytes for each request. */
const PROCESS_ID = randomBytes(8).toString("hex");
let requests = 0;

export interface Target {
  path: string;
  /** Without the question mark; empty where there is none. */
  query: string;
}

export function targetOf(url: string): Target {
  const mark = url.indexOf("?");
  return mark === -1 ? { path: url, query: "" } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** Throws a URIError where a path variable is not proper percent-encoding. */
export function toEvent(
  request: IncomingMessage,
  target: Target,
  match: Match<unknown>,
  body: Buffer | undefined,
): APIGatewayProxyEventV2 {
  requests += 1;
  const now = Date.now();
  const count = requests.toString(16).padStart(8, "0");
  const requestId = `${PROCESS_ID}${count}`;
  const headers = headersOf(request);
  const cookie = headers.cookie;
  delete headers.cookie;
  headers["x-amzn-trace-id"] ??= `Root=1-${Math.floor(now / 1_000).toString(16)}-${PROCESS_ID}${count}`;
  const method = request.method ?? "GET";
  const event: APIGatewayProxyEventV2 = {
    version: "2.0",
    routeKey: match.route,
    rawPath: target.path,
    rawQueryString: target.query,
    headers,
    requestContext: {
      accountId: "000000000000",
      apiId: API_ID,
      domainName: headers.host ?? "localhost",
      domainPrefix: API_ID,
      http: {
        method,
        path: target.path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: match.route,
      stage: STAGE,
      time: clock(now),
      timeEpoch: now,
    },
    isBase64Encoded: false,
  };
  if (cookie !== undefined) event.cookies = cookie.split("; ");
  if (target.query !== "") event.queryStringParameters = queryOf(target.query);
  if (match.parameters !== undefined) event.pathParameters = decoded(match.parameters);
  if (body !== undefined && body.length > 0) {
    event.isBase64Encoded = !isText(headers, body);
    event.body = body.toString(event.isBase64Encoded ? "base64" : "utf8");
  }
  return event;
}

/** Node has lower-cased and joined them; what it keeps as a list is joined by commas. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  const given = request.headers;
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) headers[name] = typeof value === "string" ? value : value.join(",");
  }
  return headers;
}

function queryOf(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters[name];
    parameters[name] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

function decoded(parameters: Record<string, string>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name in parameters) {
    const value = parameters[name] ?? "";
    result[name] = value.includes("%") ? decodeURIComponent(value) : value;
  }
  return result;
}

/** Everything else reaches the function as base64, forms and compressed bodies too. */
function isText(headers: Record<string, string>, body: Buffer): boolean {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") return false;
  const type = headers["content-type"];
  return (
    (type === undefined || TEXT.test(type)) && Buffer.compare(Buffer.from(body.toString("utf8")), body) === 0
  );
}

let clockSecond = 0;
let clockText = "";

/** `21/Nov/2026:08:22:01 +0000`, made once a second. */
function clock(now: number): string {
  const second = Math.floor(now / 1_000);
  if (second !== clockSecond) {
    clockSecond = second;
    const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(now).toISOString()) ?? [];
    clockText = `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
  }
  return clockText;
}
