/** JSON bodies and queries, checked by a schema. */
import { PodiumError } from "@podium/core/errors.ts";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";

/** Of a body as sent. */
export const BODY_LIMIT_BYTES = 2 * 1024 * 1024;

/** What was sent has the wrong shape; names field and rule. */
export class Invalid extends PodiumError {}

/** @throws Invalid; PodiumError BODY_TOO_LARGE */
export function parseBody<S extends z.ZodType>(event: APIGatewayProxyEventV2, schema: S): z.output<S> {
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > BODY_LIMIT_BYTES) {
    const rule = `is at most ${BODY_LIMIT_BYTES} bytes`;
    throw new PodiumError({ code: "BODY_TOO_LARGE", detail: `body: ${rule}`, field: "body", rule });
  }
  // A form of another page can't send this type without being asked first.
  if (!/^application\/json(?:;|$)/i.test(event.headers["content-type"] ?? "")) {
    throw invalid("Content-Type", "is application/json");
  }
  let input: unknown;
  try {
    input = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw invalid("body", "is JSON");
  }
  return parse(input, schema, "body");
}

/** @throws Invalid with the first thing that is wrong; `whole` names what isn't a field of it */
export function parse<S extends z.ZodType>(input: unknown, schema: S, whole: string): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw invalid([...issue.path, issue.keys[0]].join("."), "is not a field of this request");
  }
  throw invalid(issue?.path.join(".") || whole, issue?.message ?? "is not what it should be");
}

export function invalid(field: string, rule: string): Invalid {
  return new Invalid({ code: "INVALID", detail: `${field}: ${rule}`, field, rule });
}
