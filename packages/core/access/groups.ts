/**
 * Groups of the user pool and what they grant: `admin:full`, `scorer:write` for every discipline, `scorer:write:ALP` for
 * one, `viewer:read`. A group that isn't one of these grants nothing.
 */
import { DISCIPLINES } from "../results/ranking/irm.ts";
import type { Grants, Role } from "./actor.ts";

export const ADMIN_GROUP = "admin:full";
export const SCORER_GROUP = "scorer:write";
export const VIEWER_GROUP = "viewer:read";

/** All that can be granted. */
export const GROUPS: readonly string[] = [
  ADMIN_GROUP,
  SCORER_GROUP,
  ...[...DISCIPLINES].map((discipline) => `${SCORER_GROUP}:${discipline}`),
  VIEWER_GROUP,
];

export function grantsOf(groups: readonly string[]): Grants {
  const known = groups.filter((group) => GROUPS.includes(group));
  const only = known.flatMap((group) =>
    group.startsWith(`${SCORER_GROUP}:`) ? [group.slice(SCORER_GROUP.length + 1)] : [],
  );
  const everywhere = known.includes(SCORER_GROUP);
  const roles: Role[] = [
    ...(known.includes(ADMIN_GROUP) ? (["admin"] as const) : []),
    ...(everywhere || only.length > 0 ? (["scorer"] as const) : []),
    ...(known.includes(VIEWER_GROUP) ? (["viewer"] as const) : []),
  ];
  return { roles, ...(!everywhere && only.length > 0 && { disciplines: only.sort() }) };
}
