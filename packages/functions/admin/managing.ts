/** Users, settings, keys of the feeds, the edge. */

import { GROUPS } from "@podium/core/access/groups.ts";
import {
  setGroups as changeGroups,
  createUser,
  setEnabled,
  signOutUser as signOut,
} from "@podium/core/access/users.ts";
import { forget } from "@podium/core/edge/forget.ts";
import {
  createKey,
  type FeedKey,
  listKeys,
  type MadeKey,
  type NewKey,
  revokeKey,
  rotateKey,
} from "@podium/core/feed/keys.ts";
import { sourceOf } from "@podium/core/scoring/carry-out.ts";
import { changeSettings } from "@podium/core/scoring/settings.ts";
import type { Answer, Asked } from "./contract.ts";
import { type AdminRequest, temporaryPassword, usersOf } from "./desk.ts";

export async function users({ directory }: AdminRequest): Promise<Answer<"users">> {
  return { users: await directory.list(), groups: [...GROUPS] };
}

export async function makeUser(
  request: AdminRequest,
  { body }: Asked<"makeUser">,
): Promise<Answer<"makeUser">> {
  const password = temporaryPassword();
  return { user: await createUser(usersOf(request), body, password), temporaryPassword: password };
}

export function setGroups(
  request: AdminRequest,
  { parameters: { username = "" }, body }: Asked<"setGroups">,
): Promise<Answer<"setGroups">> {
  return changeGroups(usersOf(request), username, body.groups);
}

export function disableUser(
  request: AdminRequest,
  { parameters: { username = "" } }: Asked<"disableUser">,
): Promise<Answer<"disableUser">> {
  return setEnabled(usersOf(request), username, false);
}

export function enableUser(
  request: AdminRequest,
  { parameters: { username = "" } }: Asked<"enableUser">,
): Promise<Answer<"enableUser">> {
  return setEnabled(usersOf(request), username, true);
}

export function signOutUser(
  request: AdminRequest,
  { parameters: { username = "" } }: Asked<"signOutUser">,
): Promise<Answer<"signOutUser">> {
  return signOut(usersOf(request), username);
}

export function settings(
  { store, actor, now }: AdminRequest,
  { body: { expectedVersion, ...wish } }: Asked<"settings">,
): Promise<Answer<"settings">> {
  return changeSettings(store.table, actor, { ...wish, version: expectedVersion }, now());
}

export async function feedKeys({ store }: AdminRequest): Promise<Answer<"feedKeys">> {
  return { keys: (await listKeys(store.table)).map(keyOf) };
}

export async function makeFeedKey(
  { store, actor, now }: AdminRequest,
  { body }: Asked<"makeFeedKey">,
): Promise<Answer<"makeFeedKey">> {
  return made(await createKey({ table: store.table, actor, now }, body as NewKey));
}

export async function rotateFeedKey(
  { store, actor, now }: AdminRequest,
  { parameters: { key = "" } }: Asked<"rotateFeedKey">,
): Promise<Answer<"rotateFeedKey">> {
  return made(await rotateKey({ table: store.table, actor, now }, key));
}

export async function revokeFeedKey(
  { store, actor, now }: AdminRequest,
  { parameters: { key = "" } }: Asked<"revokeFeedKey">,
): Promise<Answer<"revokeFeedKey">> {
  return keyOf(await revokeKey({ table: store.table, actor, now }, key));
}

export function invalidate(
  { store, edge, actor, now, monthlyInvalidations }: AdminRequest,
  { body }: Asked<"invalidate">,
): Promise<Answer<"invalidate">> {
  const context = { table: store.table, edge, actor, source: sourceOf(actor), now };
  return forget({ ...context, monthlyLimit: monthlyInvalidations }, body);
}

function made({ key, apiKey }: MadeKey) {
  return { key: keyOf(key), apiKey };
}

function keyOf({ disciplines, revokedAt, secretsMadeAt, ...key }: FeedKey) {
  return {
    ...key,
    disciplines: [...disciplines],
    revokedAt: revokedAt ?? null,
    secretsMadeAt: [...secretsMadeAt],
  };
}
