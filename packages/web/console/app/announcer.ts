/** What a screen reader says without being asked. */
export class Announcer {
  private text = "";
  private readonly listeners = new Set<() => void>();

  say(text: string): void {
    this.text = text;
    for (const listener of this.listeners) listener();
  }

  readonly said = (): string => this.text;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}
