/** The body of a feed's request. */
import { type BodyLimits, tooLarge } from "@podium/core/feed/body.ts";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** As sent. @throws BodyTooLarge, by its announced size before it is looked at */
export function bodyOf(
  { headers, body = "", isBase64Encoded }: APIGatewayProxyEventV2,
  limits: Pick<BodyLimits, "sentBytes" | "rule">,
): Buffer {
  const { sentBytes } = limits;
  if (Number(headers["content-length"] ?? 0) > sentBytes) {
    throw tooLarge(`body: is at most ${sentBytes} bytes`, limits);
  }
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > sentBytes) throw tooLarge(`body: is at most ${sentBytes} bytes`, limits);
  return bytes;
}
