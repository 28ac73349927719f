/**
 * The queues and what can be done with them. Everything is done at once in memory and written; the caller answers when
 * `store.committed()` says that it is kept. Times are ms since 1970.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type Attributes, arnOf, checked, complete, nameOf, type Redrive, redriveOf } from "./attributes.ts";
import { invalid, QueueError } from "./errors.ts";
import { Lanes } from "./lanes.ts";
import { type Content, type Message, Store } from "./store.ts";

const DEDUPLICATION_MS = 5 * 60_000;
const SWEEP_MS = 60_000;
/** A waiting poll looks at least this often: a machine that slept, or a clock that was set, delays no more than that. */
const PATIENCE_MS = 250;

interface Queue {
  readonly name: string;
  readonly fifo: boolean;
  readonly createdAtMs: number;
  attributes: Attributes;
  redrive: Redrive | undefined;
  lanes: Lanes<Message>;
  /** Polls that wait for something to change. */
  readonly waiting: Set<() => void>;
}

export interface Sending extends Content {
  group?: string | undefined;
  deduplicationId?: string | undefined;
  delaySeconds?: number | undefined;
}

export interface Sent {
  id: string;
  /** Of a FIFO queue. */
  sequenceNumber: string | undefined;
}

export interface Delivery {
  message: Message;
  content: Content;
  handle: string;
}

export interface Counts {
  visible: number;
  inFlight: number;
  delayed: number;
  oldestSentAtMs: number | undefined;
}

export class Queues {
  readonly store: Store;
  readonly #nowMs: () => number;
  readonly #queues = new Map<string, Queue>();
  #sweptAtMs = 0;

  constructor(file: string, nowMs: () => number, maxBytes?: number) {
    this.#nowMs = nowMs;
    this.store = new Store(file, () => this.#load(), maxBytes);
    this.#load();
  }

  names(): string[] {
    return [...this.#queues.keys()].sort();
  }

  /** Throws QueueError QueueDoesNotExist. */
  find(name: string): Readonly<Pick<Queue, "name" | "fifo" | "attributes" | "createdAtMs">> {
    return this.#find(name);
  }

  create(name: string, given: Attributes): void {
    if (!/^[\w-]{1,80}$|^[\w-]{1,75}\.fifo$/.test(name)) {
      throw new QueueError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
      );
    }
    const attributes = complete(name, given);
    const there = this.#queues.get(name);
    if (there !== undefined) {
      if (Object.entries(given).every(([key, value]) => there.attributes[key] === value)) return;
      throw new QueueError("QueueNameExists", `The queue ${name} is there, with other attributes.`);
    }
    this.#checkTarget(name, attributes);
    const createdAtMs = this.#nowMs();
    this.store.keepQueue(name, JSON.stringify(attributes), createdAtMs);
    this.#queues.set(name, toQueue(name, attributes, createdAtMs));
  }

  setAttributes(name: string, given: Attributes): void {
    const queue = this.#find(name);
    const attributes = { ...queue.attributes, ...checked(given, queue.fifo) };
    this.#checkTarget(name, attributes);
    this.store.keepQueue(name, JSON.stringify(attributes), queue.createdAtMs);
    queue.attributes = attributes;
    queue.redrive = redriveOf(attributes);
  }

  drop(name: string): void {
    const queue = this.#find(name);
    this.store.dropQueue(name);
    this.#queues.delete(name);
    wake(queue);
  }

  purge(name: string): void {
    const queue = this.#find(name);
    this.store.purge(name);
    queue.lanes = new Lanes();
  }

  /** Polls that wait now. */
  waiting(): number {
    let polls = 0;
    for (const { waiting } of this.#queues.values()) polls += waiting.size;
    return polls;
  }

  counts(name: string): Counts {
    const nowMs = this.#nowMs();
    const counts: Counts = { visible: 0, inFlight: 0, delayed: 0, oldestSentAtMs: undefined };
    for (const { visibleAtMs, receipt, sentAtMs } of this.#find(name).lanes.all()) {
      if (visibleAtMs <= nowMs) counts.visible += 1;
      else if (receipt === null) counts.delayed += 1;
      else counts.inFlight += 1;
      counts.oldestSentAtMs ??= sentAtMs;
    }
    return counts;
  }

  /** A message that was sent within the last five minutes is answered as it was then, and not sent again. */
  send(name: string, sending: Sending): Sent {
    const queue = this.#find(name);
    const nowMs = this.#nowMs();
    this.#sweep(nowMs);
    const deduplicationId = deduplicationOf(queue, sending);
    const key =
      queue.attributes.DeduplicationScope === "messageGroup"
        ? `${sending.group}\n${deduplicationId}`
        : deduplicationId;
    if (key !== undefined) {
      const seen = this.store.seen(name, key);
      if (seen !== undefined && nowMs - seen.atMs < DEDUPLICATION_MS) {
        return { id: seen.id, sequenceNumber: sequenceNumber(seen.seq) };
      }
    }
    const id = randomUUID();
    const delaySeconds = sending.delaySeconds ?? Number(queue.attributes.DelaySeconds);
    const message = this.#insert(
      queue,
      {
        id,
        lane: (queue.fifo && sending.group) || id,
        group: sending.group,
        deduplicationId,
        sentAtMs: nowMs,
        visibleAtMs: delaySeconds === 0 ? 0 : nowMs + delaySeconds * 1_000,
        receipt: null,
        receives: 0,
        receivesHere: 0,
        firstReceivedAtMs: null,
        sourceArn: null,
      },
      sending,
    );
    if (key !== undefined) this.store.keepSeen(name, key, { id, seq: message.seq, atMs: nowMs });
    return { id, sequenceNumber: queue.fifo ? sequenceNumber(message.seq) : undefined };
  }

  /** Waits up to `waitMs` of real time for the first message. */
  async receive(
    name: string,
    want: { max: number; waitMs: number; visibilitySeconds: number | undefined },
    signal: AbortSignal,
  ): Promise<Delivery[]> {
    const endMs = performance.now() + want.waitMs;
    for (;;) {
      const queue = this.#find(name);
      // A message that is handed to nobody would be hidden for nothing.
      if (signal.aborted) return [];
      const visibilitySeconds = want.visibilitySeconds ?? Number(queue.attributes.VisibilityTimeout);
      const taken = this.#take(queue, want.max, visibilitySeconds);
      const leftMs = endMs - performance.now();
      if (taken.length > 0 || leftMs <= 0) return taken;
      const dueMs = Math.max(1, queue.lanes.nextMs() - this.#nowMs());
      await change(queue, Math.min(leftMs, dueMs, PATIENCE_MS), signal);
    }
  }

  /** What was deleted already is fine. Throws QueueError where the handle is none, or (FIFO) is no longer good. */
  delete(name: string, handle: string): void {
    const queue = this.#find(name);
    const { message, receipt } = this.#handled(queue, handle);
    if (message === undefined) return;
    if (message.receipt !== receipt || (queue.fifo && message.visibleAtMs <= this.#nowMs())) {
      if (!queue.fifo) return;
      throw invalid("ReceiptHandle", handle, "The receipt handle has expired.");
    }
    this.store.remove(message.seq);
    queue.lanes.remove(message, this.#nowMs());
    wake(queue);
  }

  changeVisibility(name: string, handle: string, seconds: number): void {
    const queue = this.#find(name);
    const nowMs = this.#nowMs();
    const { message, receipt } = this.#handled(queue, handle);
    if (message === undefined || message.receipt !== receipt || message.visibleAtMs <= nowMs) {
      throw new QueueError("MessageNotInflight", "The message is not in flight for this receipt handle.");
    }
    message.visibleAtMs = nowMs + seconds * 1_000;
    this.store.update(message);
    queue.lanes.changed(message, nowMs);
    wake(queue);
  }

  /** Sends what lies in a dead-letter queue back to where each came from, or to one queue. @returns how many went */
  moveBack(name: string, destination: string | undefined): number {
    const queue = this.#find(name);
    const messages = [...queue.lanes.all()];
    const targets = messages.map(({ sourceArn }) => {
      const target = destination ?? (sourceArn === null ? undefined : nameOf(sourceArn));
      if (target !== undefined) return this.#find(target);
      throw new QueueError(
        "UnsupportedOperation",
        `A message in ${name} came from no other queue: name a destination.`,
      );
    });
    messages.forEach((message, index) => {
      const fresh = { receives: 0, receivesHere: 0, firstReceivedAtMs: null, sourceArn: null };
      this.#move(queue, targets[index] as Queue, message, fresh);
      queue.lanes.remove(message, this.#nowMs());
    });
    return messages.length;
  }

  close(): void {
    this.store.close();
    for (const queue of this.#queues.values()) wake(queue);
  }

  #load(): void {
    const nowMs = this.#nowMs();
    const waiting = new Map([...this.#queues].map(([name, queue]) => [name, queue.waiting]));
    this.#queues.clear();
    for (const { name, attributes, createdAtMs } of this.store.queues()) {
      const queue = toQueue(name, JSON.parse(attributes) as Attributes, createdAtMs);
      for (const message of this.store.messages(name))
        queue.lanes.add(message, nowMs, message.receipt !== null);
      this.#queues.set(name, queue);
    }
    for (const polls of waiting.values()) for (const poll of polls) poll();
  }

  #find(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue !== undefined) return queue;
    throw new QueueError("QueueDoesNotExist", `The queue ${name.slice(0, 80)} does not exist.`);
  }

  #checkTarget(name: string, attributes: Attributes): void {
    const redrive = redriveOf(attributes);
    if (redrive === undefined) return;
    const target = this.#queues.get(nameOf(redrive.deadLetterTargetArn));
    if (target === undefined || target.fifo !== name.endsWith(".fifo")) {
      throw new QueueError(
        "InvalidParameterValue",
        "The dead-letter queue exists, and is FIFO as the queue itself is.",
      );
    }
  }

  #take(queue: Queue, max: number, visibilitySeconds: number): Delivery[] {
    const nowMs = this.#nowMs();
    this.#sweep(nowMs);
    const { redrive } = queue;
    const taken = queue.lanes.take(max, nowMs, (message) => {
      if (redrive !== undefined && message.receivesHere >= redrive.maxReceiveCount) {
        const target = this.#queues.get(nameOf(redrive.deadLetterTargetArn));
        if (target !== undefined) {
          this.#move(queue, target, message, { sourceArn: arnOf(queue.name) });
          return false;
        }
      }
      message.visibleAtMs = nowMs + visibilitySeconds * 1_000;
      message.receipt = randomBytes(12).toString("base64url");
      message.receives += 1;
      message.receivesHere += 1;
      message.firstReceivedAtMs ??= nowMs;
      this.store.update(message);
      return true;
    });
    return taken.map((message) => ({
      message: { ...message },
      content: this.store.content(message.seq),
      handle: `${message.seq}.${message.receipt}`,
    }));
  }

  /** The caller takes it out of its lane. */
  #move(from: Queue, to: Queue, message: Message, change: Partial<Message>): void {
    const content = this.store.content(message.seq);
    this.store.remove(message.seq);
    // In a FIFO queue the stay begins anew; in a standard one the age goes on.
    const sentAtMs = from.fifo ? this.#nowMs() : message.sentAtMs;
    this.#insert(
      to,
      { ...message, visibleAtMs: 0, receipt: null, receivesHere: 0, sentAtMs, ...change },
      content,
    );
  }

  #insert(queue: Queue, message: Omit<Message, "seq">, content: Content): Message {
    const stored: Message = { ...message, seq: this.store.insert(queue.name, message, content) };
    queue.lanes.add(stored, this.#nowMs());
    wake(queue);
    return stored;
  }

  #handled(queue: Queue, handle: string): { message: Message | undefined; receipt: string } {
    const [, seq, receipt] = /^(\d{1,15})\.([\w-]{16})$/.exec(handle) ?? [];
    if (seq === undefined || receipt === undefined) {
      throw new QueueError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
    }
    return { message: queue.lanes.get(Number(seq)), receipt };
  }

  /** Messages past their retention, and ids past their five minutes. */
  #sweep(nowMs: number): void {
    if (nowMs - this.#sweptAtMs < SWEEP_MS) return;
    this.#sweptAtMs = nowMs;
    this.store.forgetSeen(nowMs - DEDUPLICATION_MS);
    for (const queue of this.#queues.values()) {
      const oldestMs = nowMs - Number(queue.attributes.MessageRetentionPeriod) * 1_000;
      for (const message of queue.lanes.all()) {
        if (message.sentAtMs >= oldestMs) break;
        this.store.remove(message.seq);
        queue.lanes.remove(message, nowMs);
      }
    }
  }
}

function toQueue(name: string, attributes: Attributes, createdAtMs: number): Queue {
  return {
    name,
    fifo: name.endsWith(".fifo"),
    createdAtMs,
    attributes,
    redrive: redriveOf(attributes),
    lanes: new Lanes(),
    waiting: new Set(),
  };
}

function deduplicationOf(queue: Queue, { group, deduplicationId, body }: Sending): string | undefined {
  if (!queue.fifo) return undefined;
  if (group === undefined) {
    throw new QueueError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  if (deduplicationId !== undefined) return deduplicationId;
  if (queue.attributes.ContentBasedDeduplication === "true") {
    return createHash("sha256").update(body).digest("hex");
  }
  throw new QueueError(
    "InvalidParameterValue",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/** 20 digits, so that texts sort as numbers do. */
export const sequenceNumber = (seq: number): string => String(seq).padStart(20, "0");

function wake({ waiting }: Queue): void {
  for (const poll of waiting) poll();
}

async function change({ waiting }: Queue, withinMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const poll = () => resolve();
  const timer = setTimeout(poll, withinMs);
  waiting.add(poll);
  signal.addEventListener("abort", poll);
  await promise;
  signal.removeEventListener("abort", poll);
  waiting.delete(poll);
  clearTimeout(timer);
}
