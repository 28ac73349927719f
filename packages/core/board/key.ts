/**
 * Key of a board's latest version, or of one that was kept. Written out here so that the read handler, which does nothing but this one lookup,
 * needn't carry the entity library; a test holds it equal to the entity's own.
 */
export function boardKey(name: string, version?: number): { pk: string; sk: string } {
  return {
    pk: `$podium#board_${name}`,
    sk: `$board_1#slot_${version === undefined ? LATEST : versionSlot(version)}`,
  };
}

export const LATEST = "latest";

/** Slot of a kept version; sorts by version. */
export function versionSlot(version: number): string {
  return `v${String(version).padStart(10, "0")}`;
}
