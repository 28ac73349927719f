/** Bodies as feeds send them: whole or gzip, within bounds on both sides. */
import { gunzipSync } from "node:zlib";
import { PodiumError } from "../errors.ts";

export class BodyTooLarge extends PodiumError {}
export class BadEncoding extends PodiumError {}

export interface BodyLimits {
  /** Of the body as sent. */
  sentBytes: number;
  unpackedBytes: number;
  /** Completes the sentence "The body …". */
  rule: string;
}

/** Undoes gzip where it says so. @throws BodyTooLarge, BadEncoding */
export function unpackBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  limits: BodyLimits,
): Uint8Array {
  const { sentBytes, unpackedBytes } = limits;
  if (body.length > sentBytes) throw tooLarge(`body is over ${sentBytes} bytes`, limits);
  const encoding = contentEncoding?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") {
    if (body.length > unpackedBytes) throw tooLarge(`body is over ${unpackedBytes} bytes`, limits);
    return body;
  }
  if (encoding !== "gzip") throw badEncoding("is gzip or identity");
  try {
    return gunzipSync(body, { maxOutputLength: unpackedBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") {
      throw tooLarge(`body unpacks to over ${unpackedBytes} bytes`, limits);
    }
    throw badEncoding("is whole and valid gzip", cause);
  }
}

export function tooLarge(detail: string, { rule }: Pick<BodyLimits, "rule">): BodyTooLarge {
  return new BodyTooLarge({ code: "BODY_TOO_LARGE", detail, field: "body", rule });
}

export function badEncoding(rule: string, cause?: unknown): BadEncoding {
  return new BadEncoding({ code: "BAD_ENCODING", detail: `body: ${rule}`, field: "body", rule }, { cause });
}
