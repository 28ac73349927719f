import { loadWorld, OutcomeBodies, type World } from "../results/load.ts";
import type { Table } from "../table/client.ts";

/** Outcomes are remembered by their bytes: of a hundred, few change between two looks. */
const bodies = new OutcomeBodies();

/** Everything that is known of the Games as a whole: one strongly consistent query. */
export const worldOf = (table: Table): Promise<World> => loadWorld(table, bodies);
