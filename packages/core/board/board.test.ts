import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, digest, type Json } from "./canonical.ts";
import { compress, decompress, encode, negotiate } from "./encoding.ts";
import { BoardEntity } from "./entity.ts";
import { cacheControl, FRESHNESS, type Freshness } from "./freshness.ts";
import { boardKey, LATEST, versionSlot } from "./key.ts";

describe("canonical JSON", () => {
  it("is one text for one content, whatever the order of its keys", () => {
    const shuffled = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (value === null || typeof value !== "object") return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, shuffled(item as Json)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(canonical(shuffled(value as Json))).toBe(canonical(value as Json));
        expect(JSON.parse(canonical(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("leaves out what is undefined, so that an absent field and an undefined one are the same board", () => {
    expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}');
    expect(digest(canonical({ a: 1 }))).toHaveLength(22);
  });
});

describe("encoding", () => {
  const text = JSON.stringify({
    name: "Häkkinen Ärö",
    rows: Array.from({ length: 80 }, (_, n) => ({ rank: n + 1 })),
  });

  it.each([true, false])("gives back what was stored, in each encoding (live: %s)", (live) => {
    const stored = compress(text, live);
    expect(decompress(stored)).toBe(text);
    expect(encode(stored, "br")).toBe(stored);
    expect(Buffer.from(encode(stored, "identity")).toString("utf8")).toBe(text);
    expect(gunzipSync(encode(stored, "gzip")).toString("utf8")).toBe(text);
  });

  it.each([
    [undefined, "identity"],
    ["", "identity"],
    ["br", "br"],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip;q=1.0, br;q=0.5", "br"],
    ["GZIP", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0, *", "gzip"],
    ["*", "br"],
    ["*;q=0", "identity"],
    ["deflate", "identity"],
    [";;,,q=;=", "identity"],
  ])("answers Accept-Encoding %j with %s", (header, encoding) => {
    expect(negotiate(header)).toBe(encoding);
  });
});

describe("freshness", () => {
  it("never lets an edge forget at once: a crowd must collapse into one request", () => {
    for (const freshness of Object.keys(FRESHNESS) as Freshness[]) {
      expect(FRESHNESS[freshness].edge).toBeGreaterThan(0);
      expect(cacheControl(freshness)).not.toMatch(/no-store|no-cache|private|max-age=0/);
    }
  });

  it("says for a live board what DESIGN promises", () => {
    expect(cacheControl("live")).toBe(
      "public, max-age=1, s-maxage=2, stale-while-revalidate=10, stale-if-error=86400",
    );
  });
});

describe("key", () => {
  it("is the same for the reader, who writes it out, and for the entity, which composes it", () => {
    const of = (slot: string) =>
      BoardEntity.get({ board: "leaderboards/medals", slot }).params<{ Key: object }>({ table: "t" }).Key;
    expect(boardKey("leaderboards/medals")).toEqual(of(LATEST));
    expect(boardKey("leaderboards/medals", 12)).toEqual(of(versionSlot(12)));
  });

  it("sorts versions as numbers", () => {
    expect([versionSlot(10), versionSlot(9), versionSlot(100)].sort()).toEqual([9, 10, 100].map(versionSlot));
  });
});
