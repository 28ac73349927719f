/** Builds something on the side, into memory. */
import { build, type InlineConfig, type Rolldown } from "vite";

export async function outputOf(config: InlineConfig): Promise<Rolldown.RolldownOutput["output"]> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    ...config,
    build: { ...config.build, write: false },
  });
  const [first] = Array.isArray(built) ? built : "output" in built ? [built] : [];
  if (first === undefined) throw new Error("nothing was built");
  return first.output;
}

/** A script of one file, which nothing imports. */
export async function scriptOf(entry: string, define: Record<string, string> = {}): Promise<string> {
  const [script] = await outputOf({
    define,
    build: { target: "es2024", lib: { entry, formats: ["iife"], name: "script" } },
  });
  return script.code;
}
