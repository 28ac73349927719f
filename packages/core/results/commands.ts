/**
 * Commands: checked wishes to change facts. A feed's NDJSON message is a command and an envelope at once; the console
 * and other feeds make the same ones. Lists are bounded so that a command with its audit entry and receipt fits one
 * transaction (100 writes).
 */
import * as z from "zod";
import type { Permission } from "../access/permission.ts";
import { PodiumError } from "../errors.ts";
import { reason } from "../text.ts";
import { rsc } from "./rsc.ts";
import {
  competitor,
  competitorId,
  country,
  entry,
  event,
  games,
  instant,
  mark,
  match,
  resultStatus,
  unit,
} from "./schema.ts";

export const LIST_LIMIT = 90;

/** `key` names the field that tells the items apart: a list that states one fact twice contradicts itself. */
const list = <T extends z.ZodType>(item: T, key: string) =>
  z
    .array(item)
    .min(1, "is empty")
    .max(LIST_LIMIT, `holds more than ${LIST_LIMIT}; send several messages`)
    .superRefine((items, { addIssue }) => {
      const seen = new Set<unknown>();
      for (const [index, one] of items.entries()) {
        const value = (one as Record<string, unknown>)[key];
        if (seen.has(value))
          addIssue({ code: "custom", path: [index, key], message: "is in the list twice" });
        seen.add(value);
      }
    });

export const messageId = z
  .string()
  .regex(/^[\w.:/+@-]{1,100}$/, "is not a message id: 1 to 100 of letters, digits and _.:/+@-");

const envelope = {
  /** Unique per source; the same id again is the same message. */
  id: messageId,
  /** When it became true, by the source's clock. Of two statements about one fact the later one counts. */
  at: instant,
};

export const command = z.discriminatedUnion("type", [
  z.strictObject({ ...envelope, type: z.literal("games"), games }),
  z.strictObject({ ...envelope, type: z.literal("countries"), countries: list(country, "noc") }),
  z.strictObject({ ...envelope, type: z.literal("events"), events: list(event, "id") }),
  z.strictObject({ ...envelope, type: z.literal("units"), units: list(unit, "id") }),
  z.strictObject({ ...envelope, type: z.literal("competitors"), competitors: list(competitor, "id") }),
  z.strictObject({ ...envelope, type: z.literal("entries"), unit: rsc, entries: list(entry, "competitor") }),
  z.strictObject({ ...envelope, type: z.literal("mark"), unit: rsc, competitor: competitorId, mark }),
  z.strictObject({ ...envelope, type: z.literal("match"), unit: rsc, match }),
  z.strictObject({ ...envelope, type: z.literal("status"), unit: rsc, status: resultStatus }),
  z.strictObject({
    ...envelope,
    type: z.literal("correction"),
    unit: rsc,
    competitor: competitorId,
    mark,
    reason,
  }),
  z.strictObject({ ...envelope, type: z.literal("match-correction"), unit: rsc, match, reason }),
  z.strictObject({ ...envelope, type: z.literal("withdrawal"), message: messageId, reason }),
]);

export type Command = z.infer<typeof command>;
/** A command as it is sent, before defaults and normal forms. */
export type Message = z.input<typeof command>;
export type CommandType = Command["type"];

export const COMMAND_TYPES: readonly CommandType[] = command.options.map((option) => option.shape.type.value);

const PERMISSION: Record<CommandType, Permission> = {
  games: "master:write",
  countries: "master:write",
  events: "master:write",
  units: "master:write",
  competitors: "master:write",
  entries: "results:write",
  mark: "results:write",
  match: "results:write",
  status: "results:write",
  correction: "results:correct",
  "match-correction": "results:correct",
  withdrawal: "results:correct",
};

export const permissionFor = (type: CommandType): Permission => PERMISSION[type];

/** The command can't be done; nothing was changed. Names the field and the rule. */
export class Rejected extends PodiumError {}

/** Checks the shape. Throws Rejected for the first thing that is wrong: UNKNOWN_TYPE or INVALID, with field and rule. */
export function parseCommand(input: unknown): Command {
  const parsed = command.safeParse(input);
  if (parsed.success) return parsed.data;
  const type = (input as { type?: unknown } | null)?.type;
  if (typeof type === "string" && !COMMAND_TYPES.includes(type as CommandType)) {
    const rule = `is one of ${COMMAND_TYPES.join(", ")}`;
    throw new Rejected({ code: "UNKNOWN_TYPE", detail: `type: ${rule}`, field: "type", rule });
  }
  const issue = deepest(parsed.error.issues[0]);
  const field = issue.path.join(".") || "message";
  throw new Rejected({ code: "INVALID", detail: `${field}: ${issue.message}`, field, rule: issue.message });
}

interface Issue {
  path: PropertyKey[];
  message: string;
}

/** A union reports all its branches; the branch that came furthest says what was meant. */
function deepest(issue: z.core.$ZodIssue | undefined): Issue {
  if (issue === undefined) return { path: [], message: "is not a message" };
  if (issue.code === "unrecognized_keys") {
    return { path: [...issue.path, issue.keys[0] ?? ""], message: "is not a field of this message" };
  }
  return { path: issue.path, message: issue.message };
}
