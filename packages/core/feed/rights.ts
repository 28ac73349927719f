/** What a feed's key may say. */
import { Forbidden, type Permission, permissions } from "../access/permission.ts";

export interface Rights {
  permissions: readonly Permission[];
  /** Whether it may speak of this discipline, `SSK`; `GEN`: of the Games as a whole. */
  mayState(discipline: string): boolean;
}

export const EVERYTHING: Rights = {
  permissions: permissions({ kind: "feed", keyId: "" }),
  mayState: () => true,
};

/** @throws Forbidden */
export function demandRights(
  rights: Rights,
  { discipline, permission, field }: { discipline: string; permission: Permission; field: string },
): void {
  if (!rights.mayState(discipline)) {
    throw forbidden(field, `is of a discipline that the key may speak of; ${discipline} is none`);
  }
  if (!rights.permissions.includes(permission))
    throw forbidden(field, `is of a kind that takes ${permission}`);
}

function forbidden(field: string, rule: string): Forbidden {
  return new Forbidden({ code: "FORBIDDEN", detail: `${field}: ${rule}`, field, rule });
}
