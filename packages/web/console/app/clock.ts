/** The server's clock, as far as its answers tell. */
export class Clock {
  private aheadMs = 0;

  hear(now: string): void {
    this.aheadMs = Date.parse(now) - Date.now();
  }

  readonly nowMs = (): number => Date.now() + this.aheadMs;
}
