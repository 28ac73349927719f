/** `POST /api/ingest/ndjson`: a signed feed, one message a line; the answer says of each line what became of it. */

import middy from "@middy/core";
import { PodiumError } from "@podium/core/errors.ts";
import { BODY_LIMIT_BYTES, BodyTooLarge, takeLines, textOf } from "@podium/core/feed/ndjson/take.ts";
import { verify } from "@podium/core/feed/signature.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";

export interface IngestDependencies {
  table: Table;
  /** By key id. */
  secrets: ReadonlyMap<string, readonly string[]>;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

export function createNdjsonHandler({ table, secrets, now, log, metrics }: IngestDependencies) {
  const known = new Set<string>();

  const handle = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { headers } = event;
    // Refused by its announced size before it is looked at.
    if (Number(headers["content-length"] ?? 0) > BODY_LIMIT_BYTES) throw tooLarge();
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
    if (body.length > BODY_LIMIT_BYTES) throw tooLarge();
    const keyId = authenticate(headers, body);
    const text = textOf(body, headers["content-encoding"]);
    const started = now().getTime();
    const lines = await takeLines({ table, actor: { kind: "feed", keyId }, source: keyId, now, known }, text);

    const count = (outcome: string) => lines.filter((line) => line.outcome === outcome).length;
    const summary = {
      taken: count("taken"),
      duplicate: count("duplicate"),
      rejected: count("rejected"),
      retry: count("retry"),
    };
    for (const [name, value] of Object.entries(summary))
      if (value > 0) metrics.count(`Message${capital(name)}`, value);
    metrics.timing("IngestMs", now().getTime() - started);
    metrics.flush();
    // 503 tells a feed that something must be sent again; what was taken meanwhile is answered as a duplicate then.
    return {
      statusCode: summary.retry > 0 ? 503 : 200,
      headers: {
        "content-type": "application/json",
        "cache-control": "no-store",
        ...(summary.retry > 0 && { "retry-after": "1" }),
      },
      body: JSON.stringify({ ...summary, lines }),
    };
  };

  const authenticate = (headers: APIGatewayProxyEventV2["headers"], body: Uint8Array): string => {
    try {
      return verify(
        {
          keyId: headers["x-podium-key-id"],
          timestamp: headers["x-podium-timestamp"],
          signature: headers["x-podium-signature"],
        },
        body,
        secrets,
        now(),
      );
    } catch (error) {
      if (error instanceof PodiumError) {
        log.warn("feed refused", {
          keyId: headers["x-podium-key-id"]?.slice(0, 64),
          field: error.field,
          rule: error.rule,
        });
        metrics.count("FeedRefused");
      }
      throw error;
    }
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problems(log, metrics))
    .handler(handle);
}

function tooLarge(): BodyTooLarge {
  const rule = `is at most ${BODY_LIMIT_BYTES} bytes`;
  return new BodyTooLarge({ code: "BODY_TOO_LARGE", detail: `body: ${rule}`, field: "body", rule });
}

const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1);
