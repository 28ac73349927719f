import { expect, it } from "vitest";
import { sign, Unauthenticated, verify } from "./signature.ts";

const now = new Date("2022-02-07T04:00:00Z");
const timestamp = String(now.getTime() / 1000);
const body = Buffer.from('{"id":"m1"}');
const secrets = new Map([["local", ["the secret of today", "the secret of tomorrow"]]]);
const good = { keyId: "local", timestamp, signature: sign("the secret of today", timestamp, body) };

it("takes a body that was signed with either of two secrets", () => {
  expect(verify(good, body, secrets, now)).toBe("local");
  const next = { ...good, signature: sign("the secret of tomorrow", timestamp, body) };
  expect(verify(next, body, secrets, now)).toBe("local");
});

it("is the HMAC-SHA256 of timestamp, dot and body", () => {
  // printf '1644206400.{"id":"m1"}' | openssl dgst -sha256 -hmac 'the secret of today'
  expect(good.signature).toBe("v1=56474de4f1de6307562e429842e2d57499dae32cbc2c76f828e14c898a2b5c96");
});

it.each([
  ["a missing key", { ...good, keyId: undefined }, "X-Podium-Key-Id"],
  ["an unknown key", { ...good, keyId: "other" }, "X-Podium-Signature"],
  ["a missing timestamp", { ...good, timestamp: undefined }, "X-Podium-Timestamp"],
  ["a timestamp that is no number", { ...good, timestamp: "soon" }, "X-Podium-Timestamp"],
  ["a missing signature", { ...good, signature: undefined }, "X-Podium-Signature"],
  ["a signature of another form", { ...good, signature: "v2=00" }, "X-Podium-Signature"],
  [
    "a signature with another secret",
    { ...good, signature: sign("guess", timestamp, body) },
    "X-Podium-Signature",
  ],
  [
    "a signature of another time",
    { ...good, timestamp: String(Number(timestamp) + 1) },
    "X-Podium-Signature",
  ],
])("refuses %s and names the header", (_, headers, field) => {
  expect(() => verify(headers, body, secrets, now)).toThrow(
    expect.objectContaining({ constructor: Unauthenticated, field }),
  );
});

it("refuses a changed body", () => {
  expect(() => verify(good, Buffer.from('{"id":"m2"}'), secrets, now)).toThrow(Unauthenticated);
});

it("takes what is five minutes off, and nothing older or younger", () => {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(verify(good, body, secrets, at(300))).toBe("local");
  expect(verify(good, body, secrets, at(-300))).toBe("local");
  for (const seconds of [301, -301]) {
    expect(() => verify(good, body, secrets, at(seconds))).toThrow(
      expect.objectContaining({ field: "X-Podium-Timestamp" }),
    );
  }
});

it("never tells what the right signature would have been", () => {
  try {
    verify({ ...good, signature: sign("guess", timestamp, body) }, body, secrets, now);
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify(error) + String(error)).not.toContain(good.signature.slice(3, 20));
  }
});
