import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { silent } from "../log.ts";
import { createGateway, type Gateway, type GatewayRoute } from "./gateway.ts";
import { compileRoutes } from "./routes.ts";

const gateways: Gateway[] = [];

afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
});

async function serve(...routes: GatewayRoute[]): Promise<string> {
  const gateway = createGateway(routes, silent);
  gateways.push(gateway);
  const { port } = await gateway.listen({ port: 0 });
  return `http://127.0.0.1:${port}`;
}

/** Answers with the event it got. */
function echo(route: string): GatewayRoute {
  return { route, handler: async (event) => event };
}

async function eventOf(base: string, path: string, init?: RequestInit): Promise<APIGatewayProxyEventV2> {
  const answer = await fetch(base + path, init);
  expect(answer.status).toBe(200);
  return answer.json();
}

test("a function gets a request in payload format 2.0", async () => {
  const base = await serve(echo("GET /api/{board}/{proxy+}"));
  const event = await eventOf(base, "/api/events/SSKM%20500M/x?b=2&a=1&b=3%2C4&empty=", {
    headers: { "X-Some": "One", Cookie: "a=1; b=2", "User-Agent": "test" },
  });
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "GET /api/{board}/{proxy+}",
    rawPath: "/api/events/SSKM%20500M/x",
    rawQueryString: "b=2&a=1&b=3%2C4&empty=",
    queryStringParameters: { a: "1", b: "2,3,4", empty: "" },
    pathParameters: { board: "events", proxy: "SSKM 500M/x" },
    cookies: ["a=1", "b=2"],
    headers: { "x-some": "One", host: base.slice("http://".length) },
    isBase64Encoded: false,
    requestContext: {
      http: {
        method: "GET",
        path: "/api/events/SSKM%20500M/x",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "test",
      },
      stage: "$default",
      routeKey: "GET /api/{board}/{proxy+}",
    },
  });
  expect(event.headers).not.toHaveProperty("cookie");
  expect(event.headers["x-amzn-trace-id"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  expect(Math.abs(event.requestContext.timeEpoch - Date.now())).toBeLessThan(60_000);
  expect(event).not.toHaveProperty("body");
  const another = await eventOf(base, "/api/events/x");
  expect(another.requestContext.requestId).not.toBe(event.requestContext.requestId);
  expect(another).not.toHaveProperty("queryStringParameters");
});

test("text bodies arrive as text, all others as base64, byte for byte", async () => {
  const base = await serve(echo("POST /in"));
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.constantFrom(
        "application/json",
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "text/plain; charset=utf-8",
      ),
      async (bytes, type) => {
        const event = await eventOf(base, "/in", {
          method: "POST",
          body: new Uint8Array(bytes),
          headers: { "Content-Type": type },
        });
        const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
        expect(body.equals(Buffer.from(bytes))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
  const headers = { "Content-Type": "application/json" };
  const json = await eventOf(base, "/in", { method: "POST", body: '{"name":"é"}', headers });
  expect(json).toMatchObject({ body: '{"name":"é"}', isBase64Encoded: false });
  const zipped = await eventOf(base, "/in", {
    method: "POST",
    body: "x",
    headers: { ...headers, "Content-Encoding": "gzip" },
  });
  expect(zipped).toMatchObject({ body: "eA==", isBase64Encoded: true });
});

test("a result becomes a response: status, headers, cookies, binary body", async () => {
  const bytes = Buffer.from([0, 1, 2, 254, 255]);
  const base = await serve(
    {
      route: "GET /binary",
      handler: async () => ({
        statusCode: 203,
        headers: { "Content-Type": "application/x", "X-Count": 3, "X-Gone": undefined },
        cookies: ["a=1; Path=/", "b=2"],
        body: bytes.toString("base64"),
        isBase64Encoded: true,
      }),
    },
    { route: "GET /bare", handler: async () => ({ hello: "world" }) },
    { route: "GET /nothing", handler: async () => undefined },
    { route: "GET /same", handler: async () => ({ statusCode: 304, headers: { etag: '"x"' } }) },
    { route: "HEAD /binary", handler: async () => ({ statusCode: 200, headers: { "content-length": "5" } }) },
  );
  const binary = await fetch(`${base}/binary`);
  expect(binary.status).toBe(203);
  expect(binary.headers.get("x-count")).toBe("3");
  expect(binary.headers.get("x-gone")).toBeNull();
  expect(binary.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(Buffer.from(await binary.arrayBuffer()).equals(bytes)).toBe(true);

  const bare = await fetch(`${base}/bare`);
  expect(bare.headers.get("content-type")).toBe("application/json");
  expect(await bare.json()).toEqual({ hello: "world" });
  expect(await (await fetch(`${base}/nothing`)).text()).toBe("null");

  const same = await fetch(`${base}/same`);
  expect([same.status, same.headers.get("etag"), same.headers.get("content-length")]).toEqual([
    304,
    '"x"',
    null,
  ]);
  const head = await fetch(`${base}/binary`, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("5");
});

test("a function that throws, hangs or answers nonsense gives 500 or 503, and the next request is served", async () => {
  const base = await serve(
    {
      route: "GET /throws",
      handler: () => {
        throw new Error("secret detail");
      },
    },
    { route: "GET /rejects", handler: () => Promise.reject(new Error("secret detail")) },
    { route: "GET /hangs", handler: () => new Promise(() => {}), timeoutMs: 10 },
    { route: "GET /status", handler: async () => ({ statusCode: "many" }) },
    { route: "GET /body", handler: async () => ({ statusCode: 200, body: { no: "text" } }) },
    { route: "GET /header", handler: async () => ({ statusCode: 200, headers: { bad: "a\nb" } }) },
    echo("GET /fine"),
  );
  for (const path of ["/throws", "/rejects", "/status", "/body", "/header"]) {
    const answer = await fetch(base + path);
    expect([path, answer.status]).toEqual([path, 500]);
    expect(await answer.text()).toBe('{"message":"Internal Server Error"}');
  }
  const late = await fetch(`${base}/hangs`);
  expect([late.status, await late.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  await eventOf(base, "/fine");
});

test("an unknown route is 404, a path variable with broken encoding 400", async () => {
  const base = await serve(echo("GET /known/{id}"));
  for (const path of ["/", "/known", "/known/", "/known/a/b", "/unknown"]) {
    const answer = await fetch(base + path);
    expect([path, answer.status, await answer.text()]).toEqual([path, 404, '{"message":"Not Found"}']);
  }
  expect((await fetch(`${base}/known/x`, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${base}/known/%E0%A4%A`)).status).toBe(400);
});

test("a body over 10 MB is refused with 413, announced or not, and never reaches the function", async () => {
  let calls = 0;
  const base = await serve({
    route: "POST /in",
    handler: async () => {
      calls += 1;
    },
  });
  const { port } = new URL(base);
  const announced = connect(Number(port), "127.0.0.1");
  announced.write("POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 10000001\r\n\r\n");
  const [first] = await once(announced, "data");
  expect(String(first)).toContain("HTTP/1.1 413 ");
  announced.destroy();

  const chunked = httpRequest({ port, host: "127.0.0.1", method: "POST", path: "/in" });
  // The connection may be cut while this side still writes.
  chunked.on("error", () => {});
  const answered = once(chunked, "response");
  for (let i = 0; i < 11; i += 1) chunked.write(Buffer.alloc(1_000_000));
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  chunked.destroy();
  expect(calls).toBe(0);
});

test("what is not HTTP, and clients that go away, leave the gateway standing", async () => {
  const base = await serve(echo("POST /in"), echo("GET /fine"));
  const port = Number(new URL(base).port);
  for (const garbage of ["\0\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n"]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(garbage);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toContain("400 Bad Request");
    socket.destroy();
  }
  const gone = connect(port, "127.0.0.1");
  gone.write("POST /in HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
  gone.destroy();
  await eventOf(base, "/fine");
});

test("a taken port gives way to the next free one, and says which was asked for", async () => {
  const first = createGateway([echo("GET /")], silent);
  const second = createGateway([echo("GET /")], silent);
  gateways.push(first, second);
  const { port } = await first.listen({ port: 0 });
  const taken = await second.listen({ port });
  expect(taken.asked).toBe(port);
  expect(taken.port).toBeGreaterThan(port);
});

test("the most specific route wins, whatever the order of declaration", () => {
  const routes = [
    "$default",
    "ANY /{proxy+}",
    "GET /api/{proxy+}",
    "GET /api/{name}",
    "GET /api/{name}/x",
    "ANY /api/live",
    "GET /api/live",
  ];
  const wins: [string, string, string][] = [
    ["GET", "/api/live", "GET /api/live"],
    ["HEAD", "/api/live", "ANY /api/live"],
    ["GET", "/api/games", "GET /api/{name}"],
    ["GET", "/api/games/x", "GET /api/{name}/x"],
    ["GET", "/api/games/y", "GET /api/{proxy+}"],
    ["PUT", "/api/games/y", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(routes, { minLength: routes.length }), (order) => {
      const router = compileRoutes(order.map((route) => ({ route, target: route })));
      for (const [method, path, route] of wins) expect(router(method, path)?.target).toBe(route);
    }),
  );
});

test.each(["GET api", "get /x", "GET /a{b}", "GET /{rest+}/x", "/x"])(
  "the route '%s' is refused",
  (route) => {
    expect(() => compileRoutes([{ route, target: 0 }])).toThrow(TypeError);
  },
);

test("an authorizer is asked first: what it says reaches the function, and who it denies gets no further", async () => {
  const said: unknown[] = [];
  const gateway = createGateway(
    [
      {
        route: "GET /guarded",
        handler: async (event) => {
          said.push((event.requestContext as { authorizer?: unknown }).authorizer);
          return { statusCode: 200, body: "in" };
        },
        authorizer: async ({ headers }) => ({
          isAuthorized: headers?.authorization !== undefined,
          context: { who: headers?.authorization },
        }),
      },
    ],
    silent,
  );
  gateways.push(gateway);
  const { port } = await gateway.listen({ port: 0 });
  const url = `http://127.0.0.1:${port}/guarded`;
  const denied = await fetch(url);
  expect([denied.status, await denied.text()]).toEqual([403, '{"message":"Forbidden"}']);
  expect((await fetch(url, { headers: { authorization: "anna" } })).status).toBe(200);
  expect(said).toEqual([{ lambda: { who: "anna" } }]);
});
