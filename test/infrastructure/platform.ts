/** SST's components, which its command carries inside. Nothing is asked of the network. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installOwn } from "../../scripts/install.ts";
import { HERE, PLATFORM, STUB } from "./paths.ts";

const CONFIG =
  'export default $config({ app: () => ({ name: "podium", home: "local" }), run: async () => {} });\n';

/** What the command makes of a project whose only provider is AWS; with `home: "local"` it leaves the global out. */
const GLOBALS = `import "./src/global.d.ts";
import { AppInput, App, Config } from "./src/config";
import * as _aws from "@pulumi/aws";

declare global {
  // @ts-expect-error
  export import aws = _aws;
  interface Providers {
    providers?: { aws?: (_aws.ProviderArgs & { version?: string }) | boolean | string };
  }
  export const $config: (
    input: Omit<Config, "app"> & {
      app(input: AppInput): Promise<Omit<App, "providers"> & Providers> | (Omit<App, "providers"> & Providers);
    },
  ) => Config;
}
`;

export function install(): void {
  const lock = installOwn(HERE, "SST for the check of the stacks");
  const extracted = join(PLATFORM, ".podium-extracted");
  if (existsSync(extracted) && readFileSync(extracted, "utf8") === lock) return;
  mkdirSync(STUB, { recursive: true });
  writeFileSync(join(STUB, "sst.config.ts"), CONFIG);
  run(process.execPath, [join(HERE, "node_modules/sst/bin/sst.mjs"), "install"], STUB, {
    AWS_EC2_METADATA_DISABLED: "true",
    SST_SKIP_DEPENDENCY_CHECK: "1",
    SST_BUN_PATH: "true",
    SST_STAGE: "check",
    SST_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
  });
  writeFileSync(join(PLATFORM, "config.d.ts"), GLOBALS);
  writeFileSync(extracted, lock);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  settings: Record<string, string> = {},
): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...settings },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
