/** Where the check of the stacks keeps what it makes. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(dirname(HERE));
/** Ignored by git. */
export const WORK = join(HERE, ".sst");
/** A project of its own, whose platform it is. */
export const STUB = join(WORK, "stub");
export const PLATFORM = join(STUB, ".sst/platform");

/** A copy of the built app: the folder itself is built anew by whoever starts a stage. */
export const WEB = join(WORK, "web");

/** The stages that are checked. Any other name is a copy of dev. */
export const STAGES = ["dev", "staging", "production"] as const;
export type StageName = (typeof STAGES)[number];

/** One is looked at as it would be with a domain, the others as they are without. */
export const NAMED = { stage: "staging", domain: "results.example.org" } as const;

export const graphFile = (stage: string): string => join(WORK, `${stage}.json`);
