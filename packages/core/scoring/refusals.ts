/** Why commands would be refused as things stand, each by itself. */
import { PodiumError } from "../errors.ts";
import type { Command } from "../results/commands.ts";
import { examine } from "../results/execute.ts";
import { contextOf, type Desk } from "./carry-out.ts";

export interface Refusal {
  /** Of the command. */
  id: string;
  code: string;
  field: string | null;
  rule: string | null;
}

export async function refusals(desk: Desk, commands: readonly Command[]): Promise<Refusal[]> {
  const found = await Promise.all(
    commands.map(async (command): Promise<Refusal[]> => {
      try {
        await examine(contextOf(desk), command);
        return [];
      } catch (error) {
        if (!(error instanceof PodiumError) || error.retry) throw error;
        const { code, field = null, rule = null } = error;
        return [{ id: command.id, code, field, rule }];
      }
    }),
  );
  return found.flat();
}
