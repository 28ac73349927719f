/** The stacks of a stage as the resources that they register, by SST's real components; no account is asked. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import type { Graph } from "./graph.ts";
import { graphFile, HERE, NAMED, PLATFORM, ROOT, WEB, WORK } from "./paths.ts";

export interface SynthesiseOptions {
  stage: string;
  /** Of the handlers' server. */
  server: string;
  /** Where the graph is written. */
  out?: string;
  /** Changes the text of a project file on its way in, to see that the checks notice. */
  change?: (file: string, text: string) => string;
}

export async function synthesise({
  stage,
  server,
  out = graphFile(stage),
  change = stage === NAMED.stage ? named : (_, text) => text,
}: SynthesiseOptions): Promise<Graph> {
  mkdirSync(WORK, { recursive: true });
  const app = `${out.replace(/\.json$/, "")}.mjs`;
  await bundle(app, stage, change);
  await run(app, stage, server, out);
  return JSON.parse(readFileSync(out, "utf8")) as Graph;
}

function named(file: string, text: string): string {
  if (file !== "stacks/settings.ts") return text;
  const domains = /(?<=const DOMAINS: [^=]+ = )\{[^}]*\};/;
  if (!domains.test(text)) throw new Error("where are the stages' domains?");
  return text.replace(domains, `${JSON.stringify({ [NAMED.stage]: NAMED.domain })};`);
}

/** As SST's command bundles its config. */
async function bundle(app: string, stage: string, change: (file: string, text: string) => string) {
  const components = join(PLATFORM, "src/components/index.ts");
  const globals: Plugin = {
    name: "globals",
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`^${ROOT}/(sst\\.config|stacks/[\\w-]+)\\.ts$`) }, ({ path }) => ({
        loader: "ts",
        contents:
          `import * as aws from "@pulumi/aws"; import * as sst from ${JSON.stringify(components)};\n` +
          change(path.slice(ROOT.length + 1), readFileSync(path, "utf8")),
      }));
    },
  };
  await build({
    stdin: {
      contents:
        `export { run } from ${JSON.stringify(join(PLATFORM, "src/auto/run.ts"))};` +
        `export { default as config } from ${JSON.stringify(join(ROOT, "sst.config.ts"))};`,
      resolveDir: HERE,
    },
    outfile: app,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    tsconfigRaw: {},
    inject: [join(PLATFORM, "src/shim/run.js")],
    define: {
      $dev: "false",
      $cli: JSON.stringify({
        command: "deploy",
        rpc: "",
        paths: { home: WORK, root: ROOT, work: join(WORK, "work", stage), platform: PLATFORM },
        state: { version: {} },
      }),
    },
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "undici",
      "esbuild",
      "archiver",
      "glob",
      "vite",
    ],
    plugins: [globals],
    logLevel: "silent",
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

function run(app: string, stage: string, server: string, out: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", join(HERE, "synthesise.child.mjs"), app, stage, out],
      {
        cwd: ROOT,
        stdio: ["ignore", "ignore", "pipe"],
        env: {
          ...process.env,
          SST_SERVER: server,
          SST_SECRET_FeedSecrets: '{"timing":["a secret of the check"]}',
          SST_SECRET_FansSecrets: "the newest word of the check for fans, the word before it for fans",
          SST_SECRET_ConsoleSecrets:
            "the newest word of the check for scorers, the word before it for scorers",
          PODIUM_BUILT_WEB: relative(ROOT, WEB),
          AWS_REGION: "eu-central-1",
          AWS_EC2_METADATA_DISABLED: "true",
        },
      },
    );
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the stage ${stage} can't be synthesised:\n${errors}`));
    });
  });
}
