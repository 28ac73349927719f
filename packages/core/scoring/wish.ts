/** What a person wishes, made a command. */
import { type Command, parseCommand } from "../results/commands.ts";
import { type FactKey, statements } from "../results/facts.ts";
import { current } from "../results/register.ts";
import { View } from "../results/view.ts";
import type { Table } from "../table/client.ts";

export interface Wish {
  /** A command as docs/feed.md has it; `at` may be left out. */
  command: { id: string; type: string; at?: string | undefined };
  /** Of the one fact that it changes. */
  expectedVersion?: number | undefined;
}

/**
 * The wish as a command. Its time never lies ahead of the clock; and it lies behind what the writer saw and means to
 * replace, whatever clock that came from, so that it counts.
 */
export async function commandOf(table: Table, now: Date, wish: Wish): Promise<Command> {
  const latest = now.toISOString();
  const wished = wish.command.at ?? latest;
  const command = parseCommand({ ...wish.command, at: wished < latest ? wished : latest });
  const key = onlyFact(command);
  if (key === undefined || wish.expectedVersion === undefined) return command;
  const view = new View(table);
  await view.load([key]);
  const register = view.register(key);
  const seen = register && current(register);
  if (seen === undefined || seen.at < command.at) return command;
  return { ...command, at: new Date(Date.parse(seen.at) + 1).toISOString() };
}

/** The fact that a command changes, where it is one. */
export function onlyFact(command: Command): FactKey | undefined {
  if (command.type === "withdrawal") return undefined;
  const [first, ...others] = statements(command);
  return others.length === 0 ? first?.key : undefined;
}
