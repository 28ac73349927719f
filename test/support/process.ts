/** Podium's commands as a user runs them: processes of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "@podium/local/table/testing.ts";

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Running {
  child: ChildProcess;
  /** So far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when the process is gone. */
  exited: Promise<Exit>;
  isOver(): boolean;
  /** Until it has printed this. Throws, with all that it said, when it ends before or takes too long. */
  says(text: string, withinMs: number): Promise<void>;
}

/** `script` below the repository's root. `settings` are its PODIUM_ variables; of ours it gets what finds programs and folders. */
export function run(script: string, args: readonly string[], settings: Record<string, string> = {}): Running {
  const file = fileURLToPath(new URL(`../../${script}`, import.meta.url));
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", file, ...args], {
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let exit: Exit | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const { promise: exited, resolve, reject } = Promise.withResolvers<Exit>();
  child.once("error", reject);
  child.once("close", (code, signal) => {
    exit = { code, signal };
    resolve(exit);
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    isOver: () => exit !== undefined,
    async says(text, withinMs) {
      const said = () => stdout.includes(text);
      await until(() => said() || exit !== undefined, `${script} says '${text}'`, withinMs);
      if (!said()) throw new Error(`${script} ended without saying '${text}':\n${stdout}\n${stderr}`);
    },
  };
}
