/** From a public path to the board's name. The one door for fans' input: shapes are checked, nothing is looked up. */
import { PodiumError } from "@podium/core/errors.ts";
import * as z from "zod/mini";

const parameter = {
  eventId: z.string().check(z.regex(/^[A-Z]{3}[MWXO][A-Z0-9.]{1,18}$/)),
  athlete: z.string().check(z.regex(/^[A-Z0-9.-]{1,24}$/)),
  noc: z.string().check(z.regex(/^[A-Z]{3}$/)),
  discipline: z.string().check(z.regex(/^[A-Z]{3}$/)),
  date: z.iso.date(),
};

const RULES: Readonly<Record<keyof typeof parameter, string>> = {
  eventId: "is an event id like SSKM500M",
  athlete: "is an athlete's id",
  noc: "is a NOC code like NOR",
  discipline: "is a discipline code like ALP",
  date: "is a day like 2022-02-07",
};

export const ROUTES: readonly { prefix: string; parameter?: keyof typeof parameter; suffix?: string }[] = [
  { prefix: "live" },
  { prefix: "games" },
  { prefix: "leaderboards/medals" },
  { prefix: "leaderboards/athletes" },
  { prefix: "leaderboards/disciplines/", parameter: "discipline" },
  { prefix: "leaderboards/days/", parameter: "date" },
  { prefix: "search" },
  { prefix: "events/", parameter: "eventId", suffix: "/live" },
  { prefix: "events/", parameter: "eventId" },
  { prefix: "athletes/", parameter: "athlete" },
  { prefix: "countries/", parameter: "noc" },
  { prefix: "schedule/", parameter: "date" },
];

const API = "/api/";

/** History: a board as of a version that was kept. */
const version = z.string().check(z.regex(/^[1-9]\d{0,9}$/));

export interface BoardRequest {
  board: string;
  version?: number;
}

export class BadRequest extends PodiumError {}
export class NotFound extends PodiumError {}

/** @throws NotFound for a path that leads nowhere, BadRequest for a parameter of the wrong shape. */
export function route(path: string, query: Readonly<Record<string, string | undefined>> = {}): BoardRequest {
  const board = path.startsWith(API) ? path.slice(API.length) : "";
  const found = ROUTES.find(({ prefix, parameter, suffix = "" }) =>
    parameter === undefined
      ? board === prefix
      : board.startsWith(prefix) && board.endsWith(suffix) && !within(board, prefix, suffix).includes("/"),
  );
  if (found === undefined) throw new NotFound({ code: "NOT_FOUND", detail: `there is nothing at ${path}` });
  const name = found.parameter;
  if (name !== undefined && !parameter[name].safeParse(within(board, found.prefix, found.suffix)).success) {
    throw bad(name, RULES[name]);
  }
  for (const key of Object.keys(query))
    if (key !== "version") throw bad(key, "is not a parameter of this path");
  if (query.version === undefined) return { board };
  if (!version.safeParse(query.version).success) throw bad("version", "is a whole number from 1");
  return { board, version: Number(query.version) };
}

function within(board: string, prefix: string, suffix = ""): string {
  return board.slice(prefix.length, board.length - suffix.length);
}

function bad(field: string, rule: string): BadRequest {
  return new BadRequest({ code: "INVALID", detail: `${field}: ${rule}`, field, rule });
}
