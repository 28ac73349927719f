/**
 * Commands on their way. Each is kept before it is sent and sent until the server has said what became of it; its id makes
 * that once. Commands about one fact go one after the other, each on the version that the one before has made; one that was
 * refused holds those behind it until a person has decided.
 */
import type { commandAnswer } from "@podium/functions/admin/schema.ts";
import type * as z from "zod";
import { type ProblemDetails, Refused, SignedOut } from "../api/problem.ts";
import type { Store } from "./store.ts";

export type CommandAnswer = z.infer<typeof commandAnswer>;
export type Command = { id: string; type: string; at: string; unit: string } & Record<string, unknown>;

export interface Wish {
  /** `mark RSC 1001`: what it changes. */
  fact: string;
  command: Omit<Command, "id" | "at">;
  expectedVersion: number;
}

export interface Item {
  id: string;
  user: string;
  fact: string;
  unit: string;
  command: Command;
  expectedVersion: number;
  /** Grows within one user. */
  order: number;
  /** It was sent; whether it arrived may not be known. */
  sent: boolean;
  refused?: ProblemDetails;
}

export interface OutboxOptions {
  user: string;
  store: Store;
  send: (command: Command, expectedVersion: number) => Promise<CommandAnswer>;
  onAnswer: (item: Item, answer: CommandAnswer) => void;
  /** By the server's clock, milliseconds since 1970. */
  nowMs: () => number;
  newId: () => string;
}

export interface OutboxState {
  items: readonly Item[];
  /** The last try brought no answer. */
  down: boolean;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

export class Outbox {
  private current: OutboxState = { items: [], down: false };
  private pumping = false;
  private waitMs = FIRST_WAIT_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  /** By fact: an unbroken row of versions that one's own commands have made, and what it began from. */
  private readonly made = new Map<string, { from: number; to: number }>();
  private readonly options: OutboxOptions;
  private readonly listeners = new Set<() => void>();

  constructor(options: OutboxOptions) {
    this.options = options;
  }

  /** Takes up what an earlier page left. */
  async open(): Promise<void> {
    const left = await this.options.store.list(this.options.user);
    this.become({ items: [...left, ...this.current.items] });
    void this.pump();
  }

  /**
   * Keeps the wish and sends it as soon as it can. It replaces one about the same fact that was never sent, or that broke a
   * rule.
   */
  async add({ fact, command, expectedVersion }: Wish): Promise<void> {
    const { user, store, nowMs, newId } = this.options;
    const before = this.current.items.findLast((item) => item.fact === fact);
    const replaced = before !== undefined && gives(before) ? before : undefined;
    const id = newId();
    // Typed before the screen showed the answer to one's own last command: it goes on top of that.
    const made = this.made.get(fact);
    const isBehind = made !== undefined && expectedVersion >= made.from && expectedVersion < made.to;
    const seen = isBehind ? made.to : expectedVersion;
    const item: Item = {
      id,
      user,
      fact,
      unit: String(command.unit),
      command: { ...command, id, at: new Date(nowMs()).toISOString() } as Command,
      expectedVersion: replaced?.sent === false ? replaced.expectedVersion : seen,
      order: replaced?.order ?? (this.current.items.at(-1)?.order ?? 0) + 1,
      sent: false,
    };
    const items = this.current.items.filter((one) => one !== replaced);
    const at = replaced === undefined ? items.length : this.current.items.indexOf(replaced);
    this.become({ items: items.toSpliced(at, 0, item) });
    await store.put(item);
    if (replaced !== undefined) await store.remove(replaced.id);
    void this.pump();
  }

  /** Gives up a command that was refused, and those behind it about the same fact. */
  async discard(id: string): Promise<void> {
    const found = this.current.items.find((item) => item.id === id);
    if (found === undefined) return;
    const gone = this.current.items.filter(({ fact }) => fact === found.fact);
    this.become({ items: this.current.items.filter((item) => !gone.includes(item)) });
    for (const item of gone) await this.options.store.remove(item.id);
  }

  /** The person has seen version `version` and means to replace it: as a new command. */
  async insist(id: string, version: number): Promise<void> {
    const found = this.current.items.find((item) => item.id === id);
    const last = this.current.items.findLast((item) => item.fact === found?.fact);
    if (last === undefined) return;
    await this.discard(id);
    const { id: _id, at: _at, ...command } = last.command;
    await this.add({ fact: last.fact, command: command as Wish["command"], expectedVersion: version });
  }

  /** Now, and not when the wait is over. */
  retry(): void {
    clearTimeout(this.timer);
    this.waitMs = FIRST_WAIT_MS;
    void this.pump();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  readonly state = (): OutboxState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let item = this.next(); item !== undefined && !this.closed; item = this.next()) {
        if (!(await this.carry(item))) return;
      }
    } finally {
      this.pumping = false;
    }
  }

  /** The oldest that nothing refused stands before. */
  private next(): Item | undefined {
    const held = new Set<string>();
    for (const item of this.current.items) {
      if (item.refused !== undefined) held.add(item.fact);
      else if (!held.has(item.fact)) return item;
    }
    return undefined;
  }

  /** False: not now. */
  private async carry(item: Item): Promise<boolean> {
    const { send, store, onAnswer } = this.options;
    const sent = { ...item, sent: true };
    this.replace(sent);
    try {
      await store.put(sent);
      const answer = await send(sent.command, sent.expectedVersion);
      const version = versionAfter(sent, answer);
      const next = (item: Item) => (item.fact === sent.fact ? { ...item, expectedVersion: version } : item);
      const items = this.current.items.filter(({ id }) => id !== sent.id).map(next);
      const made = this.made.get(sent.fact);
      const from = made?.to === sent.expectedVersion ? made.from : sent.expectedVersion;
      this.made.set(sent.fact, { from, to: version });
      this.become({ items, down: false });
      onAnswer(sent, answer);
      await store.remove(sent.id);
      for (const item of items) if (item.fact === sent.fact) await store.put(item);
    } catch (error) {
      if (!(error instanceof Refused)) return this.later(error);
      await this.refuse({ ...sent, refused: error.problem });
    }
    this.waitMs = FIRST_WAIT_MS;
    if (this.current.down) this.become({ down: false });
    return true;
  }

  private async refuse(item: Item): Promise<void> {
    const { items } = this.current;
    const next = items.findLast(({ fact }) => fact === item.fact);
    // What broke a rule, and was typed anew meanwhile, nobody needs to decide about.
    if (gives(item) && next?.id !== item.id) {
      this.become({ items: items.filter(({ id }) => id !== item.id) });
      await this.options.store.remove(item.id);
      return;
    }
    this.replace(item);
    await this.options.store.put(item);
  }

  private later(error: unknown): false {
    this.become({ down: true });
    // Whoever signs in again calls `retry`.
    if (error instanceof SignedOut || this.closed) return false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.pump(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    return false;
  }

  private replace(item: Item): void {
    this.become({ items: this.current.items.map((one) => (one.id === item.id ? item : one)) });
  }

  private become(change: Partial<OutboxState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Whether it gives way to what is typed next: it never went out, or broke a rule. A conflict waits for a decision. */
function gives({ sent, refused }: Item): boolean {
  return !sent || (refused !== undefined && refused.theirs === undefined);
}

/** What the next command about the fact has to name. */
function versionAfter({ id, expectedVersion }: Item, { outcome, fact }: CommandAnswer): number {
  if (outcome === "proposed") return expectedVersion;
  // Where somebody else was faster after all, the version that this one has made brings the conflict to light.
  return fact?.id === id ? fact.version : expectedVersion + 1;
}
