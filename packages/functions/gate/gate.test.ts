import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { expect, test } from "vitest";
import type { createAuthorizer } from "../admin/authorizer.ts";
import { createDeskHandler } from "./desk.ts";
import { createLock, createLockHandler } from "./lock.ts";

const NEW = "the newest word there is";
const OLD = "the word before that one";
const lock = createLock(`${NEW}, ${OLD}`);
const asked = (word?: string) =>
  ({
    headers: { authorization: "Bearer a.b.c", ...(word !== undefined && { "x-podium-edge": word }) },
  }) as Partial<APIGatewayRequestAuthorizerEventV2> as APIGatewayRequestAuthorizerEventV2;

test("what did not come through the edge is not let in", async () => {
  const handler = createLockHandler(lock);
  for (const word of [undefined, "", "guessed", `${NEW}, ${OLD}`, NEW.slice(1)]) {
    expect(await handler(asked(word))).toEqual({ isAuthorized: false });
  }
});

test("while a word is rotated the old one is good too", async () => {
  const handler = createLockHandler(lock);
  expect(await handler(asked(NEW))).toEqual({ isAuthorized: true });
  expect(await handler(asked(OLD))).toEqual({ isAuthorized: true });
});

test("words that are too short stop the start, and are not repeated", () => {
  expect(() => createLock("short")).toThrow(/16 characters/);
  expect(() => createLock("short")).not.toThrow(/short/);
});

test("a good token does not open the console's API from outside the edge", async () => {
  const holds: ReturnType<typeof createAuthorizer> = async () => ({
    isAuthorized: true,
    context: { token: "holds" },
  });
  const handler = createDeskHandler(lock, holds);
  expect(await handler(asked())).toEqual({ isAuthorized: false, context: { token: "refused" } });
  expect(await handler(asked(NEW))).toEqual({ isAuthorized: true, context: { token: "holds" } });
});
