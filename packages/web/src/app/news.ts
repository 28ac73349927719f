/** The one polite live region: what pages say to a screen reader unasked. */
import type { Announcer } from "./announce.ts";

type Listener = (text: string) => void;
let listener: Listener = () => {};

let announcer: Announcer | undefined;

/** Lines in the reader's language; several are said together, at most one text every ten seconds. */
export async function announce(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  // After the first view: nothing is news at once.
  const { Announcer } = await import("./announce.ts");
  announcer ??= new Announcer((text) => listener(text));
  announcer.add(lines);
}

/** The region that shows the text. */
export function listen(region: Listener): () => void {
  listener = region;
  return () => {
    listener = () => {};
  };
}
