/** `POST /api/ingest/ndjson`: a signed feed, one message a line; the answer says of each line what became of it. */

import middy from "@middy/core";
import { Heard } from "@podium/core/feed/heard.ts";
import { keepBody, linesOf } from "@podium/core/feed/ndjson/body.ts";
import { BODY_LIMIT_BYTES, takeLines, textOf } from "@podium/core/feed/ndjson/take.ts";
import type { Queue } from "@podium/core/feed/queue.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Filing } from "@podium/core/feed/record.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";
import type { Authenticate } from "./authenticate.ts";
import { bodyOf } from "./request.ts";

export interface IngestDependencies {
  store: RawStore;
  queue: Queue;
  authenticate: Authenticate;
  now: () => Date;
  log: Log;
  metrics: Metrics;
}

/** The message itself is none the worse for it. */
const NOT_NOTED = "when a source spoke could not be noted";

const LIMITS = { sentBytes: BODY_LIMIT_BYTES, rule: `is at most ${BODY_LIMIT_BYTES} bytes` };

export function createNdjsonHandler({ store, queue, authenticate, now, log, metrics }: IngestDependencies) {
  const { table } = store;
  const filing = new Filing(store);
  const known = new Set<string>();

  const heard = new Heard(table);
  const noteHeard = (source: string) =>
    heard.note(source, "ndjson", now()).catch((error: Error) => log.warn(NOT_NOTED, { source, error }));

  const handle = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { headers } = event;
    const body = bodyOf(event, LIMITS);
    const { id: keyId, spend, ...rights } = await authenticate(headers, body);
    const text = textOf(body, headers["content-encoding"]);
    spend(linesOf(text).length);
    const started = now().getTime();
    await Promise.all([keepBody(filing, keyId, text, now()), noteHeard(keyId)]);
    const actor = { kind: "feed" as const, keyId };
    const lines = await takeLines({ table, actor, source: keyId, now, known }, queue, text, rights);

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

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problems(log, metrics))
    .handler(handle);
}

const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1);
