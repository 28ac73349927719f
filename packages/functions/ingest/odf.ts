/** `POST /api/ingest/odf`: one ODF message a request. 200 once it is durable; what becomes of it is the applier's. */

import middy from "@middy/core";
import { unpackBody } from "@podium/core/feed/body.ts";
import { Heard } from "@podium/core/feed/heard.ts";
import type { RawStore } from "@podium/core/feed/raw.ts";
import { Filing } from "@podium/core/feed/record.ts";
import { ODF_LIMIT_BYTES, type Taking, takeOdf } from "@podium/core/feed/take.ts";
import type { Log } from "@podium/core/observe/logger.ts";
import type { Metrics } from "@podium/core/observe/metrics.ts";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { problems } from "../http/middleware.ts";
import type { Authenticate } from "./authenticate.ts";
import { bodyOf } from "./request.ts";

export interface OdfDependencies extends Omit<Taking, "filing"> {
  store: RawStore;
  authenticate: Authenticate;
  log: Log;
  metrics: Metrics;
}

/** The message itself is none the worse for it. */
const NOT_NOTED = "when a source spoke could not be noted";

const LIMITS = {
  sentBytes: ODF_LIMIT_BYTES,
  unpackedBytes: ODF_LIMIT_BYTES,
  rule: "is at most 10 MB, as sent and unpacked",
};

export function createOdfHandler({ store, authenticate, log, metrics, ...rest }: OdfDependencies) {
  const taking = { ...rest, filing: new Filing(store) };
  const heard = new Heard(store.table);
  const noteHeard = (source: string) =>
    heard.note(source, "odf", taking.now()).catch((error: Error) => log.warn(NOT_NOTED, { source, error }));

  const handle = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { headers } = event;
    const started = taking.now().getTime();
    const body = bodyOf(event, LIMITS);
    const key = await authenticate(headers, body);
    key.spend(1);
    const document = unpackBody(body, headers["content-encoding"], LIMITS);
    const packed = document === body ? undefined : body;
    const [taken] = await Promise.all([takeOdf(taking, key.id, document, key, packed), noteHeard(key.id)]);
    metrics.count(taken.outcome === "taken" ? "MessageTaken" : "MessageDuplicate");
    metrics.timing("OdfTakeMs", taking.now().getTime() - started);
    metrics.flush();
    return {
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: JSON.stringify(taken),
    };
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problems(log, metrics))
    .handler(handle);
}
