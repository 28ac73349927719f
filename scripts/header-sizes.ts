/** What stands before a body: the edge's headers and ours as HTTP/2 sends them, counted on a real connection. */
import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { cacheControl } from "@podium/core/board/freshness.ts";
import { DATA_HEADERS, SECURITY_HEADERS } from "@podium/core/edge/headers.ts";

type Headers = Record<string, string>;

/** Of what the edge and the API put on an answer. Source: CloudFront Developer Guide, "Request and response behavior". */
const ANSWER: Headers = {
  date: "Mon, 07 Feb 2022 05:12:33 GMT",
  etag: 'W/"123-0123abcd"',
  "cache-control": cacheControl("pulse"),
  vary: "accept-encoding",
  "apigw-requestid": "ABCdefGHIjklMNO=",
  "x-cache": "Hit from cloudfront",
  via: "1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)",
  "x-amz-cf-pop": "MXP64-P2",
  "x-amz-cf-id": "SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==",
  age: "1",
  "alt-svc": 'h3=":443"; ma=86400',
};
const BODY_BYTES = 1_000;
const BODY: Headers = {
  "content-type": "application/json",
  "content-encoding": "br",
  "content-length": String(BODY_BYTES),
};
export async function headerSizes(): Promise<string> {
  const lines: string[] = [];
  for (const [name, security] of [
    ["of a board, as sent", DATA_HEADERS],
    ["with what documents have besides", SECURITY_HEADERS],
  ] as const) {
    const whole = await http2Bytes({ ...security, ...ANSWER, ...BODY }, 200);
    const nothing = await http2Bytes({ ...security, ...ANSWER }, 304);
    lines.push(
      `${name}: ${whole.first} bytes before a body, ${nothing.first} in a 304; ${whole.later} and ${nothing.later} again on the same connection`,
    );
  }
  return ["headers in HTTP/2,", ...lines].join("\n");
}

/** Bytes of the first answer of a connection, and of one that comes later and repeats its headers. */
async function http2Bytes(headers: Headers, status: 200 | 304): Promise<{ first: number; later: number }> {
  const server = createServer((_, response) => {
    response.writeHead(status, headers);
    response.end(Buffer.alloc(status === 200 ? BODY_BYTES : 0));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await Promise.all([once(session, "remoteSettings"), once(session, "localSettings")]);
    // Whatever the connection itself has to say is said with the first answer to a ping.
    await ping(session);
    const body = status === 200 ? BODY_BYTES : 0;
    const first = (await answerBytes(session)) - body;
    return { first, later: (await answerBytes(session)) - body };
  } finally {
    session.close();
    server.close();
  }
}

async function answerBytes(session: ClientHttp2Session): Promise<number> {
  const before = session.socket.bytesRead;
  const request = session.request({ ":path": "/" });
  request.resume();
  await once(request, "close");
  return session.socket.bytesRead - before;
}

async function ping(session: ClientHttp2Session): Promise<void> {
  const answered = Promise.withResolvers<void>();
  session.ping((error) => (error ? answered.reject(error) : answered.resolve()));
  await answered.promise;
}
