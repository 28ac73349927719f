/** The one polite live region: what pages say to a screen reader unasked. */
import { Announcer } from "./announce.ts";

type Listener = (text: string) => void;
let listener: Listener = () => {};

const announcer = new Announcer((text) => listener(text));

/** Lines in the reader's language; several are said together, at most one text every ten seconds. */
export const announce = (lines: readonly string[]): void => announcer.add(lines);

/** The region that shows the text. */
export function listen(region: Listener): () => void {
  listener = region;
  return () => {
    listener = () => {};
  };
}
