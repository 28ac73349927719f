/** Where the build puts the flags: one file each, all under one hash, so that no page carries a list of addresses. */
declare const __FLAGS__: { hash: string; nocs: string };

export const FLAGS: ReadonlySet<string> = new Set(__FLAGS__.nocs.match(/.{3}/g));

export const flagUrl = (noc: string): string => `/assets/${noc}-${__FLAGS__.hash}.svg`;
