/** What a process and all that it has started take of the machine, from Linux's /proc. */
import { readdirSync, readFileSync } from "node:fs";

export interface Footprint {
  processes: number;
  /** Resident; what processes share is counted once (PSS). */
  memoryMb: number;
  /** User and system time so far, that of children who ended included. */
  cpuMs: number;
}

/** Of Linux on every machine that Debian runs on. */
const TICK_MS = 10;

export function footprintOf(pid: number): Footprint {
  const own = treeOf(pid);
  return {
    processes: own.length,
    memoryMb: sum(own.map((stat) => proportionalKb(stat.pid))) / 1000,
    cpuMs: sum(own.map((stat) => stat.cpuMs)),
  };
}

/** Resident bytes now of those that a process has started and that are called so; what they share is counted once. */
export function residentBelow(pid: number, wanted: RegExp): number {
  const below = treeOf(pid).filter((one) => one.pid !== pid && wanted.test(one.name));
  return 1000 * sum(below.map((one) => proportionalKb(one.pid)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Stat {
  pid: number;
  name: string;
  parent: number;
  cpuMs: number;
}

/** A process and all that it has started, at any depth. */
function treeOf(pid: number): Stat[] {
  const stats = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const tree = [pid];
  for (const parent of tree)
    tree.push(...stats.filter((stat) => stat.parent === parent).map((stat) => stat.pid));
  return stats.filter((stat) => tree.includes(stat.pid));
}

/** Source: proc(5), /proc/pid/stat. */
function statOf(pid: number): Stat | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name, in parentheses, may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
  return { pid, name, parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
}

function proportionalKb(pid: number): number {
  const [, kb] = /^Pss: +(\d+) kB/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? "") ?? [];
  return Number(kb ?? 0) * 1.024;
}

/** Undefined where the process has ended meanwhile. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
