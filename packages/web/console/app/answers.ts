/** Commands that were answered, for the page that shows what they changed. */
import type { CommandAnswer, Item } from "../outbox/outbox.ts";

type Listener = (item: Item, answer: CommandAnswer) => void;

export class Answers {
  private readonly listeners = new Set<Listener>();

  readonly tell: Listener = (item, answer) => {
    for (const listener of this.listeners) listener(item, answer);
  };

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
