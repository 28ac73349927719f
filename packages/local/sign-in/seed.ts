/** One user per role, made at the first start. How they sign in is kept beside the pool, for this machine's owner to read. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADMIN_GROUP, SCORER_GROUP, VIEWER_GROUP } from "@podium/core/access/groups.ts";
import { Secret, TOTP } from "otpauth";
import { enrol } from "./guard.ts";
import type { SignIn } from "./server.ts";

export interface LocalUser {
  username: string;
  group: string;
  password: string;
  /** Of the second factor, base32. */
  totpSecret: string;
}

/** Two scorers, because OFFICIAL takes two people. */
const ROLES: readonly (readonly [string, string])[] = [
  ["admin", ADMIN_GROUP],
  ["scorer", SCORER_GROUP],
  ["second", SCORER_GROUP],
  ["alpine", `${SCORER_GROUP}:ALP`],
  ["viewer", VIEWER_GROUP],
];

export async function seedUsers(signIn: SignIn, dataDir: string): Promise<LocalUser[]> {
  const known = knownUsers(dataDir);
  if (known.length > 0) return known;
  const users = ROLES.map(([username, group]) => ({
    username,
    group,
    password: `${randomBytes(9).toString("base64url")}-Aa1`,
    totpSecret: new Secret({ size: 20 }).base32,
  }));
  for (const user of users) await make(signIn, user);
  writeFileSync(fileOf(dataDir), JSON.stringify(users, null, 2), { mode: 0o600 });
  return users;
}

/** Those that were made in this data folder. */
export function knownUsers(dataDir: string): LocalUser[] {
  const file = fileOf(dataDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LocalUser[]) : [];
}

/** What an authenticator app would show. */
export function codeOf({ totpSecret }: Pick<LocalUser, "totpSecret">): string {
  return new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate();
}

async function make({ pool, context }: SignIn, user: LocalUser): Promise<void> {
  const { username, group, password, totpSecret } = user;
  const now = new Date();
  const made = {
    Username: username,
    Password: password,
    Enabled: true,
    UserStatus: "CONFIRMED",
    UserCreateDate: now,
    UserLastModifiedDate: now,
    RefreshTokens: [],
    Attributes: [
      { Name: "sub", Value: `local-${username}` },
      { Name: "name", Value: username },
      { Name: "email", Value: `${username}@podium.invalid` },
    ],
  };
  await enrol(context, pool, made, totpSecret);
  const found = await pool.getGroupByGroupName(context, group);
  if (found !== null) await pool.addUserToGroup(context, found, made);
}

const fileOf = (dataDir: string): string => join(dataDir, "sign-in", "users.txt");
