/** Stands in for SST's own server while stacks are synthesised: bundles handlers as a deployment would. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT, WORK } from "./paths.ts";

interface BuildInput {
  functionID: string;
  /** `folder/file.export` */
  handler: string;
}

interface Call {
  method: string;
  params: [BuildInput];
}

interface Built {
  handler: string;
  out: string;
  errors: string[];
  sourcemaps: string[];
}

export interface HandlerServer {
  url: string;
  close(): void;
}

export async function startHandlerServer(): Promise<HandlerServer> {
  const built = new Map<string, Promise<Built>>();
  const answer = (method: string, input: BuildInput): unknown => {
    switch (method) {
      case "Provider.Aws.Bootstrap":
        return { asset: "sst-asset", state: "sst-state", assetEcrRegistryId: "", assetEcrUrl: "" };
      case "Runtime.Build": {
        const found = built.get(input.handler) ?? bundle(input.handler);
        built.set(input.handler, found);
        return found;
      }
      default:
        throw new Error(`rpc: can't find ${method}`);
    }
  };
  const server = createServer(async (request, response) => {
    const reply = await read(request)
      .then(({ method, params }) => answer(method, params[0]))
      .then(
        (result) => ({ result }),
        (error: Error) => ({ error: error.message }),
      );
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @throws Error where it is no call: anybody on this machine may knock */
async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Call;
}

async function bundle(handler: string): Promise<Built> {
  const dot = handler.lastIndexOf(".");
  const name = handler.slice(handler.lastIndexOf("/") + 1, dot);
  const out = join(WORK, "handlers", handler.replaceAll("/", "-"));
  try {
    const { metafile } = await build({
      entryPoints: [join(ROOT, `${handler.slice(0, dot)}.ts`)],
      outfile: join(out, `${name}.mjs`),
      bundle: true,
      minify: true,
      metafile: true,
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      logLevel: "silent",
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const [output] = Object.values(metafile.outputs);
    const wanted = handler.slice(dot + 1);
    const errors = output?.exports.includes(wanted) ? [] : [`${handler}: nothing is exported as ${wanted}`];
    return { handler: `${name}.${wanted}`, out, errors, sourcemaps: [] };
  } catch (error) {
    return { handler, out, errors: [`${handler}: ${(error as Error).message}`], sourcemaps: [] };
  }
}
