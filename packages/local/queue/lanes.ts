/**
 * Who comes next. A lane is a message group (in a standard queue each message is a lane of its own): its messages go out
 * in order, and none while an earlier delivery of the lane is in flight.
 * Source: Amazon SQS Developer Guide, "FIFO queue delivery logic".
 */
export interface Waiting {
  /** Rises with each message that comes into the queue. */
  readonly seq: number;
  readonly lane: string;
  /** Hidden until then: in flight, or delayed. */
  visibleAtMs: number;
}

interface Lane<M> {
  readonly key: string;
  /** In order. */
  readonly messages: Map<number, M>;
  /** Delivered and not deleted since the lane was last free. */
  readonly flying: Set<M>;
}

export class Lanes<M extends Waiting> {
  /** In the order in which they came. */
  readonly #messages = new Map<number, M>();
  readonly #lanes = new Map<string, Lane<M>>();
  /** Those that have something to give, the one that waits longest first. */
  readonly #open = new Set<Lane<M>>();
  /** Those that give nothing before some time. */
  readonly #busy = new Set<Lane<M>>();

  /** `flying`: a message of an earlier run that was delivered, and may still be in flight. */
  add(message: M, nowMs: number, flying = false): void {
    const lane = this.#lanes.get(message.lane) ?? {
      key: message.lane,
      messages: new Map(),
      flying: new Set(),
    };
    this.#messages.set(message.seq, message);
    lane.messages.set(message.seq, message);
    if (flying) lane.flying.add(message);
    this.#place(lane, nowMs);
  }

  get(seq: number): M | undefined {
    return this.#messages.get(seq);
  }

  remove(message: M, nowMs: number): void {
    const lane = this.#lanes.get(message.lane);
    if (lane === undefined || !this.#messages.delete(message.seq)) return;
    lane.messages.delete(message.seq);
    lane.flying.delete(message);
    this.#place(lane, nowMs);
  }

  /** After `visibleAtMs` of a message was set from outside. */
  changed(message: M, nowMs: number): void {
    const lane = this.#lanes.get(message.lane);
    if (lane !== undefined) this.#place(lane, nowMs);
  }

  /**
   * At most `max` messages, those of a lane together and in order. `deliver` hides a message and answers true, or
   * answers false where it left the queue instead.
   */
  take(max: number, nowMs: number, deliver: (message: M) => boolean): M[] {
    for (const lane of this.#busy) if (freeAtMs(lane) <= nowMs) this.#place(lane, nowMs);
    const taken: M[] = [];
    // A lane whose messages are visible again at once comes back to the end: it has had its turn.
    let turns = this.#open.size;
    for (const lane of this.#open) {
      if (taken.length === max || turns === 0) break;
      turns -= 1;
      this.#open.delete(lane);
      for (const message of lane.messages.values()) {
        if (taken.length === max || message.visibleAtMs > nowMs) break;
        if (deliver(message)) {
          lane.flying.add(message);
          taken.push(message);
        } else {
          lane.messages.delete(message.seq);
          this.#messages.delete(message.seq);
        }
      }
      this.#place(lane, nowMs);
    }
    return taken;
  }

  /** When a lane that gives nothing now may give something; infinity where none is. */
  nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const lane of this.#busy) next = Math.min(next, freeAtMs(lane));
    return next;
  }

  /** In the order in which they came. */
  all(): MapIterator<M> {
    return this.#messages.values();
  }

  #place(lane: Lane<M>, nowMs: number): void {
    const { key, messages, flying } = lane;
    if (messages.size === 0) {
      this.#lanes.delete(key);
      this.#open.delete(lane);
      this.#busy.delete(lane);
    } else if (freeAtMs(lane) > nowMs) {
      this.#lanes.set(key, lane);
      this.#open.delete(lane);
      this.#busy.add(lane);
    } else {
      flying.clear();
      this.#lanes.set(key, lane);
      this.#busy.delete(lane);
      this.#open.add(lane);
    }
  }
}

/** When all that is in flight is visible again; with nothing in flight, when the first message is. */
function freeAtMs({ messages, flying }: Lane<Waiting>): number {
  let at = Number.NEGATIVE_INFINITY;
  for (const { visibleAtMs } of flying) at = Math.max(at, visibleAtMs);
  for (const { visibleAtMs } of messages.values()) return Math.max(at, visibleAtMs);
  return at;
}
