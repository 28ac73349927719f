/** Where the build puts the flags: one file each, all under one hash, so that no page carries a list of addresses. */
import { REGIONS, WITHOUT_FLAG } from "./language/nocs.ts";

declare const __FLAGS__: string;

export const hasFlag = (noc: string): boolean => noc in REGIONS && noc !== WITHOUT_FLAG;

export const flagUrl = (noc: string): string => `/assets/${noc}-${__FLAGS__}.svg`;
