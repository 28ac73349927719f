/** Who may sign in, and what they may do. The user pool is the truth; the audit trail says who changed it. */

import { ulid } from "ulid";
import { type Line, linePut, TRAILS } from "../audit/write.ts";
import { PodiumError } from "../errors.ts";
import { writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import type { Actor } from "./actor.ts";
import { ADMIN_GROUP, GROUPS } from "./groups.ts";
import { alone } from "./lock.ts";
import { demand } from "./permission.ts";

export interface User {
  username: string;
  name: string | null;
  email: string | null;
  groups: string[];
  enabled: boolean;
  /** As the user pool has it: `CONFIRMED`, or that a first sign-in is still to come. */
  status: string;
}

/** The user pool, as far as Podium asks it. */
export interface Directory {
  list(): Promise<User[]>;
  find(username: string): Promise<User | undefined>;
  /** Names of those who are enabled. */
  members(group: string): Promise<string[]>;
  /** @throws PodiumError USER_EXISTS */
  create(user: Pick<User, "username" | "name" | "email">, temporaryPassword: string): Promise<void>;
  join(username: string, group: string): Promise<void>;
  leave(username: string, group: string): Promise<void>;
  enable(username: string): Promise<void>;
  disable(username: string): Promise<void>;
  /** Everywhere. */
  signOut(username: string): Promise<void>;
}

export interface UserContext {
  directory: Directory;
  table: Table;
  actor: Actor;
  now: () => Date;
}

/** What is wrong with a wish about users: UNKNOWN_USER, UNKNOWN_GROUP, LAST_ADMIN. Nothing was changed. */
export class UserRefused extends PodiumError {}

/** @throws Forbidden, UserRefused; PodiumError USER_EXISTS */
export async function createUser(
  context: UserContext,
  user: Pick<User, "username" | "name" | "email" | "groups">,
  temporaryPassword: string,
): Promise<User> {
  demand(context.actor, "users:write");
  demandKnown(user.groups);
  const { username, name, email, groups } = user;
  await tell(context, "user-create", username, undefined, { name, email, groups });
  await context.directory.create(user, temporaryPassword);
  for (const group of groups) await context.directory.join(username, group);
  return find(context.directory, username);
}

/** @throws Forbidden, UserRefused */
export async function setGroups(
  context: UserContext,
  username: string,
  groups: readonly string[],
): Promise<User> {
  demand(context.actor, "users:write");
  demandKnown(groups);
  const { directory } = context;
  return oneAtATime(context, async () => {
    const user = await find(directory, username);
    if (!groups.includes(ADMIN_GROUP)) await demandOtherAdmin(directory, user);
    await tell(context, "user-groups", username, user.groups, groups);
    for (const group of user.groups) if (!groups.includes(group)) await directory.leave(username, group);
    for (const group of groups) if (!user.groups.includes(group)) await directory.join(username, group);
    // The groups are in the tokens: new ones say the new groups.
    await directory.signOut(username);
    return find(directory, username);
  });
}

/** @throws Forbidden, UserRefused */
export async function setEnabled(context: UserContext, username: string, enabled: boolean): Promise<User> {
  demand(context.actor, "users:write");
  const { directory } = context;
  return oneAtATime(context, async () => {
    const user = await find(directory, username);
    if (!enabled) await demandOtherAdmin(directory, user);
    await tell(context, enabled ? "user-enable" : "user-disable", username, user.enabled, enabled);
    if (enabled) await directory.enable(username);
    else {
      await directory.disable(username);
      await directory.signOut(username);
    }
    return find(directory, username);
  });
}

/** @throws Forbidden, UserRefused */
export async function signOutUser(context: UserContext, username: string): Promise<User> {
  demand(context.actor, "users:write");
  const user = await find(context.directory, username);
  await tell(context, "user-sign-out", username, undefined, undefined);
  await context.directory.signOut(username);
  return user;
}

async function find(directory: Directory, username: string): Promise<User> {
  const user = await directory.find(username);
  if (user !== undefined) return user;
  throw refused("UNKNOWN_USER", "username", "is of a user that is there");
}

function demandKnown(groups: readonly string[]): void {
  const unknown = groups.find((group) => !GROUPS.includes(group));
  if (unknown !== undefined) throw refused("UNKNOWN_GROUP", "groups", `are some of ${GROUPS.join(", ")}`);
}

/** Without an admin nobody could make one. */
async function demandOtherAdmin(directory: Directory, { username, groups, enabled }: User): Promise<void> {
  if (!enabled || !groups.includes(ADMIN_GROUP)) return;
  const admins = await directory.members(ADMIN_GROUP);
  if (!admins.some((admin) => admin !== username))
    throw refused("LAST_ADMIN", "username", "is not of the last admin");
}

/** Two admins who take the role from each other at the same moment would leave none. */
function oneAtATime<T>({ table, now }: UserContext, work: () => Promise<T>): Promise<T> {
  return alone(table, "users", ulid(), now, work);
}

function refused(code: string, field: string, rule: string): UserRefused {
  return new UserRefused({ code, detail: `${field}: ${rule}`, field, rule });
}

/** Before it is done: a line too many explains itself, a line too few does not. */
async function tell(
  { table, actor, now }: UserContext,
  command: string,
  username: string,
  before: unknown,
  after: unknown,
): Promise<void> {
  const at = now();
  const changes = [{ fact: `user ${username}`, before, after }];
  const line: Line = { actor, trail: TRAILS.access, command, message: `${command}-${at.getTime()}`, changes };
  await writeAll(table, [linePut(table, line, at)]);
}
