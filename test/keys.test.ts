/** Keys of the feeds, on a real table. */
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import type { Actor } from "@podium/core/access/actor.ts";
import { Forbidden } from "@podium/core/access/permission.ts";
import { AuditEntity } from "@podium/core/audit/entity.ts";
import { type Keyring, openKeyring } from "@podium/core/feed/keyring.ts";
import {
  createKey,
  KEYS_TRAIL,
  KeyRefused,
  listKeys,
  mayState,
  type NewKey,
  permissionsOf,
  revokeKey,
  rotateKey,
} from "@podium/core/feed/keys.ts";
import { Unauthenticated } from "@podium/core/feed/signature.ts";
import type { Table } from "@podium/core/table/client.ts";
import type { CapacityMeter } from "@podium/core/table/meter.ts";
import { runKeys } from "@podium/local/feed/keys-command.ts";
import { UsageError } from "@podium/local/settings.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "./support/table.ts";

let engine: Engine;
let table: Table;
let meter: CapacityMeter;
let nowMs: number;
let keyring: Keyring;
const now = () => new Date(nowMs);
const ADMIN: Actor = { kind: "system", name: "test" };

beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  ({ table, meter } = await engine.table());
  nowMs = Date.parse("2022-02-07T04:00:00Z");
  keyring = openKeyring({ table, now });
});

const make = (more: Partial<NewKey> = {}, actor: Actor = ADMIN) =>
  createKey({ table, now, actor }, { id: "timing-ssk", name: "Timing, oval", ...more });
const context = () => ({ table, now, actor: ADMIN });

const refusesKey = (apiKey: string | undefined, rule: string | RegExp) =>
  expect(keyring.findKey(apiKey)).rejects.toMatchObject({
    name: Unauthenticated.name,
    code: "UNAUTHENTICATED",
    field: "X-API-KEY",
    rule: expect.stringMatching(rule),
  });

/** Every item of the table, as text. */
async function everything(): Promise<string> {
  const items: unknown[] = [];
  for await (const { Items = [] } of paginateScan({ client: table.documents }, { TableName: table.name }))
    items.push(...Items);
  return JSON.stringify(items);
}

describe("an API key", () => {
  it("opens the door to what it was made for", async () => {
    const { apiKey, key } = await make({
      role: "timing",
      disciplines: ["SSK"],
      messagesPerSecond: 50,
      burst: 200,
    });
    expect(apiKey).toMatch(/^pk_timing-ssk_[\w-]{32}$/);
    const found = await keyring.findKey(apiKey);
    expect(found).toEqual({
      id: "timing-ssk",
      name: "Timing, oval",
      role: "timing",
      disciplines: ["SSK"],
      messagesPerSecond: 50,
      burst: 200,
      validUntil: "2022-05-08T04:00:00.000Z",
      madeAt: "2022-02-07T04:00:00.000Z",
    });
    expect(key).toMatchObject(found);
    expect([mayState(found, "SSK"), mayState(found, "ALP"), mayState(found, "GEN")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(mayState({ disciplines: [] }, "ALP")).toBe(true);
    expect(permissionsOf(found)).toEqual(["results:write"]);
  });

  it("with another secret, of another id or of another form is refused alike", async () => {
    const { apiKey } = await make();
    const other = `${apiKey.slice(0, -1)}${apiKey.endsWith("A") ? "B" : "A"}`;
    for (const wrong of [
      other,
      apiKey.replace("timing-ssk", "timing-alp"),
      "pk_timing-ssk_",
      "secret",
      `${apiKey} `,
    ])
      await refusesKey(wrong, /^is a known key$/);
    await refusesKey(undefined, "names the key");
    await refusesKey("", "names the key");
  });

  it("ends when it said it would", async () => {
    const { apiKey } = await make({ validUntil: "2022-02-07T05:00:00Z" });
    nowMs = Date.parse("2022-02-07T04:59:59.999Z");
    await keyring.findKey(apiKey);
    nowMs += 1;
    await refusesKey(apiKey, "is good until 2022-02-07T05:00:00.000Z");
  });

  it("may be rotated: both are good, until the next rotation", async () => {
    const { apiKey: first } = await make();
    await keyring.findKey(first);
    const { apiKey: second } = await rotateKey(context(), "timing-ssk");
    // A process that looked the key up a moment ago doesn't know the new one yet; a second later it does.
    nowMs += 1_000;
    await keyring.findKey(second);
    await keyring.findKey(first);
    const { apiKey: third, key } = await rotateKey(context(), "timing-ssk");
    expect(key.secretsMadeAt).toHaveLength(2);
    nowMs += 30_000;
    await keyring.findKey(second);
    await keyring.findKey(third);
    await refusesKey(first, "known key");
    const { apiKey: only } = await rotateKey(context(), "timing-ssk", { onlyNew: true });
    nowMs += 30_000;
    await keyring.findKey(only);
    await refusesKey(third, "known key");
  });

  it("once revoked is refused within 30 seconds, for good", async () => {
    const { apiKey } = await make();
    await keyring.findKey(apiKey);
    await revokeKey(context(), "timing-ssk");
    nowMs += 30_000;
    await refusesKey(apiKey, "known key");
    await expect(rotateKey(context(), "timing-ssk")).rejects.toMatchObject({ code: "KEY_REVOKED" });
    await expect(make()).rejects.toMatchObject({ code: "KEY_EXISTS" });
  });

  it("costs one lookup in 30 seconds, however many ask, and guesses cost one a second", async () => {
    const { apiKey } = await make();
    const before = meter.read().calls;
    await Promise.all(Array.from({ length: 100 }, () => keyring.findKey(apiKey)));
    nowMs += 29_999;
    await keyring.findKey(apiKey);
    expect(meter.read().calls - before).toBe(1);
    const guess = () => keyring.findKey("pk_timing-ssk_guess").catch(() => {});
    await Promise.all(Array.from({ length: 100 }, guess));
    expect(meter.read().calls - before).toBe(2);
  });
});

describe("managing keys", () => {
  it("leaves an entry in the audit trail for each change, and no secret anywhere", async () => {
    const { apiKey: first } = await make();
    const { apiKey: second } = await rotateKey(context(), "timing-ssk");
    const printed: string[] = [];
    await runKeys(["list"], { table, now, print: (line) => printed.push(line) });
    await revokeKey(context(), "timing-ssk");
    const { data } = await AuditEntity.query
      .byTrail({ trail: KEYS_TRAIL })
      .go({ table: table.name, client: table.documents });
    const entries = data.toSorted((left, right) => left.recordedAt.localeCompare(right.recordedAt));
    expect(entries.map(({ actor, command }) => [actor, command]).sort()).toEqual([
      ["system:test", "feed-key-create"],
      ["system:test", "feed-key-revoke"],
      ["system:test", "feed-key-rotate"],
    ]);
    const created = data.find(({ command }) => command === "feed-key-create");
    expect(created?.changes).toMatchObject([
      { fact: "feed-key timing-ssk", after: { name: "Timing, oval" } },
    ]);
    const all = (await everything()) + printed.join("\n");
    expect(all).toContain("timing-ssk");
    for (const apiKey of [first, second]) expect(all).not.toContain(apiKey.slice("pk_timing-ssk_".length));
    expect(JSON.stringify(data)).not.toMatch(/[0-9a-f]{64}/);
  });

  it("refuses what is wrong by field and rule, and changes nothing", async () => {
    const wrong: [Partial<NewKey>, string][] = [
      [{ id: "Has_Capitals" }, "id"],
      [{ name: " " }, "name"],
      [{ disciplines: ["ssk"] }, "disciplines.0"],
      [{ messagesPerSecond: 0 }, "messagesPerSecond"],
      [{ burst: 1.5 }, "burst"],
      [{ validUntil: "soon" }, "validUntil"],
    ];
    for (const [more, field] of wrong)
      await expect(make(more)).rejects.toMatchObject({ name: KeyRefused.name, code: "INVALID", field });
    await expect(revokeKey(context(), "none")).rejects.toMatchObject({ code: "UNKNOWN_KEY" });
    expect(await listKeys(table)).toEqual([]);
    expect(await everything()).toBe("[]");
  });

  it("is not for feeds, nor for people who may only look", async () => {
    await expect(make({}, { kind: "feed", keyId: "local" })).rejects.toBeInstanceOf(Forbidden);
    await expect(make({}, { kind: "user", userId: "u", roles: ["viewer"] })).rejects.toBeInstanceOf(
      Forbidden,
    );
    expect(await listKeys(table)).toEqual([]);
  });

  it("loses no rotation when several come at a time", async () => {
    await make();
    const made = await Promise.all([1, 2, 3].map(() => rotateKey(context(), "timing-ssk")));
    const good = await Promise.allSettled(made.map(({ apiKey }) => keyring.findKey(apiKey)));
    expect(good.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });
});

describe("npm run feed -- keys", () => {
  const type = async (...args: string[]) => {
    const printed: string[] = [];
    await runKeys(args, { table, now, user: "ada", print: (line) => printed.push(line) });
    return printed;
  };

  it("makes, lists, rotates and revokes, under the name of who types", async () => {
    const made = await type(
      ...["create", "odf", "--name", "Official feed", "--disciplines", "SSK,ALP", "--until", "2022-02-21"],
      ...["--rate", "200", "--burst", "400"],
    );
    const apiKey = made.find((line) => line.startsWith("X-API-KEY: "))?.slice("X-API-KEY: ".length);
    expect(await keyring.findKey(apiKey)).toMatchObject({
      id: "odf",
      disciplines: ["SSK", "ALP"],
      validUntil: "2022-02-21T00:00:00.000Z",
      messagesPerSecond: 200,
      burst: 400,
    });
    expect((await type("rotate", "odf"))[1]).toMatch(/^X-API-KEY: pk_odf_/);
    expect(await type("list")).toEqual([
      "odf  good, rotating  official  SSK ALP  200/s, 400 at once  until 2022-02-21T00:00Z  Official feed",
    ]);
    await type("revoke", "odf");
    expect((await type("list"))[0]).toMatch(/^odf {2}revoked /);
    const { data } = await AuditEntity.query
      .byActor({ actor: "system:cli-ada" })
      .go({ table: table.name, client: table.documents });
    expect(data).toHaveLength(3);
  });

  it.each([
    [[]],
    [["dance"]],
    [["list", "odf"]],
    [["create"]],
    [["create", "odf", "--colour", "blue"]],
    [["create", "odf", "--rate", "many"]],
    [["create", "odf", "--role", "king"]],
    [["create", "odf", "--only-new"]],
    [["rotate", "odf"]],
    [["revoke", "odf", "--name", "x"]],
  ])("says how it goes when asked for %j, and changes nothing", async (args) => {
    await expect(type(...args)).rejects.toBeInstanceOf(UsageError);
    expect(await everything()).toBe("[]");
  });
});
