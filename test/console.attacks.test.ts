/** Who may not, and what can't be: refused as a problem, told in the audit trail, and nothing is changed. */
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createAdminHandler } from "@podium/functions/admin/admin.ts";
import { type OperationName, operations, PREFIX } from "@podium/functions/admin/contract.ts";
import { createVerify } from "@podium/functions/admin/verify.ts";
import { FAILED_METRIC } from "@podium/functions/sign-in/sign-in.ts";
import { codeOf } from "@podium/local/sign-in/seed.ts";
import { CLIENT_ID, ISSUER, POOL_ID } from "@podium/local/sign-in/server.ts";
import { jwksOf, localKey, signToken } from "@podium/local/sign-in/tokens.ts";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, stateOf, type TestCloud } from "./support/cloud.ts";
import { type Person, person, signIn, step } from "./support/console.ts";
import { A, B, EVENT, entries, MASTER, UNIT } from "./support/games.ts";
import { ask, json, type Reply } from "./support/http.ts";

let cloud: TestCloud;
let admin: Person;
let scorer: Person;
let viewer: Person;

beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.tell([...MASTER, entries]);
  [admin, scorer, viewer] = (await Promise.all(
    ["admin", "scorer", "viewer"].map((name) => signIn(cloud, name)),
  )) as [Person, Person, Person];
});
afterAll(() => cloud.stop());

const command = () => ({
  command: { id: randomUUID(), type: "mark", unit: UNIT, competitor: A, mark: { timeMs: 103_450 } },
});

/** Everything in the table but what tells of the refusal itself. */
async function state(): Promise<string[]> {
  await cloud.quiet();
  return (await stateOf(cloud.table)).filter((item) => !item.startsWith("$podium#trail_access"));
}
const refusals = async () =>
  (await admin.do("audit", { query: { trail: "access" } })).entries.filter(
    (line) => line.command === "refused",
  );

async function isRefused(asked: () => Promise<Reply>, status: number, actor: string): Promise<void> {
  const before = await state();
  const told = (await refusals()).length;
  const reply = await asked();
  expect(reply.status).toBe(status);
  expect(reply.headers).toMatchObject({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  expect(json(reply)).toMatchObject({ status, code: status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN" });
  expect(await state()).toEqual(before);
  const after = await refusals();
  expect(after.length).toBe(told + 1);
  expect(after[0]).toMatchObject({ actor, changes: [{ fact: `POST ${PREFIX}/commands` }] });
}

const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({
  iss: ISSUER,
  sub: "local-admin",
  username: "admin",
  client_id: CLIENT_ID,
  token_use: "access",
  iat: now() - 10,
  exp: now() + 600,
  "cognito:groups": ["admin:full"],
  ...more,
});
const key = () => localKey(join(cloud.dataDir, "sign-in", "key.pem"));
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token that doesn't hold is refused with 401", () => {
  it("but a token as it should be passes, so that the others fail for their one flaw", async () => {
    expect((await person(cloud, signToken(key(), claims())).ask("me")).status).toBe(200);
  });

  const { privateKey: stranger } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  it.each<[string, () => string]>([
    ["nothing", () => ""],
    ["no token at all", () => "hello"],
    ["an expired one", () => signToken(key(), claims({ iat: now() - 700, exp: now() - 60 }))],
    ["of another pool", () => signToken(key(), claims({ iss: `${ISSUER}x` }))],
    ["of another client", () => signToken(key(), claims({ client_id: "another" }))],
    ["an id token", () => signToken(key(), claims({ token_use: "id", aud: CLIENT_ID }))],
    ["signed by a stranger", () => signToken(stranger, claims())],
    [
      "with a key of its own in the header",
      () =>
        signToken(stranger, claims(), {
          alg: "RS256",
          kid: "own",
          jwk: createPublicKey(stranger).export({ format: "jwk" }),
        }),
    ],
    [
      "changed after it was signed",
      () => {
        const [head, , signature] = signToken(key(), claims()).split(".");
        return `${head}.${part(claims({ username: "root" }))}.${signature}`;
      },
    ],
    ["alg none", () => `${part({ alg: "none", kid: "podium-local" })}.${part(claims())}.`],
    ["alg none with a signature", () => `${part({ alg: "none", kid: "podium-local" })}.${part(claims())}.x`],
    [
      "HS256 with the public key as its secret",
      () => {
        const secret = createPublicKey(key()).export({ type: "spki", format: "pem" });
        const text = `${part({ alg: "HS256", kid: "podium-local" })}.${part(claims())}`;
        return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
      },
    ],
    ["without a user name", () => signToken(key(), claims({ username: undefined }))],
  ])("%s", async (_, token) => {
    const body = command();
    await isRefused(() => person(cloud, token()).ask("command", { body }), 401, "system:nobody");
  });

  it("a token in the address or in a cookie is none", async () => {
    const elsewhere = `${cloud.url}${PREFIX}/me?access_token=${scorer.token}&token=${scorer.token}`;
    expect((await ask(elsewhere)).status).toBe(401);
    expect(
      (await ask(`${cloud.url}${PREFIX}/me`, { headers: { cookie: `token=${scorer.token}` } })).status,
    ).toBe(401);
  });
});

describe("who is known and may not is refused with 403", () => {
  it.each<[string, () => Promise<Person>, string]>([
    ["a viewer who writes", async () => viewer, "user:viewer"],
    [
      "a group that isn't there",
      async () =>
        person(cloud, signToken(key(), claims({ username: "eve", "cognito:groups": ["root:all"] }))),
      "system:nobody",
    ],
    [
      "no group",
      async () => person(cloud, signToken(key(), claims({ username: "eve", "cognito:groups": undefined }))),
      "system:nobody",
    ],
    [
      "a scorer of another discipline",
      async () =>
        person(cloud, signToken(key(), claims({ username: "lu", "cognito:groups": ["scorer:write:LUG"] }))),
      "user:lu",
    ],
  ])("%s", async (_, who, actor) => {
    const eve = await who();
    const body = command();
    await isRefused(() => eve.ask("command", { body }), 403, actor);
  });

  it("a scorer who makes events, keys, users, invalidations or settings", async () => {
    const before = await state();
    const master = {
      id: "m",
      type: "events",
      events: [{ id: EVENT, name: "X", disciplineName: "X", competitorKind: "athlete" }],
    };
    const tries: [OperationName, object][] = [
      ["command", { body: { command: master } }],
      ["makeFeedKey", { body: { id: "mine", name: "Mine" } }],
      [
        "makeUser",
        { body: { username: "eve", name: "Eve", email: "eve@example.org", groups: ["admin:full"] } },
      ],
      ["setGroups", { parameters: { username: "scorer" }, body: { groups: ["admin:full"] } }],
      ["invalidate", { body: { id: "i", scope: { what: "everything" }, reason: "because" } }],
      ["settings", { body: { fourEyes: false, proposalMinutes: 1, expectedVersion: 0 } }],
    ];
    for (const [name, input] of tries)
      expect([name, (await scorer.ask(name, input)).status]).toEqual([name, 403]);
    expect(await state()).toEqual(before);
  });

  it("a scorer of one discipline writes there, and takes a proposal of another nowhere", async () => {
    const alpine = await signIn(cloud, "alpine");
    expect((await alpine.do("me")).disciplines).toEqual(["ALP"]);
    expect((await alpine.command({ type: "status", unit: UNIT, status: "LIVE" })).outcome).toBe("taken");
    const luge = person(
      cloud,
      signToken(key(), claims({ username: "lu", "cognito:groups": ["scorer:write:LUG"] })),
    );
    await alpine.command({ type: "mark", unit: UNIT, competitor: A, mark: { irm: "DNS" } });
    for (const id of [B, "1003"])
      await alpine.command({
        type: "mark",
        unit: UNIT,
        competitor: id,
        mark: { timeMs: 104_000 + Number(id) },
      });
    await alpine.command({ type: "status", unit: UNIT, status: "UNOFFICIAL" });
    const { proposal } = await alpine.command({ type: "status", unit: UNIT, status: "OFFICIAL" });
    const parameters = { proposal: proposal?.id ?? "" };
    expect((await luge.ask("confirmProposal", { parameters })).status).toBe(403);
    expect((await luge.ask("refuseProposal", { parameters, body: { reason: "not mine" } })).status).toBe(403);
    expect((await admin.do("proposal", { parameters })).state).toBe("open");
  });
});

describe("a deployment", () => {
  it("never trusts keys of a local pool, and says so before it takes a request", () => {
    const localKeys = jwksOf(key());
    expect(() =>
      createVerify({ stage: "production", userPoolId: POOL_ID, clientId: CLIENT_ID, localKeys }),
    ).toThrow("production may not trust");
  });

  it("refuses a token that was signed locally, even one that names its own pool and client", async () => {
    const userPoolId = "us-east-1_Production";
    const { privateKey: theirs } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    // The keys that the deployed pool publishes, under the same key id.
    const published = Buffer.from(JSON.stringify(jwksOf(theirs)));
    const jwksCache = new SimpleJwksCache({
      fetcher: {
        fetch: async () =>
          published.buffer.slice(published.byteOffset, published.byteOffset + published.length),
      },
    });
    const verify = createVerify({ stage: "production", userPoolId, clientId: CLIENT_ID }, jwksCache);
    const iss = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
    await expect(verify(`Bearer ${signToken(theirs, claims({ iss }))}`)).resolves.toMatchObject({
      username: "admin",
    });
    await expect(verify(`Bearer ${signToken(key(), claims({ iss }))}`)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(verify(`Bearer ${scorer.token}`)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("refuses in the handler what came past the gateway's authorizer", async () => {
    const metrics = { count() {}, timing() {}, flush() {} };
    const quiet = { debug() {}, info() {}, warn() {}, error() {} };
    const verify = createVerify({
      stage: "local",
      userPoolId: POOL_ID,
      clientId: CLIENT_ID,
      localKeys: jwksOf(key()),
    });
    const handler = createAdminHandler({
      ...({} as Parameters<typeof createAdminHandler>[0]),
      store: cloud.feed.store,
      verify,
      now: () => new Date(),
      log: quiet,
      metrics,
    });
    const http = {
      method: "GET",
      path: `${PREFIX}/me`,
      protocol: "HTTP/1.1",
      sourceIp: "127.0.0.1",
      userAgent: "",
    };
    const event = {
      rawPath: http.path,
      headers: { authorization: `Bearer ${scorer.token}` },
      requestContext: { http, requestId: "r" },
    };
    const invoke = handler as unknown as (event: object, context: object) => Promise<{ statusCode: number }>;
    expect((await invoke(event, {})).statusCode).toBe(401);
  });
});

describe("input that means harm", () => {
  it.each<[string, OperationName, object]>([
    ["a path that climbs", "unit", { parameters: { unit: "../../users" } }],
    ["a unit of another shape", "unit", { parameters: { unit: "ALPMDH' OR 1=1" } }],
    ["a day that isn't one", "unitsOfDay", { parameters: { day: "2022-02-30" } }],
    ["an event with a null byte", "event", { parameters: { event: "ALPMDH\0" } }],
    ["a query that isn't known", "edge", { query: { discipline: "ALP", everything: "1" } }],
    ["a field that isn't known", "preview", { body: { commands: [{ id: "a", type: "mark" }], admin: true } }],
    [
      "a name with a control character",
      "makeUser",
      { body: { username: "eve", name: "E\u202Eve", email: "e@example.org", groups: [] } },
    ],
  ])("%s is refused by field and rule", async (_, name, input) => {
    const reply = await admin.ask(name, input);
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ code: "INVALID" });
    expect(json(reply).field).toBeTruthy();
    expect(json(reply).rule).toBeTruthy();
  });

  it("units, proposals, messages of others that aren't there are 404, whoever asks", async () => {
    const nowhere = UNIT.replace("000100", "000900");
    expect((await viewer.ask("unit", { parameters: { unit: nowhere } })).status).toBe(404);
    expect((await scorer.ask("confirmProposal", { parameters: { proposal: "none" } })).status).toBe(404);
    expect((await scorer.ask("message", { parameters: { source: "local", message: "none" } })).status).toBe(
      404,
    );
  });

  it("HTML stays the text that it is, and control characters are refused, in names and reasons", async () => {
    const name = "<script>alert(1)</script>";
    const competitor = { id: "6660", kind: "athlete", name, noc: "NOR" };
    await admin.command({ type: "competitors", competitors: [competitor] });
    const reply = await admin.ask("competitors", { query: { search: "script" } });
    expect(reply.headers).toMatchObject({
      "content-type": "application/json",
      "x-content-type-options": "nosniff",
    });
    expect(json<{ competitors: { value: { name: string } }[] }>(reply).competitors[0]?.value.name).toBe(name);
    const turned = { ...competitor, name: "Anna\u202Egnp.exe" };
    const refused = await admin.ask("command", {
      body: { command: { id: "turned", type: "competitors", competitors: [turned] } },
    });
    expect(json(refused)).toMatchObject({
      status: 400,
      field: "competitors.0.name",
      rule: "holds a control character",
    });
    const reason = {
      id: "bell",
      type: "correction",
      unit: UNIT,
      competitor: A,
      mark: {},
      reason: "ring \u0007 ring",
    };
    expect(json(await scorer.ask("command", { body: { command: reason } }))).toMatchObject({
      status: 400,
      field: "reason",
    });
  });

  it("a formula in the trail is text in the file that a spreadsheet opens", async () => {
    const reason = '=HYPERLINK("http://evil.example","Click")';
    await admin.do("invalidate", {
      body: { id: "formula", scope: { what: "board", board: "live" }, reason },
    });
    const file = await viewer.ask("auditFile", { query: { trail: "edge" } });
    expect(file.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(file.text).toContain(`"'=HYPERLINK(""http://evil.example"",""Click"")"`);
    for (const line of file.text.split("\r\n"))
      for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+\-@\t]/);
  });

  it("another page gets no leave: no CORS header, and no body that a form could send", async () => {
    const headers = { origin: "https://evil.example", authorization: `Bearer ${scorer.token}` };
    const read = await ask(`${cloud.url}${PREFIX}/me`, { headers });
    expect(Object.keys(read.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    const preflight = await ask(`${cloud.url}${PREFIX}/commands`, {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    const before = await state();
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      const sent = await ask(`${cloud.url}${PREFIX}/commands`, {
        method: "POST",
        headers: { ...headers, "content-type": type },
        body: JSON.stringify(command()),
      });
      expect(json(sent)).toMatchObject({ status: 400, field: "Content-Type" });
    }
    expect(await state()).toEqual(before);
  });
});

describe("users", () => {
  it("the last admin can't take the role or the account from itself, and another admin can", async () => {
    const self = { parameters: { username: "admin" } };
    const groups = { body: { groups: ["viewer:read"] } };
    expect(json(await admin.ask("setGroups", { ...self, ...groups }))).toMatchObject({
      status: 409,
      code: "LAST_ADMIN",
    });
    expect(json(await admin.ask("disableUser", self))).toMatchObject({ status: 409, code: "LAST_ADMIN" });
    await admin.do("setGroups", { parameters: { username: "second" }, body: { groups: ["admin:full"] } });
    const other = await signIn(cloud, "second");
    expect((await other.do("setGroups", { ...self, ...groups })).groups).toEqual(["viewer:read"]);
    expect((await other.do("setGroups", { ...self, body: { groups: ["admin:full"] } })).groups).toEqual([
      "admin:full",
    ]);
    expect((await admin.do("audit", { query: { trail: "access" } })).entries[0]).toMatchObject({
      actor: "user:second",
      command: "user-groups",
      changes: [{ fact: "user admin", before: ["viewer:read"], after: ["admin:full"] }],
    });
  });

  it("two admins who take the role from each other at once leave one of them", async () => {
    const makeAdmin = { parameters: { username: "second" }, body: { groups: ["admin:full"] } };
    await admin.do("setGroups", makeAdmin);
    const other = await signIn(cloud, "second");
    const viewing = { body: { groups: ["viewer:read"] } };
    const replies = await Promise.all([
      admin.ask("setGroups", { parameters: { username: "second" }, ...viewing }),
      other.ask("setGroups", { parameters: { username: "admin" }, ...viewing }),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { users } = await admin.do("users");
    const admins = users.filter(({ groups }) => groups.includes("admin:full"));
    expect(admins).toHaveLength(1);
    const [last] = admins;
    const who = last?.username === "admin" ? admin : other;
    await who.do("setGroups", { parameters: { username: "admin" }, body: { groups: ["admin:full"] } });
    await who.do("setGroups", { parameters: { username: "second" }, body: { groups: ["scorer:write"] } });
  });

  it("a user that isn't there is 404", async () => {
    const reply = await admin.ask("disableUser", { parameters: { username: "nobody" } });
    expect(json(reply)).toMatchObject({ status: 404, code: "UNKNOWN_USER", field: "username" });
  });

  it("a group that isn't there can't be given", async () => {
    const reply = await admin.ask("setGroups", {
      parameters: { username: "viewer" },
      body: { groups: ["root:all"] },
    });
    expect(json(reply)).toMatchObject({ status: 400, code: "UNKNOWN_GROUP", field: "groups" });
  });

  it("a new one sets a password and a second factor at the first sign-in, and is out at once when disabled", async () => {
    const made = await admin.do("makeUser", {
      body: { username: "nils", name: "Nils", email: "nils@example.org", groups: ["scorer:write"] },
    });
    const asked = json<{ step: string; session: string }>(
      await step(cloud, "", { username: "nils", password: made.temporaryPassword }),
    );
    expect(asked.step).toBe("new-password");
    const password = "A much better one, 7";
    const next = json<{ step: string; session: string }>(
      await step(cloud, "/new-password", { session: asked.session, username: "nils", password }),
    );
    expect(next.step).toBe("set-up");
    const { session, secret } = json<{ session: string; secret: string }>(
      await step(cloud, "/set-up", { session: next.session }),
    );
    const code = codeOf({ totpSecret: secret });
    const done = json<{ step: string; accessToken: string; refreshToken: string }>(
      await step(cloud, "/set-up/code", { session, username: "nils", code }),
    );
    expect(done.step).toBe("done");
    expect((await person(cloud, done.accessToken).do("me")).roles).toEqual(["scorer"]);
    expect(json(await step(cloud, "/refresh", {}, done.refreshToken))).toMatchObject({ step: "done" });
    await admin.do("disableUser", { parameters: { username: "nils" } });
    expect((await step(cloud, "/refresh", {}, done.refreshToken)).status).toBe(401);
    expect((await step(cloud, "", { username: "nils", password })).status).toBe(401);
  });

  it("who signs out is out everywhere: no session goes on", async () => {
    const [one, two] = await Promise.all([signIn(cloud, "viewer"), signIn(cloud, "viewer")]);
    expect((await step(cloud, "/out", {}, one?.token)).status).toBe(200);
    for (const { refreshToken } of [one, two])
      expect((await step(cloud, "/refresh", {}, refreshToken)).status).toBe(401);
  });
});

describe("signing in", () => {
  it("takes password and code together: neither alone, and no session of someone else", async () => {
    const user = cloud.users.find(({ username }) => username === "viewer");
    if (user === undefined) throw new Error("no viewer");
    const { username, password } = user;
    const first = json<{ session: string }>(await step(cloud, "", { username, password }));
    expect(first).not.toHaveProperty("accessToken");
    const code = codeOf(user);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    expect((await step(cloud, "/code", { session: first.session, username, code: wrong })).status).toBe(401);
    expect((await step(cloud, "/code", { session: randomUUID(), username, code })).status).toBe(401);
    expect((await step(cloud, "/code", { session: first.session, username: "admin", code })).status).toBe(
      401,
    );
    expect((await step(cloud, "/code", { session: first.session, username, code })).status).toBe(200);
    const spent = await step(cloud, "/code", { session: first.session, username, code });
    expect(spent.status).toBe(401);
  });

  it("a hundred failures are counted, and look the same whoever is meant", async () => {
    const before = cloud.metrics.total(FAILED_METRIC);
    const replies = new Set<string>();
    for (let n = 0; n < 100; n += 1) {
      const reply = await step(cloud, "", {
        username: n % 2 === 0 ? "admin" : "nobody",
        password: `guess ${n}`,
      });
      replies.add(`${reply.status} ${reply.text}`);
    }
    expect(cloud.metrics.total(FAILED_METRIC)).toBe(before + 100);
    expect([...replies]).toHaveLength(1);
    expect(json(await step(cloud, "", { username: "admin", password: "x" }))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });

  it("keeps keys and passwords of the local pool to their owner", () => {
    const folder = join(cloud.dataDir, "sign-in");
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });
});

it("every operation is refused to strangers", async () => {
  for (const name of Object.keys(operations) as OperationName[]) {
    const parameters = {
      day: "2026-02-07",
      unit: UNIT,
      event: EVENT,
      proposal: "p",
      source: "s",
      message: "m",
      key: "k",
      scope: "ALP",
      username: "admin",
    };
    const reply = await person(cloud, "a.b.c").ask(name, { parameters });
    expect([name, reply.status]).toEqual([name, 401]);
  }
});
