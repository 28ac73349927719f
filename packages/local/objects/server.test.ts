import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { Readable } from "node:stream";
import {
  type ChecksumAlgorithm,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchBucket,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { openObjects } from "@podium/core/feed/objects.ts";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silent } from "../log.ts";
import { temporaryFolder } from "../table/testing.ts";
import { type ObjectServer, startObjectServer } from "./server.ts";

const BUCKET = "messages";
const folder = temporaryFolder();
let server: ObjectServer;
let client: S3Client;

async function start(): Promise<void> {
  server = await startObjectServer({ dataDir: folder.path, buckets: [BUCKET, "other"], log: silent });
  client = new S3Client({
    endpoint: server.url,
    forcePathStyle: true,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await server.stop();
}

beforeAll(start);
afterAll(async () => {
  await stop();
  folder[Symbol.dispose]();
});

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function keys(Prefix?: string, more: object = {}): Promise<(string | undefined)[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix, ...more }));
  return Contents.map(({ Key }) => Key);
}

describe("an object", () => {
  it("comes back as it was put, whatever its key and bytes", async () => {
    const objects = openObjects(client, BUCKET);
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((text) => !text.startsWith("/"));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 2_000 }), async (text, bytes) => {
        await objects.put(text, bytes);
        expect(await objects.get(text)).toEqual(bytes);
        await objects.delete(text);
        expect(await objects.get(text)).toBeUndefined();
      }),
      {
        numRuns: 100,
        examples: [
          ["a/../b", new Uint8Array()],
          ["..", bytesOf("up")],
          ["a//b/", bytesOf("x")],
        ],
      },
    );
  });

  it("is replaced whole, and may be deleted twice", async () => {
    const objects = openObjects(client, BUCKET);
    await objects.put("twice", bytesOf("the longer first"));
    await objects.put("twice", bytesOf("second"));
    expect(await objects.get("twice")).toEqual(bytesOf("second"));
    await objects.delete("twice");
    await objects.delete("twice");
  });

  it("of 10 MB passes", async () => {
    const objects = openObjects(client, BUCKET);
    const bytes = new Uint8Array(10_000_000).map((_, index) => index * 7);
    await objects.put("large", bytes);
    const back = await objects.get("large");
    expect(
      createHash("sha256")
        .update(back ?? "")
        .digest("hex"),
    ).toBe(createHash("sha256").update(bytes).digest("hex"));
    await objects.delete("large");
  });

  it("sent as a stream is unpacked from its chunks", async () => {
    const body = bytesOf("streamed ".repeat(20_000));
    await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: "stream",
        Body: Readable.from([body.subarray(0, 70_001), body.subarray(70_001)]),
        ContentLength: body.length,
        ContentEncoding: "gzip",
        Metadata: { source: "odf" },
      }),
    );
    const { Body, ContentEncoding, Metadata } = await client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: "stream" }),
    );
    expect(await Body?.transformToByteArray()).toEqual(body);
    expect({ ContentEncoding, Metadata }).toEqual({ ContentEncoding: "gzip", Metadata: { source: "odf" } });
  });

  it("can be asked for without its bytes", async () => {
    await openObjects(client, BUCKET).put("head", bytesOf("12345"));
    expect(await client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "head" }))).toMatchObject({
      ContentLength: 5,
      ETag: `"${createHash("md5").update("12345").digest("hex")}"`,
    });
    const missing = new HeadObjectCommand({ Bucket: BUCKET, Key: "missing" });
    await expect(client.send(missing)).rejects.toBeInstanceOf(NotFound);
  });

  it("is still there after the service starts anew, and nothing half-written is", async () => {
    await openObjects(client, BUCKET).put("kept/by/folder", bytesOf("kept"));
    await stop();
    await start();
    expect(await openObjects(client, BUCKET).get("kept/by/folder")).toEqual(bytesOf("kept"));
    expect(readdirSync(`${folder.path}/.writing`)).toEqual([]);
  });

  it.each<[ChecksumAlgorithm]>([["CRC32"], ["SHA1"], ["SHA256"]])(
    "is checked by its %s",
    async (algorithm) => {
      const put = { Bucket: BUCKET, Key: algorithm, Body: bytesOf("sum") };
      await client.send(new PutObjectCommand({ ...put, ChecksumAlgorithm: algorithm }));
      const answer = await fetch(`${server.url}/${BUCKET}/${algorithm}`, {
        method: "PUT",
        body: "other",
        headers: { [`x-amz-checksum-${algorithm.toLowerCase()}`]: "AAAAAA==" },
      });
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("BadDigest")]);
      expect(await openObjects(client, BUCKET).get(algorithm)).toEqual(bytesOf("sum"));
    },
  );
});

describe("a list", () => {
  it("has the keys with a prefix, in order, page by page", async () => {
    const objects = openObjects(client, BUCKET);
    const wanted = ["list/a", "list/a/b", "list/a b", "list/ä", "list/&<>"];
    for (const key of [...wanted, "listen"]) await objects.put(key, bytesOf(key));
    const sorted = wanted.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    expect(await keys("list/")).toEqual(sorted);
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await client.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "list/", MaxKeys: 2, ContinuationToken }),
      );
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(sorted);
  });
});

describe("what is wrong is refused as S3 does", () => {
  it("a bucket or key that is not there", async () => {
    const at = { Bucket: "nowhere", Key: "k" };
    await expect(client.send(new PutObjectCommand({ ...at, Body: "x" }))).rejects.toBeInstanceOf(
      NoSuchBucket,
    );
    await expect(openObjects(client, "nowhere").get("k")).rejects.toBeInstanceOf(NoSuchBucket);
    const missing = new GetObjectCommand({ Bucket: BUCKET, Key: "missing" });
    await expect(client.send(missing)).rejects.toBeInstanceOf(NoSuchKey);
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "missing" }));
  });

  it("a key that no object store takes, and no file outside the folder", async () => {
    const objects = openObjects(client, BUCKET);
    await expect(objects.put("k".repeat(1_025), bytesOf("x"))).rejects.toMatchObject({
      name: "KeyTooLongError",
    });
    const answer = await fetch(`${server.url}/${BUCKET}/%2e%2e%2f%2e%2e%2fescape`, {
      method: "PUT",
      body: "x",
    });
    expect(answer.status).toBe(200);
    expect(await objects.get("../../escape")).toEqual(bytesOf("x"));
    expect(readdirSync(folder.path).sort()).toEqual([".writing", BUCKET, "other"]);
  });

  it("chunks that end too soon", async () => {
    const answer = await fetch(`${server.url}/${BUCKET}/short`, {
      method: "PUT",
      body: "ff\r\nonly this",
      headers: { "content-encoding": "aws-chunked" },
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("IncompleteBody")]);
    expect(await keys("short")).toEqual([]);
  });
});

it("whatever is asked gets an answer, and no fault", async () => {
  const path = fc.oneof(
    fc.constantFrom(`/${BUCKET}/k`, `/${BUCKET}`, `/${BUCKET}/`, "/", "//", `/${BUCKET}/%`, `/${BUCKET}/%00`),
    fc.webPath().map((text) => `/${BUCKET}${text}`),
  );
  const query = fc.constantFrom(
    "",
    "?list-type=2",
    "?list-type=2&max-keys=-1",
    "?list-type=2&max-keys=x",
    "?acl",
  );
  const header = fc.constantFrom<Record<string, string>>(
    {},
    { "content-encoding": "aws-chunked" },
    { "x-amz-checksum-crc32c": "AAAAAA==" },
    { "content-md5": "no" },
    { "x-amz-meta-a": "\u00e9" },
  );
  const request = fc.tuple(fc.constantFrom("GET", "PUT", "DELETE", "POST"), path, query, header, fc.string());
  await fc.assert(
    fc.asyncProperty(request, async ([method, where, how, headers, text]) => {
      const body = method === "GET" ? null : text;
      const answer = await fetch(`${server.url}${where}${how}`, { method, headers, body });
      expect([200, 204, 400, 404, 501], await answer.text()).toContain(answer.status);
    }),
    { numRuns: 500 },
  );
});
