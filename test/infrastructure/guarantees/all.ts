import { EDGE } from "./edge.ts";
import type { Guarantee } from "./guarantee.ts";
import { KEEPING } from "./keeping.ts";
import { PIPELINE } from "./pipeline.ts";
import { RIGHTS } from "./rights.ts";

export const GUARANTEES: readonly Guarantee[] = [...EDGE, ...PIPELINE, ...RIGHTS, ...KEEPING];
