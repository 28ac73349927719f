import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UserActor } from "./actor.ts";
import { GROUPS, grantsOf } from "./groups.ts";
import { actorOf } from "./identity.ts";
import { demand, PERMISSIONS, type Permission, permissions } from "./permission.ts";

const user = (...groups: string[]): UserActor => ({ kind: "user", userId: "anna", ...grantsOf(groups) });
const may = (actor: UserActor, permission: Permission, ...disciplines: string[]): boolean => {
  try {
    demand(actor, permission, disciplines);
    return true;
  } catch {
    return false;
  }
};

describe("groups grant", () => {
  it.each([
    ["viewer:read", ["console:read"]],
    ["scorer:write", ["console:read", "results:write", "results:correct", "feed:write"]],
    ["scorer:write:ALP", ["console:read", "results:write", "results:correct", "feed:write"]],
    ["admin:full", PERMISSIONS],
  ])("%s: %j", (group, expected) => expect(permissions(user(group))).toEqual(expected));

  it("a scorer of disciplines writes in those, and looks at all", () => {
    const anna = user("scorer:write:ALP", "scorer:write:LUG", "viewer:read");
    expect(may(anna, "results:write", "ALP")).toBe(true);
    expect(may(anna, "results:write", "LUG", "ALP")).toBe(true);
    expect(may(anna, "results:write", "ALP", "SSK")).toBe(false);
    expect(may(anna, "console:read", "SSK")).toBe(true);
    expect(may(user("scorer:write", "scorer:write:ALP"), "results:write", "SSK")).toBe(true);
    expect(may(user("admin:full", "scorer:write:ALP"), "results:write", "SSK")).toBe(true);
  });

  it("a group that isn't one of ours grants nothing, however much it looks like one", () => {
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom(...GROUPS).map((group) => `${group} `),
      fc.constantFrom(
        "admin",
        "ADMIN:FULL",
        "admin:full:ALP",
        "scorer:write:",
        "scorer:write:XXX",
        "__proto__",
      ),
    );
    fc.assert(
      fc.property(fc.array(odd.filter((group) => !GROUPS.includes(group))), (groups) => {
        expect(permissions(user(...groups))).toEqual([]);
        expect(() => actorOf({ username: "eve", "cognito:groups": groups })).toThrow("grants a role");
      }),
    );
  });

  it("more groups never take a permission away", () => {
    const some = fc.subarray([...GROUPS]);
    fc.assert(
      fc.property(some, some, (left, right) => {
        expect(permissions(user(...left, ...right))).toEqual(
          expect.arrayContaining([...permissions(user(...left))]),
        );
      }),
    );
  });
});

it("claims of another shape are nobody", () => {
  expect(() => actorOf({ username: 7, "cognito:groups": ["admin:full"] })).toThrow("token of a user");
  expect(() => actorOf({ username: "eve", "cognito:groups": "admin:full" })).toThrow("grants a role");
  expect(() => actorOf({ username: "eve", "cognito:groups": [["admin:full"]] })).toThrow("grants a role");
});
