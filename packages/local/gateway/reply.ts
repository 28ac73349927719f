/** What a function returned, as an HTTP response; payload format 2.0 with its inferred answers. */
import type { ServerResponse } from "node:http";

interface StructuredResult {
  statusCode?: unknown;
  headers?: Record<string, boolean | number | string | undefined>;
  cookies?: string[];
  body?: unknown;
  isBase64Encoded?: boolean;
}

/** Throws a TypeError on a result that API Gateway would call malformed, before anything is written. */
export function reply(response: ServerResponse, method: string, result: unknown): void {
  if (!isStructured(result)) {
    send(
      response,
      method,
      200,
      { "content-type": "application/json" },
      Buffer.from(JSON.stringify(result) ?? "null"),
    );
    return;
  }
  const { statusCode, headers = {}, cookies, body = "", isBase64Encoded } = result;
  if (
    typeof statusCode !== "number" ||
    !Number.isInteger(statusCode) ||
    statusCode < 200 ||
    statusCode > 599
  ) {
    throw new TypeError(`the function answered with the status ${String(statusCode)}`);
  }
  if (typeof body !== "string") throw new TypeError("the function answered with a body that is not text");
  const lower: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) lower[name.toLowerCase()] = String(value);
  }
  if (cookies !== undefined && cookies.length > 0) lower["set-cookie"] = cookies;
  if (body !== "" && lower["content-type"] === undefined) lower["content-type"] = "text/plain;charset=utf-8";
  send(response, method, statusCode, lower, Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8"));
}

/** `{"message":"Not Found"}` and its like, as API Gateway words them. */
export function refuse(response: ServerResponse, method: string, status: number, message: string): void {
  send(
    response,
    method,
    status,
    { "content-type": "application/json" },
    Buffer.from(JSON.stringify({ message })),
  );
}

function isStructured(result: unknown): result is StructuredResult {
  return typeof result === "object" && result !== null && "statusCode" in result;
}

function send(
  response: ServerResponse,
  method: string,
  status: number,
  headers: Record<string, string | string[]>,
  body: Buffer,
): void {
  const bodiless = status === 204 || status === 304;
  if (bodiless) delete headers["content-length"];
  // HEAD: a function may say how long the body would be without sending it.
  else if (method !== "HEAD" || body.length > 0) headers["content-length"] = String(body.length);
  response.writeHead(status, headers);
  response.end(bodiless || method === "HEAD" ? undefined : body);
}
