import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetInvalidationCommand,
} from "@aws-sdk/client-cloudfront";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silent } from "../log.ts";
import { createInvalidationApi, type InvalidationApi } from "./invalidation.ts";

let api: InvalidationApi;
let client: CloudFrontClient;
let base: string;
let invalidated: { paths: string[]; tags: string[] }[];

beforeEach(async () => {
  invalidated = [];
  api = createInvalidationApi({
    invalidate: (what) => invalidated.push(what),
    distributionId: "LOCAL",
    log: silent,
  });
  const { port } = await api.listen({ port: 0 });
  base = `http://127.0.0.1:${port}`;
  client = new CloudFrontClient({
    endpoint: base,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});

afterEach(async () => {
  client.destroy();
  await api.close();
});

function batch(CallerReference: string, Items: string[], DistributionId = "LOCAL", Quantity = Items.length) {
  const InvalidationBatch = { CallerReference, Paths: { Quantity, Items } };
  return new CreateInvalidationCommand({ DistributionId, InvalidationBatch });
}

test("the SDK's CreateInvalidation invalidates paths and tags, and GetInvalidation knows it", async () => {
  const items = ["/api/live", "/api/events/*", "/a?b=1&c=<2>", "#event:SSKM500M", "#a&b"];
  const { Invalidation, Location } = await client.send(batch("one", items));
  expect(invalidated).toEqual([
    { paths: ["/api/live", "/api/events/*", "/a?b=1&c=<2>"], tags: ["event:SSKM500M", "a&b"] },
  ]);
  expect(Invalidation).toMatchObject({
    Status: "Completed",
    InvalidationBatch: { CallerReference: "one", Paths: { Quantity: 5, Items: items } },
  });
  expect(Invalidation?.CreateTime).toBeInstanceOf(Date);
  expect(Location).toContain(Invalidation?.Id);
  const got = await client.send(
    new GetInvalidationCommand({ DistributionId: "LOCAL", Id: Invalidation?.Id }),
  );
  expect(got.Invalidation).toEqual(Invalidation);
  expect(api.count).toBe(5);
});

test("the same caller reference is done once; with other paths it is refused", async () => {
  const first = await client.send(batch("one", ["/a"]));
  const again = await client.send(batch("one", ["/a"]));
  expect(again.Invalidation?.Id).toBe(first.Invalidation?.Id);
  expect(invalidated).toHaveLength(1);
  await expect(client.send(batch("one", ["/b"]))).rejects.toMatchObject({ name: "InvalidArgument" });
  expect(invalidated).toHaveLength(1);
});

test.each([
  ["a wildcard within a path", ["/a*b"], "InvalidArgument"],
  ["a path without a slash", ["a"], "InvalidArgument"],
  ["a wildcard in a tag", ["#a*"], "InvalidArgument"],
  ["an empty tag", ["#"], "InvalidArgument"],
  ["a tag that is too long", [`#${"x".repeat(257)}`], "InvalidArgument"],
  ["no path", [], "InvalidArgument"],
  ["too many paths", Array.from({ length: 3_001 }, (_, i) => `/${i}`), "BatchTooLarge"],
])("%s is refused as CloudFront refuses it, and nothing is invalidated", async (_, items, name) => {
  await expect(
    client.send(batch("one", ["/fine", ...items].slice(items.length === 0 ? 1 : 0))),
  ).rejects.toMatchObject({ name });
  expect(invalidated).toEqual([]);
});

test("a wrong quantity and another distribution are refused by name", async () => {
  await expect(client.send(batch("one", ["/a"], "LOCAL", 2))).rejects.toMatchObject({
    name: "InconsistentQuantities",
  });
  await expect(client.send(batch("one", ["/a"], "OTHER"))).rejects.toMatchObject({
    name: "NoSuchDistribution",
  });
  await expect(
    client.send(new GetInvalidationCommand({ DistributionId: "LOCAL", Id: "NONE" })),
  ).rejects.toMatchObject({ name: "NoSuchInvalidation" });
});

test("other requests get an answer and change nothing", async () => {
  const path = `${base}/2020-05-31/distribution/LOCAL/invalidation`;
  expect((await fetch(base)).status).toBe(404);
  expect((await fetch(path)).status).toBe(405);
  expect((await fetch(path, { method: "POST" })).status).toBe(400);
  expect((await fetch(path, { method: "POST", body: "<nonsense" })).status).toBe(400);
  const large = await fetch(path, { method: "POST", body: "x".repeat(1_000_001) });
  expect(large.status).toBe(413);
  expect(invalidated).toEqual([]);
});
