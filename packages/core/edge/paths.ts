/** For an edge that knows no cache tags: the paths of what a tag names. A wildcard stands for many and is billed as one. */
import type { Edge } from "./edge.ts";

/** Names of boards with more than one part; a tag has dashes where the name has slashes. */
const FOLDERS = [
  "leaderboards/disciplines",
  "leaderboards/days",
  "leaderboards",
  "athletes",
  "countries",
  "schedule",
];

/** What is already a path stays one. */
export function pathsOf(tag: string): string[] {
  if (tag.startsWith("/")) return [tag];
  const [, event] = /^event-(.+)$/.exec(tag) ?? [];
  if (event !== undefined) return [`/api/events/${event}`, `/api/events/${event}/live`];
  const [, discipline] = /^discipline-(.+)$/.exec(tag) ?? [];
  if (discipline !== undefined) return [`/api/events/${discipline}*`];
  const folder = FOLDERS.find((name) => tag.startsWith(`${name.replaceAll("/", "-")}-`));
  return [folder === undefined ? `/api/${tag}` : `/api/${folder}/${tag.slice(folder.length + 1)}`];
}

/** @param edge takes paths alone */
export function byPath(edge: Edge): Edge {
  return { invalidate: (tags, reference) => edge.invalidate([...new Set(tags.flatMap(pathsOf))], reference) };
}
