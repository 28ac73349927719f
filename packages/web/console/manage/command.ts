/** Master data changes through commands too: each with its version, so that nobody overwrites what they have not seen. */
import { useMemo } from "react";
import { useDesk } from "../app/desk.tsx";

type Carry = (command: { type: string } & Record<string, unknown>, expectedVersion: number) => Promise<void>;

export function useCommand(): Carry {
  const { client } = useDesk();
  return useMemo(() => {
    /** The same wish after a lost answer is sent under the same id. */
    let last = { wish: "", id: "" };
    return async (command, expectedVersion) => {
      const wish = JSON.stringify([command, expectedVersion]);
      if (last.wish !== wish) last = { wish, id: crypto.randomUUID() };
      await client.ask("command", { body: { command: { ...command, id: last.id }, expectedVersion } });
      last = { wish: "", id: "" };
    };
  }, [client]);
}
