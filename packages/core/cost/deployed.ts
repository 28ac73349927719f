/** What of a production stage has a price by itself, as `stacks/` deploys it. A test compares with docs/architecture/idle-costs.md. */
import type { FUNCTIONS } from "./measured.ts";

const GIB_MB = 1_024;

export const DEPLOYED = {
  /** GB of memory, by which a function's time is billed. */
  memoryGb: {
    read: 1,
    ingest: 1_769 / GIB_MB,
    applier: 1_769 / GIB_MB,
    projector: 1_769 / GIB_MB,
    publisher: 512 / GIB_MB,
  } satisfies Record<"read" | (typeof FUNCTIONS)[number], number>,
  alarms: 56,
  keys: 1,
  /** At the console's door, through which feeds come too. */
  firewalls: { acls: 1, rules: 3 },
  /** The two watches, each minute. */
  watches: { gbSecondsAMonth: 1_210_000, runsAMonth: 86_400 },
  /** Regions that hold nightly copies of the table. */
  copies: 2,
  originShield: true,
} as const;
