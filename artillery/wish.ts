/** What the command was asked for. */
import { parseArgs } from "node:util";
import { UsageError } from "@podium/local/settings.ts";
import { isName, NAMES, type Name } from "./scenarios.ts";

export interface Wish {
  names: readonly Name[];
  /** Origin of a stage; undefined: a local cloud of its own. */
  target: string | undefined;
  short: boolean;
  /** Results of the target may be changed. */
  write: boolean;
  /** File for the page. */
  report: string | undefined;
}

/** @throws UsageError that says what can't be */
export function wishOf(args: readonly string[]): Wish {
  const { values, positionals } = parsed(args);
  const unknown = positionals.filter((name) => !isName(name));
  if (unknown.length > 0)
    throw new UsageError(`There is no scenario ${unknown.join(", ")}; there are ${NAMES.join(", ")}.`);
  const { target, report, short = false, write = false, "stage-i-own": mine = false } = values;
  return {
    names: NAMES.filter((name) => positionals.length === 0 || positionals.includes(name)),
    target: target === undefined ? undefined : checked(target, mine),
    short,
    write,
    report,
  };
}

export const isThisMachine = (url: string): boolean =>
  ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        target: { type: "string" },
        "stage-i-own": { type: "boolean" },
        write: { type: "boolean" },
        short: { type: "boolean" },
        report: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}.`);
  }
}

/** A stage elsewhere is loaded for its owner alone, who says so. */
function checked(target: string, mine: boolean): string {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw new UsageError(`--target: '${target}' is no URL of a stage, like http://127.0.0.1:4600.`);
  if (!mine && !isThisMachine(target)) {
    throw new UsageError(
      `--target: ${target} is not this machine. Load goes elsewhere only with --stage-i-own, and only if it is true.`,
    );
  }
  return new URL(target).origin;
}
