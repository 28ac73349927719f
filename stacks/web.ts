/** The two built apps, of fans and of scorers, as objects of a private bucket. Documents of events and people are written later, from boards. */
import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { StageSettings } from "./settings.ts";

/** Below the root. */
export const BUILT = process.env.PODIUM_BUILT_WEB || "packages/web/dist";
/** As `npm run pages` writes them: not of the build. */
const WRITTEN_LATER = /^(events|athletes|countries|sports)\/[^/]+\//;
/** Vite puts a hash in the name of all that lies in `assets`. */
const HASHED = /^(console\/)?assets\//;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

export function pagesBucket(settings: StageSettings): sst.aws.Bucket {
  const { accountId } = aws.getCallerIdentityOutput();
  return new sst.aws.Bucket("Pages", {
    cors: false,
    policy: [
      {
        effect: "allow",
        principals: [{ type: "service", identifiers: ["cloudfront.amazonaws.com"] }],
        actions: ["s3:GetObject"],
        paths: ["*"],
        conditions: [
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: [$util.interpolate`arn:aws:cloudfront::${accountId}:distribution/*`],
          },
        ],
      },
    ],
    transform: {
      bucket: (args) => {
        args.forceDestroy = !settings.protect;
        return undefined;
      },
    },
  });
}

/** @throws Error where nothing was built */
export function web(pages: sst.aws.Bucket): void {
  const files = readdirSync(join($cli.paths.root, BUILT), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join($cli.paths.root, BUILT).length + 1))
    .filter((file) => !WRITTEN_LATER.test(file));
  if (!files.includes("shell.html")) throw new Error("build the app first: npx vite build packages/web");
  for (const file of files) {
    const hashed = HASHED.test(file);
    new aws.s3.BucketObjectv2(
      `Page-${file}`,
      {
        bucket: pages.name,
        key: file,
        source: $asset(join(BUILT, file)),
        contentType: TYPES[extname(file)] ?? "application/octet-stream",
        cacheControl: hashed ? "public, max-age=31536000, immutable" : "public, max-age=60",
      },
      // Pages that were opened before a deployment ask for the files that they were built with.
      { retainOnDelete: hashed },
    );
  }
}
