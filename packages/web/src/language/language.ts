/** The messages of the reader's language. */
import { en, type Messages } from "./messages/en.ts";

/**
 * A build puts the words of one language where this is read (build/words.ts). Where nothing is built, as in tests, it is
 * English until another is spoken.
 */
export let t: Messages = en;

export function speak(messages: Messages): void {
  t = messages;
}
