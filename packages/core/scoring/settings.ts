/** How the console works: what admins decide once for everybody. */
import type { Actor } from "../access/actor.ts";
import { demand } from "../access/permission.ts";
import { linePut, TRAILS } from "../audit/write.ts";
import { PodiumError } from "../errors.ts";
import { writeAll } from "../table/batch.ts";
import type { Table } from "../table/client.ts";
import { SettingsEntity } from "./settings.entity.ts";

export interface Settings {
  version: number;
  /** OFFICIAL, and what comes after it, take a second person. */
  fourEyes: boolean;
  /** How long a proposal waits for that person. */
  proposalMinutes: number;
}

/** Until someone decides otherwise: careful. */
const DEFAULTS: Settings = { version: 0, fourEyes: true, proposalMinutes: 60 };

export async function readSettings(table: Table): Promise<Settings> {
  const { data } = await SettingsEntity.get({}).go({
    table: table.name,
    client: table.documents,
    consistent: true,
  });
  return data ?? DEFAULTS;
}

/** @throws Forbidden; PodiumError VERSION_CONFLICT */
export async function changeSettings(
  table: Table,
  actor: Actor,
  { version: expectedVersion, ...wish }: Settings,
  now: Date,
): Promise<Settings> {
  demand(actor, "users:write");
  const before = await readSettings(table);
  const after = { ...wish, version: expectedVersion + 1 };
  const put = SettingsEntity.put(after)
    .where(({ version }, { eq, notExists }) =>
      expectedVersion === 0 ? notExists(version) : eq(version, expectedVersion),
    )
    .params({ table: table.name });
  const changes = [{ fact: "settings", before, after }];
  const message = `settings-${after.version}`;
  const line = linePut(table, { actor, trail: TRAILS.settings, command: "settings", message, changes }, now);
  if ((await writeAll(table, [put, line])).kind === "written") return after;
  const rule = "is the version that was changed";
  const detail = `the settings were changed by someone else: they are at version ${before.version}`;
  throw new PodiumError({ code: "VERSION_CONFLICT", detail, field: "expectedVersion", rule });
}
